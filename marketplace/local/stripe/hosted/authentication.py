"""The cardholder's bank asks whether it is them (3-D Secure)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from marketplace.local.stripe import charging, checkout, setting_up
from marketplace.local.stripe.errors import Refusal
from marketplace.local.stripe.hosted import drawing
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.wire import Reply
from marketplace.local.stripe.world import World


def page(world: World, reference: str, posted: dict[str, Any] | None) -> Reply | None:
    """Show the question, or take the answer."""
    kind = "setup_intent" if reference.startswith("seti_") else "payment_intent"
    intent = world.store.get(kind, reference)
    if intent is None:
        return None
    session = _session(world, intent)
    if intent["status"] != "requires_action":
        return _back(world, intent, session)
    if posted is None:
        return _show(world, intent)
    _answered(world, intent, agreed=posted.get("answer") == "yes")
    if session:
        checkout.after(world, session, intent)
    return _back(world, intent, session)


def _show(world: World, intent: Obj) -> Reply:
    method = world.get("payment_method", intent["payment_method"], intent.account)
    is_paying = intent.kind == "payment_intent"
    return drawing.page(
        world,
        "authenticate",
        title="Is this you?",
        sum=drawing.money(intent["amount"], intent["currency"]) if is_paying else "",
        last4=method["card"]["last4"],
        brand=method["card"]["brand"].title(),
    )


def _answered(world: World, intent: Obj, *, agreed: bool) -> None:
    way = setting_up if intent.kind == "setup_intent" else charging
    # What is refused is written on the intent, which is where the way back looks.
    try:
        (way.authenticated if agreed else way.not_authenticated)(world, intent)
    except Refusal as refusal:
        if not refusal.keeps:
            raise


def _back(world: World, intent: Obj, session: Obj | None) -> Reply:
    if session:
        done = session["status"] == "complete"
        return drawing.go(checkout.way_back(session) if done else f"{world.hosted}/pay/{session['id']}")
    target = intent.get("_return_url")
    if not target:
        return drawing.page(
            world,
            "message",
            title="Thank you",
            words=f"You can close this page and go back to {world.site_name}.",
        )
    return drawing.go(_with_result(target, intent))


def _with_result(address: str, intent: Obj) -> str:
    parts = urlsplit(address)
    status = "succeeded" if intent["status"] in ("succeeded", "requires_capture") else "failed"
    result = {
        intent.kind: intent["id"],
        f"{intent.kind}_client_secret": intent["client_secret"],
        "redirect_status": status,
    }
    query = "&".join(part for part in (parts.query, urlencode(result)) if part)
    return urlunsplit(parts._replace(query=query))


def _session(world: World, intent: Obj) -> Obj | None:
    for name in (intent.kind, "_intent"):
        if found := world.store.find("checkout.session", **{name: intent["id"]}):
            return found[0]
    return None

"""Hosted checkout: a session, from the page on which a card is entered to the way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from marketplace.local.stripe import charging, setting_up, subscribing
from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World


def pay(world: World, session: Obj, method: Obj, *, email: str | None) -> Obj:
    """Go on with this card. Returns the intent: done, or waiting for the cardholder. Raises Refusal when declined."""
    intent = _intent(world, session, email=email)
    world.save(intent, payment_method=method["id"], status="requires_confirmation")
    back = f"{world.hosted}/pay/{session['id']}"
    confirm = setting_up.confirm if intent.kind == "setup_intent" else charging.confirm
    return after(world, session, confirm(world, intent, return_url=back))


def after(world: World, session: Obj, intent: Obj) -> Obj:
    """Complete the session once its intent has succeeded."""
    if intent["status"] in ("succeeded", "requires_capture") and session["status"] == "open":
        ENDINGS[session["mode"]](world, session, intent)
    return intent


def intent_of(world: World, session: Obj) -> Obj | None:
    """What is being confirmed for it, once there is something."""
    name = "setup_intent" if session["mode"] == "setup" else "payment_intent"
    reference = session[name] or session.get("_intent")
    return world.store.get(name, reference) if reference else None


def way_back(session: Obj) -> str:
    """Where the payer goes when all is done."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", quote(session["id"]))


@happening("session_expires")
def _expires(world: World, reference: str) -> None:
    session = world.store.get("checkout.session", reference)
    if session and session["status"] == "open":
        expire(world, session)


def expire(world: World, session: Obj) -> Obj:
    """Nobody can pay with it any more. A payment that was begun is cancelled with it."""
    intent = intent_of(world, session)
    if intent and intent["status"] in charging.CONFIRMABLE:
        (setting_up.cancel if intent.kind == "setup_intent" else charging.cancel)(world, intent, "abandoned")
    return world.move(session, "expired", url=None)


def _intent(world: World, session: Obj, *, email: str | None) -> Obj:
    """The session's intent; for a payment it is made when the payer first goes on."""
    if not session["customer"] and (customer := _customer(world, session, email)):
        world.save(session, customer=customer)
    if found := intent_of(world, session):
        return _for_customer(world, session, found)
    data = dict(session["_payment_intent_data"])
    if session["mode"] == "subscription":
        data = {"setup_future_usage": "off_session", "description": "Subscription creation"}
    intent = charging.make(
        world,
        session.account,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        receipt_email=data.pop("receipt_email", None),
        **data,
    )
    world.save(session, **{"_intent" if session["mode"] == "subscription" else "payment_intent": intent["id"]})
    world.tell("payment_intent.created", intent)
    return intent


def _for_customer(world: World, session: Obj, intent: Obj) -> Obj:
    """A card is kept for the customer that the session has by now."""
    if session["mode"] == "setup" and not intent["customer"] and session["customer"]:
        world.save(intent, customer=session["customer"])
    return intent


def _customer(world: World, session: Obj, email: str | None) -> str | None:
    """A new customer, where the session's cards are to be kept or it asks for one."""
    keeps = session["mode"] == "subscription" or session["_payment_intent_data"].get("setup_future_usage")
    if not keeps and session["customer_creation"] != "always":
        return None
    customer = world.make("customer", session.account, email=email)
    world.tell("customer.created", customer)
    return str(customer["id"])


def _complete(world: World, session: Obj, status: str, **values: Any) -> None:
    world.move(session, "complete", payment_status=status, url=None, **values)


def _paid(world: World, session: Obj, intent: Obj) -> None:
    _complete(world, session, "paid" if intent["status"] == "succeeded" else "unpaid")


def _saved(world: World, session: Obj, intent: Obj) -> None:
    _complete(world, session, "no_payment_required")


def _subscribed(world: World, session: Obj, intent: Obj) -> None:
    subscription, invoice = subscribing.begun(world, session, intent)
    _complete(world, session, "paid", subscription=subscription["id"], invoice=invoice["id"])


ENDINGS = {"payment": _paid, "setup": _saved, "subscription": _subscribed}

"""Checkout sessions: a page of ours on which a payer enters a card, so that the site never sees it."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import amounts, checkout
from marketplace.local.stripe.errors import invalid, unexpected_state
from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.params import (
    PAGE,
    choice,
    currency,
    flag,
    group,
    metadata,
    need,
    rows,
    text,
    texts,
    whole,
)
from marketplace.local.stripe.resources import prices, setup_intents
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import DAY, World

SHORTEST, LONGEST = 1800, DAY  # seconds that a session may be open
LINE = rows(price=text, price_data=prices.DATA, quantity=whole)
PAYMENT = group(
    capture_method=choice("automatic", "automatic_async", "manual"),
    description=text,
    metadata=metadata,
    receipt_email=text,
    setup_future_usage=choice("off_session", "on_session"),
    transfer_group=text,
)
PLAIN = ("client_reference_id", "customer_email", "customer_creation", "locale", "metadata", "submit_type")


@endpoint(
    "POST",
    "/v1/checkout/sessions",
    mode=need(choice("payment", "setup", "subscription")),
    ui_mode=choice("hosted_page"),
    success_url=need(text),
    cancel_url=text,
    customer=text,
    customer_email=text,
    customer_creation=choice("always", "if_required"),
    client_reference_id=text,
    currency=currency,
    line_items=LINE,
    payment_intent_data=PAYMENT,
    setup_intent_data=group(description=text, metadata=metadata),
    subscription_data=group(description=text, metadata=metadata),
    allowed_payment_method_types=texts,
    expires_at=whole,
    locale=text,
    metadata=metadata,
    submit_type=choice("auto", "pay", "book", "donate"),
    saved_payment_method_options=group(
        payment_method_save=choice("enabled", "disabled"), allow_redisplay_filters=texts
    ),
    adaptive_pricing=group(enabled=flag),
)
def create(call: Call) -> Obj:
    world, sent = call.world, call.sent
    _check(call)
    session = world.make(
        "checkout.session",
        call.account,
        **call.picked("mode", "success_url", "cancel_url", "customer", *PLAIN),
        expires_at=_expiry(world, sent),
        _payment_intent_data=sent.get("payment_intent_data", {}),
        _subscription_data=sent.get("subscription_data", {}),
    )
    session["customer_details"] = _details(call, session)
    _fill(call, session)
    world.save(session, url=f"{world.hosted}/pay/{session['id']}")
    world.due("session_expires", session["id"], session["expires_at"])
    return session


@endpoint("POST", "/v1/checkout/sessions/{id}/expire")
def expire(call: Call) -> Obj:
    session = call.get("checkout.session")
    if session["status"] != "open":
        raise unexpected_state("checkout_session", session["status"], "open")
    return checkout.expire(call.world, session)


@endpoint("GET", "/v1/checkout/sessions/{id}/line_items", **PAGE)
def line_items(call: Call) -> dict[str, Any]:
    session = call.get("checkout.session")
    found = call.world.store.find("line_item", _session=session["id"])[::-1]
    return listed(f"/v1/checkout/sessions/{session['id']}/line_items", found)


def _check(call: Call) -> None:
    sent = call.sent
    if sent.get("customer"):
        call.get("customer", sent["customer"], param="customer")
        if sent.get("customer_email"):
            raise invalid("You may only specify one of these parameters: customer, customer_email.")
    if sent["mode"] != "setup" and not sent.get("line_items"):
        words = f"You must provide line_items in {sent['mode']} mode."
        raise invalid(words, code="parameter_missing", param="line_items")
    if sent["mode"] == "setup" and not sent.get("currency"):
        raise invalid("You must provide currency in setup mode.", code="parameter_missing", param="currency")


def _fill(call: Call, session: Obj) -> None:
    """What is sold, or the card that is to be saved."""
    if session["mode"] == "setup":
        data = call.sent.get("setup_intent_data", {})
        intent = setup_intents.make(call.world, call.account)
        call.world.save(intent, customer=session["customer"], **data)
        call.world.tell("setup_intent.created", intent)
        session.update(setup_intent=intent["id"], payment_status="no_payment_required", currency=call.sent["currency"])
        return
    lines = [_line(call, session, row) for row in call.sent["line_items"]]
    currencies = {line["currency"] for line in lines}
    if len(currencies) > 1:
        raise invalid("All prices on a Checkout Session must have the same currency.", param="line_items")
    total = sum(line["amount_total"] for line in lines)
    amounts.check(total, lines[0]["currency"])
    session.update(amount_subtotal=total, amount_total=total, currency=lines[0]["currency"])
    session["total_details"] = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}


def _line(call: Call, session: Obj, row: dict[str, Any]) -> Obj:
    price = prices.chosen(call, row)
    if (price["recurring"] is None) == (session["mode"] == "subscription"):
        raise invalid("Recurring prices go with `mode` subscription, one-time prices with payment.", param="line_items")
    quantity = row.get("quantity", 1)
    total = price["unit_amount"] * quantity
    product = call.world.get("product", price["product"], call.account)
    return call.world.make(
        "line_item",
        call.account,
        amount_subtotal=total,
        amount_total=total,
        currency=price["currency"],
        description=product["name"],
        price=price,
        quantity=quantity,
        _session=session["id"],
        _words=product["description"],
    )


def _details(call: Call, session: Obj) -> dict[str, Any] | None:
    email = session["customer_email"]
    if session["customer"]:
        email = call.get("customer", session["customer"])["email"]
    nothing = dict.fromkeys(("address", "business_name", "individual_name", "name", "phone"))
    return {**nothing, "email": email, "tax_exempt": "none", "tax_ids": []} if email else None


def _expiry(world: World, sent: dict[str, Any]) -> int:
    now = world.now()
    at = int(sent.get("expires_at", now + LONGEST))
    if not SHORTEST - 60 <= at - now <= LONGEST + 60:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Session creation.",
            param="expires_at",
        )
    return at

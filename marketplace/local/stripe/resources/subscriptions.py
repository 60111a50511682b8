"""Subscriptions."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import changing, subscribing
from marketplace.local.stripe.errors import Refusal, invalid
from marketplace.local.stripe.params import choice, flag, group, metadata, need, rows, text, whole
from marketplace.local.stripe.resources import prices
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj

BEHAVIOR = choice("allow_incomplete", "default_incomplete", "error_if_incomplete")
PRORATION = choice("always_invoice", "create_prorations", "none")
ITEM = {"price": text, "price_data": prices.DATA, "quantity": whole, "metadata": metadata}
CHANGES = {
    "cancel_at_period_end": flag,
    "default_payment_method": text,
    "description": text,
    "metadata": metadata,
    "off_session": flag,
    "payment_behavior": BEHAVIOR,
    "proration_behavior": PRORATION,
    "collection_method": choice("charge_automatically"),
}
PAUSE = group(behavior=choice("void"))
GOODBYE = group(comment=text, feedback=text)
HOW = ("payment_behavior", "proration_behavior", "off_session", "items", "pause_collection")


@endpoint("POST", "/v1/subscriptions", **CHANGES, customer=need(text), items=need(rows(**ITEM)), currency=text)
def create(call: Call) -> Obj:
    sent, world = call.sent, call.world
    call.get("customer", sent["customer"], param="customer")
    _check_method(call, sent["customer"])
    bought = [(prices.chosen(call, row), row.get("quantity", 1)) for row in sent["items"]]
    behavior = sent.get("payment_behavior", "allow_incomplete")
    values = {name: value for name, value in sent.items() if name not in (*HOW, "customer", "currency")}
    subscription = subscribing.make(world, call.account, sent["customer"], bought, **values)
    if behavior == "default_incomplete":
        raise invalid("The local Stripe does not know payment_behavior default_incomplete.", param="payment_behavior")
    try:
        subscribing.begin(world, subscription)
    except Refusal as refusal:
        if behavior == "error_if_incomplete" or not refusal.keeps:
            refusal.keeps = False
            raise
    return call.get("subscription", subscription["id"])


@endpoint(
    "POST",
    "/v1/subscriptions/{id}",
    **CHANGES,
    cancellation_details=GOODBYE,
    pause_collection=PAUSE,
    items=rows(id=need(text), **ITEM),
)
def update(call: Call) -> Obj:
    sent, world, subscription = call.sent, call.world, call.get("subscription")
    if subscription["status"] in subscribing.OVER:
        raise invalid("A canceled subscription can only update its cancellation_details and metadata.")
    _check_method(call, subscription["customer"])
    proration = sent.get("proration_behavior", "create_prorations")
    before = edit(subscription, {name: value for name, value in sent.items() if name not in HOW})
    before |= _note_pause(call, subscription)
    _note_end(call, subscription)
    lines: list[dict[str, Any]] = []
    for row in sent.get("items", []):
        lines += changed(call, subscription, row, proration)
    world.save(subscription)
    if before or sent.get("items"):
        world.tell("customer.subscription.updated", subscription, previous=before)
    is_new_cycle = subscription["billing_cycle_anchor"] == world.now() and bool(lines)
    changing.bill(
        world,
        subscription,
        lines,
        proration=proration,
        behavior=sent.get("payment_behavior", "allow_incomplete"),
        at_once=is_new_cycle,
    )
    world.due("subscription_renews", subscription["id"], subscribing.period_of(subscription)[1])
    return call.get("subscription")


@endpoint(
    "DELETE",
    "/v1/subscriptions/{id}",
    invoice_now=flag,
    prorate=flag,
    cancellation_details=GOODBYE,
)
def cancel(call: Call) -> Obj:
    subscription = call.get("subscription")
    if subscription["status"] in subscribing.OVER:
        raise invalid(f"No such subscription: {subscription['id']}", code="resource_missing", param="id")
    if call.sent.get("prorate"):
        raise invalid("The local Stripe does not prorate when a subscription ends.", param="prorate")
    subscription["cancellation_details"].update(
        reason="cancellation_requested", **call.sent.get("cancellation_details", {})
    )
    return subscribing.end(call.world, subscription)


def changed(call: Call, subscription: Obj, row: dict[str, Any], proration: str) -> list[dict[str, Any]]:
    item = next((each for each in subscription["items"]["data"] if each["id"] == row["id"]), None)
    if item is None:
        raise invalid(f"No such subscription item: '{row['id']}'", code="resource_missing", param="items")
    has_price = "price" in row or "price_data" in row
    price = prices.chosen(call, row) if has_price else call.get("price", item["price"]["id"])
    if price["recurring"] is None or price["currency"] != subscription["currency"]:
        raise invalid("The price must be a recurring one in the currency of the subscription.", param="items")
    quantity = row.get("quantity", item["quantity"])
    return changing.change_price(call.world, subscription, row["id"], price, quantity, proration)


def _note_pause(call: Call, subscription: Obj) -> dict[str, Any]:
    """While it is paused its invoices are void as soon as they are final; an empty text lets it go on."""
    if "pause_collection" not in call.sent:
        return {}
    before = {"pause_collection": subscription["pause_collection"]}
    sent = call.sent["pause_collection"]
    subscription["pause_collection"] = {"resumes_at": None, **sent} if sent else None
    return before


def _note_end(call: Call, subscription: Obj) -> None:
    """When it is to end, as Stripe shows it."""
    if "cancel_at_period_end" not in call.sent:
        return
    ends = call.sent["cancel_at_period_end"]
    reason = "cancellation_requested" if ends else None
    subscription["cancellation_details"].update(reason=reason)
    subscription.update(
        cancel_at=subscribing.period_of(subscription)[1] if ends else None,
        canceled_at=call.world.now() if ends else None,
    )


def _check_method(call: Call, customer: str) -> None:
    if reference := call.sent.get("default_payment_method"):
        method = call.get("payment_method", reference, param="default_payment_method")
        if method["customer"] != customer:
            raise invalid(
                f"The customer does not have a payment method with the ID {reference}.", param="default_payment_method"
            )

"""Subscriptions: begun, renewed, changed in the middle of a period, behind with a payment, ended."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import charging, invoicing, periods
from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.errors import Refusal, invalid
from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World

FIRST_PAYMENT_WITHIN = 23 * 3600  # seconds
OVER = ("canceled", "incomplete_expired")


def make(world: World, account: str, customer: str, rows: list[tuple[Obj, int]], **values: Any) -> Obj:
    """A new subscription to these prices, whose first period runs from now; nobody has been told or charged yet."""
    prices = [price for price, _ in rows]
    recurring = prices[0]["recurring"]
    if any(price["recurring"] is None for price in prices):
        raise invalid("The price specified is set to `type=one_time` but this field only accepts recurring prices.")
    if any(price["recurring"] != recurring or price["currency"] != prices[0]["currency"] for price in prices):
        raise invalid("All prices of a subscription must have the same currency and interval.")
    now = world.now()
    subscription = world.make(
        "subscription",
        account,
        customer=customer,
        currency=prices[0]["currency"],
        billing_cycle_anchor=now,
        start_date=now,
        _number=1,
        **values,
    )
    until = periods.end_of(now, recurring, 1)
    made = [_item(world, subscription, price, quantity, now, until) for price, quantity in rows]
    return _with_items(world, subscription, made)


def begin(world: World, subscription: Obj) -> Obj:
    """Bill the first period and try to collect it. Raises Refusal where that is declined; then it stays incomplete."""
    world.tell("customer.subscription.created", subscription)
    invoice = invoicing.finalize(
        world, invoicing.draft(world, subscription, whole(subscription), "subscription_create")
    )
    world.due("subscription_lapses", subscription["id"], world.now() + FIRST_PAYMENT_WITHIN)
    return collect(world, invoice, raises=True)


def begun(world: World, session: Obj, intent: Obj) -> tuple[Obj, Obj]:
    """A checkout session has taken the first payment: the subscription that it is for, and its first invoice."""
    rows = [
        (world.get("price", line["price"]["id"], session.account), line["quantity"])
        for line in world.store.find("line_item", _session=session["id"])[::-1]
    ]
    method = intent["payment_method"]
    subscription = make(
        world,
        session.account,
        session["customer"],
        rows,
        default_payment_method=method,
        **session["_subscription_data"],
    )
    world.tell("customer.subscription.created", subscription)
    invoice = invoicing.finalize(
        world, invoicing.draft(world, subscription, whole(subscription), "subscription_create")
    )
    world.save(invoice, attempted=True, attempt_count=1)
    invoicing.pays(world, invoice, intent)
    paid(world, invoicing.paid(world, invoice))
    return world.get("subscription", subscription["id"], session.account), invoice


def collect(
    world: World, invoice: Obj, method: str | None = None, *, raises: bool = False, off_session: bool = True
) -> Obj:
    """Collect an invoice and let the subscription follow; returns the invoice as it is then.

    raises: tell the caller of a decline, too.
    """
    subscription = of(world, invoice)
    try:
        invoice = invoicing.collect(world, invoice, method or _method(world, subscription), off_session=off_session)
    except Refusal as refusal:
        if not refusal.keeps:
            raise
        _unpaid(world, subscription, has_more_tries=invoicing.failed(world, invoice, refusal))
        if raises:
            raise
        return invoice
    if invoice["amount_due"] == 0:
        paid(world, invoice)
    return invoice


def paid(world: World, invoice: Obj) -> None:
    """An invoice has been paid: its subscription is active again."""
    subscription = of(world, invoice)
    if subscription["status"] in ("incomplete", "past_due"):
        world.move(subscription, "active")
    if subscription["status"] == "active" and invoice["billing_reason"] in (
        "subscription_create",
        "subscription_update",
    ):
        world.due("subscription_renews", subscription["id"], period_of(subscription)[1])


def of(world: World, invoice: Obj) -> Obj:
    """The subscription of an invoice."""
    return world.get("subscription", invoice["_subscription"], invoice.account)


def period_of(subscription: Obj) -> tuple[int, int]:
    """From when to when the present period runs."""
    item = subscription["items"]["data"][0]
    return item["current_period_start"], item["current_period_end"]


def end(world: World, subscription: Obj, *, status: str = "canceled") -> Obj:
    """It is over, now."""
    now = world.now()
    values = {"ended_at": now, "canceled_at": subscription["canceled_at"] or now}
    world.move(subscription, status, **values)
    if status == "canceled":
        world.tell("customer.subscription.deleted", subscription)
    return subscription


def save_items(world: World, subscription: Obj, start: int, until: int) -> Obj:
    """Let all items run from then to then."""
    items = subscription["items"]["data"]
    for item in items:
        item.update(current_period_start=start, current_period_end=until)
    return _with_items(world, subscription, items)


@charging.when_paid
def _invoice_paid(world: World, intent: Obj) -> None:
    """The intent of an invoice has been paid, whoever confirmed it."""
    for each in world.store.find("invoice_payment", **{"payment.payment_intent": intent["id"]}):
        invoice = world.get("invoice", each["invoice"], each.account)
        if invoice["status"] == "open":
            paid(world, invoicing.paid(world, invoice))


@happening("subscription_renews")
def _renews(world: World, reference: str) -> None:
    subscription = world.store.get("subscription", reference)
    if subscription is None or subscription["status"] in OVER or period_of(subscription)[1] > world.now():
        return
    if subscription["cancel_at_period_end"]:
        end(world, subscription)
        return
    start, number = period_of(subscription)[1], subscription["_number"] + 1
    anchor, recurring = subscription["billing_cycle_anchor"], subscription["items"]["data"][0]["price"]["recurring"]
    until = periods.end_of(anchor, recurring, number)
    save_items(world, world.save(subscription, _number=number), start, until)
    world.tell("customer.subscription.updated", subscription)
    invoice = invoicing.draft(world, subscription, whole(subscription), "subscription_cycle")
    world.due("invoice_finalizes", invoice["id"], world.now() + invoicing.FINALIZED_AFTER)
    world.due("subscription_renews", reference, until)


@happening("subscription_lapses")
def _lapses(world: World, reference: str) -> None:
    subscription = world.store.get("subscription", reference)
    if subscription and subscription["status"] == "incomplete":
        end(world, subscription, status="incomplete_expired")
        invoicing.void(world, world.get("invoice", subscription["latest_invoice"], subscription.account))


def _unpaid(world: World, subscription: Obj, *, has_more_tries: bool) -> None:
    if subscription["status"] == "active":
        world.move(subscription, "past_due")
    if subscription["status"] == "past_due" and not has_more_tries:
        world.save(subscription, cancellation_details={"comment": None, "feedback": None, "reason": "payment_failed"})
        end(world, subscription)


def _method(world: World, subscription: Obj) -> str | None:
    customer = world.get("customer", subscription["customer"], subscription.account)
    return subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]


def whole(subscription: Obj) -> list[dict[str, Any]]:
    """A line for each item and the whole of the present period."""
    return [
        invoicing.line(
            subscription,
            item,
            item["price"]["unit_amount"] * item["quantity"],
            f"{item['quantity']} × {item['price']['id']}",
            period_of(subscription),
        )
        for item in subscription["items"]["data"]
    ]


def _item(world: World, subscription: Obj, price: Obj, quantity: int, start: int, until: int) -> Obj:
    return world.make(
        "subscription_item",
        subscription.account,
        price=price,
        quantity=quantity,
        subscription=subscription["id"],
        current_period_start=start,
        current_period_end=until,
    )


def _with_items(world: World, subscription: Obj, items: list[Any]) -> Obj:
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    found = [Obj("subscription_item", subscription.account, item) for item in items]
    return world.save(subscription, items=listed(url, found))

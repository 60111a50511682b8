"""Invoices of subscriptions: drawn up, finalized, collected, and tried again where that failed."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import charging
from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.errors import Refusal
from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import DAY, World, new_id

FINALIZED_AFTER = 3600  # seconds in which the invoice of a new period is a draft
TRIED_AGAIN_AFTER = [3 * DAY, 5 * DAY, 7 * DAY]  # between one try and the next; then the subscription ends


def draft(world: World, subscription: Obj, lines: list[dict[str, Any]], reason: str) -> Obj:
    """A new invoice. What was left over from changes (`invoiceitem`) comes on the first that is drawn up after it."""
    customer = world.get("customer", subscription["customer"], subscription.account)
    lines = [*lines, *_left_over(world, subscription)]
    total = sum(line["amount"] for line in lines)
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    invoice = world.make(
        "invoice",
        subscription.account,
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        billing_reason=reason,
        parent={"type": "subscription_details", "quote_details": None, "subscription_details": details},
        starting_balance=customer["balance"],
        period_start=world.now(),
        period_end=world.now(),
        _subscription=subscription["id"],
        **_totals(total, customer["balance"]),
    )
    invoice["lines"] = _lines(invoice, lines)
    world.save(invoice)
    world.save(subscription, latest_invoice=invoice["id"])
    world.tell("invoice.created", invoice)
    return invoice


def finalize(world: World, invoice: Obj) -> Obj:
    """From now on it can be paid. What the customer had over is used up first; what it gives back is kept for them."""
    customer = world.get("customer", invoice["customer"], invoice.account)
    used = invoice["total"] - invoice["amount_due"]
    world.save(
        customer, balance=customer["balance"] + used, next_invoice_sequence=customer["next_invoice_sequence"] + 1
    )
    prefix = customer["invoice_prefix"] or customer["id"][-8:].upper()
    world.save(customer, invoice_prefix=prefix)
    world.save(
        invoice,
        number=f"{prefix}-{customer['next_invoice_sequence'] - 1:04}",
        effective_at=world.now(),
        ending_balance=customer["balance"],
        hosted_invoice_url=f"{world.hosted}/invoice/{invoice['id']}",
    )
    invoice["status_transitions"]["finalized_at"] = world.now()
    world.move(invoice, "open")
    return invoice


def collect(world: World, invoice: Obj, method: str | None, *, off_session: bool = True) -> Obj:
    """Try to take the money; returns the invoice as it is then. Raises Refusal (what was written down stays) where the
    card is declined."""
    if invoice["amount_due"] == 0:
        return paid(world, invoice)
    intent = intent_of(world, invoice)
    if method:
        world.save(intent, payment_method=method, status="requires_confirmation")
    world.save(invoice, attempted=True, attempt_count=invoice["attempt_count"] + 1)
    charging.confirm(world, intent, off_session=off_session, return_url=invoice["hosted_invoice_url"])
    return world.get("invoice", invoice["id"], invoice.account)


def intent_of(world: World, invoice: Obj) -> Obj:
    """The one payment intent by which it is paid, through every try."""
    found = world.store.find("invoice_payment", invoice=invoice["id"])
    if found:
        return world.get("payment_intent", found[0]["payment"]["payment_intent"], invoice.account)
    words = {"subscription_create": "Subscription creation"}.get(invoice["billing_reason"], "Subscription update")
    intent = charging.make(
        world,
        invoice.account,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        setup_future_usage="off_session",
        description=words,
    )
    world.tell("payment_intent.created", intent)
    return pays(world, invoice, intent)


def pays(world: World, invoice: Obj, intent: Obj) -> Obj:
    """Note by which intent an invoice is paid."""
    world.make(
        "invoice_payment",
        invoice.account,
        amount_requested=invoice["amount_due"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
    )
    return intent


def paid(world: World, invoice: Obj) -> Obj:
    """It has been paid, or nothing was to be paid."""
    for each in world.store.find("invoice_payment", invoice=invoice["id"]):
        each["status_transitions"]["paid_at"] = world.now()
        world.save(each, status="paid", amount_paid=invoice["amount_due"])
        world.tell("invoice_payment.paid", each)
    invoice["status_transitions"]["paid_at"] = world.now()
    values = {
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "next_payment_attempt": None,
    }
    world.move(invoice, "paid", **values)
    world.tell("invoice.payment_succeeded", invoice)
    return invoice


def failed(world: World, invoice: Obj, refusal: Refusal) -> bool:
    """Tell that a try failed, and when the next is. False when there is none."""
    tries = invoice["attempt_count"]
    again = world.now() + TRIED_AGAIN_AFTER[tries - 1] if tries <= len(TRIED_AGAIN_AFTER) else None
    is_dunned = invoice["billing_reason"] == "subscription_cycle"
    world.save(invoice, next_payment_attempt=again if is_dunned else None)
    world.tell("invoice.payment_failed", invoice)
    if refusal.body.get("code") == "authentication_required":
        world.tell("invoice.payment_action_required", invoice)
    if again and is_dunned:
        world.due("invoice_again", invoice["id"], again)
    return bool(again) or not is_dunned


def void(world: World, invoice: Obj) -> Obj:
    """It is not owed any more."""
    invoice["status_transitions"]["voided_at"] = world.now()
    return world.move(invoice, "void", amount_remaining=0, next_payment_attempt=None)


def line(
    subscription: Obj,
    item: dict[str, Any],
    amount: int,
    words: str,
    period: tuple[int, int],
    *,
    proration: bool = False,
) -> dict[str, Any]:
    """One line: an item for a period, or the rest of one."""
    details = {
        "invoice_item": None,
        "proration": proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    price = item["price"]
    priced = {"price": price["id"], "product": price["product"]}
    return {
        "amount": amount,
        "currency": subscription["currency"],
        "description": words,
        "parent": {
            "type": "subscription_item_details",
            "subscription_item_details": details,
            "invoice_item_details": None,
        },
        "period": {"start": period[0], "end": period[1]},
        "pricing": {"type": "price_details", "price_details": priced, "unit_amount_decimal": str(price["unit_amount"])},
        "quantity": item["quantity"],
        "subtotal": amount,
    }


def leave_over(world: World, subscription: Obj, lines: list[dict[str, Any]]) -> None:
    """Lines that come on the next invoice."""
    for each in lines:
        values = {name: each[name] for name in ("amount", "currency", "description", "period", "quantity")}
        world.make(
            "invoiceitem",
            subscription.account,
            **values,
            customer=subscription["customer"],
            date=world.now(),
            proration=True,
            net_amount=each["amount"],
            _subscription=subscription["id"],
            _line=each,
        )


def _left_over(world: World, subscription: Obj) -> list[dict[str, Any]]:
    found = world.store.find("invoiceitem", _subscription=subscription["id"])[::-1]
    for each in found:
        world.store.remove(each)
    return [each["_line"] for each in found]


def _lines(invoice: Obj, lines: list[dict[str, Any]]) -> dict[str, Any]:
    from marketplace.local.stripe import kinds

    shape = kinds.of("invoice_line").shape
    made = [{**shape(), "id": new_id("il_1"), "invoice": invoice["id"], **each} for each in lines]
    url = f"/v1/invoices/{invoice['id']}/lines"
    return listed(url, [Obj("invoice_line", invoice.account, each) for each in made])


def _totals(total: int, balance: int) -> dict[str, Any]:
    """A balance below zero is the customer's, and pays first."""
    due = max(total + balance, 0) if total > 0 else 0
    named = dict.fromkeys(("subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax"), total)
    return {**named, "amount_due": due, "amount_remaining": due}


@happening("invoice_finalizes")
def _finalizes(world: World, reference: str) -> None:
    from marketplace.local.stripe import subscribing

    invoice = world.store.get("invoice", reference)
    if invoice and invoice["status"] == "draft":
        finalize(world, invoice)
        if subscribing.of(world, invoice)["pause_collection"]:
            void(world, invoice)
        else:
            subscribing.collect(world, invoice)


@happening("invoice_again")
def _again(world: World, reference: str) -> None:
    from marketplace.local.stripe import subscribing

    invoice = world.store.get("invoice", reference)
    if invoice and invoice["status"] == "open":
        subscribing.collect(world, invoice)

"""The page of an invoice: what it is for, and a way to pay it with another card."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import charging, invoicing, subscribing
from marketplace.local.stripe.errors import Refusal
from marketplace.local.stripe.hosted import drawing, paying
from marketplace.local.stripe.resources import payment_methods
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.wire import Reply
from marketplace.local.stripe.world import World


def page(world: World, reference: str, posted: dict[str, Any] | None) -> Reply | None:
    """Show the invoice, or take its form."""
    invoice = world.store.get("invoice", reference)
    if invoice is None or invoice["status"] == "draft":
        return None
    if invoice["status"] != "open":
        return _closed(world, invoice)
    return _show(world, invoice) if posted is None else _pay(world, invoice, posted)


def _show(world: World, invoice: Obj, *, wrong: str = "", chosen: str = paying.FIRST_CARDS[0]) -> Reply:
    rows = [
        {"what": line["description"], "sum": drawing.money(line["amount"], line["currency"])}
        for line in invoice["lines"]["data"]
    ]
    due = drawing.money(invoice["amount_due"], invoice["currency"])
    return drawing.page(
        world,
        "pay",
        status=422 if wrong else 200,
        title=f"Invoice {invoice['number']}",
        lines=rows,
        total=due,
        button=f"Pay · {due}",
        email=invoice["customer_email"] or "no address",
        wrong=wrong,
        keeps_card=True,
        **paying.choices(chosen),
    )


def _pay(world: World, invoice: Obj, posted: dict[str, Any]) -> Reply:
    number = str(posted.get("card", ""))
    try:
        method = payment_methods.make(world, invoice.account, payment_methods.by_number(number))
        charging.save_method(world, method, invoice["customer"], is_set_up=True)
        invoice = subscribing.collect(world, invoice, method["id"], raises=True, off_session=False)
    except Refusal as refusal:
        return _show(world, invoice, wrong=str(refusal), chosen=number)
    if invoice["status"] == "open":
        intent = invoicing.intent_of(world, invoice)
        return drawing.go(f"{world.hosted}/authenticate/{intent['id']}")
    return _closed(world, invoice)


def _closed(world: World, invoice: Obj) -> Reply:
    said = {"paid": "It is paid. Thank you.", "void": "It is not owed any more."}
    words = said.get(invoice["status"], "It can't be paid here.")
    return drawing.page(world, "message", title=f"Invoice {invoice['number']}", words=words)

"""Invoices of subscriptions."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import invoicing, subscribing
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.params import BY_TIME, PAGE, choice, flag, group, need, rows, text
from marketplace.local.stripe.resources import payment_methods, subscriptions
from marketplace.local.stripe.resources.common import page
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj


@endpoint("POST", "/v1/invoices/{id}/pay", payment_method=text, off_session=flag)
def pay(call: Call) -> Obj:
    invoice = _open(call)
    method = None
    if call.sent.get("payment_method"):
        method = payment_methods.find(call, call.sent["payment_method"])["id"]
    return subscribing.collect(call.world, invoice, method, raises=True)


@endpoint("POST", "/v1/invoices/{id}/void")
def void(call: Call) -> Obj:
    return invoicing.void(call.world, _open(call))


@endpoint("POST", "/v1/invoices/{id}/finalize", auto_advance=flag)
def finalize(call: Call) -> Obj:
    invoice = call.get("invoice")
    if invoice["status"] != "draft":
        raise invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    return invoicing.finalize(call.world, invoice)


@endpoint(
    "GET",
    "/v1/invoice_payments",
    **PAGE,
    **BY_TIME,
    invoice=text,
    payment=group(type=need(choice("payment_intent")), payment_intent=need(text)),
)
def payments(call: Call) -> dict[str, Any]:
    """By what invoices were paid; of one intent, which invoice it paid."""
    narrowed = call.picked("invoice")
    if payment := call.sent.get("payment"):
        narrowed["payment.payment_intent"] = payment["payment_intent"]
    return page(call, "invoice_payment", "/v1/invoice_payments", **narrowed)


class _Looked(Exception):
    """A preview is done and must be undone."""


@endpoint(
    "POST",
    "/v1/invoices/create_preview",
    subscription=need(text),
    customer=text,
    subscription_details=group(
        items=rows(id=need(text), **subscriptions.ITEM), proration_behavior=subscriptions.PRORATION
    ),
)
def preview(call: Call) -> dict[str, Any]:
    """What a change would cost: it is made, looked at, and undone."""
    shown: list[Obj] = []
    try:
        with call.world.store.part():
            shown.append(_previewed(call))
            raise _Looked
    except _Looked:
        return {name: value for name, value in shown[0].items() if name != "id"}


def _previewed(call: Call) -> Obj:
    subscription = call.get("subscription", call.sent["subscription"], param="subscription")
    details = call.sent.get("subscription_details", {})
    proration = details.get("proration_behavior", "create_prorations")
    lines: list[dict[str, Any]] = []
    for row in details.get("items", []):
        lines += subscriptions.changed(call, subscription, row, proration)
    reason = "upcoming" if not lines else "subscription_update"
    return invoicing.draft(call.world, subscription, lines or subscribing.whole(subscription), reason)


def _open(call: Call) -> Obj:
    invoice = call.get("invoice")
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] != "open":
        raise invalid(f"This invoice is {invoice['status']}, and must be open for this.", code="invoice_not_editable")
    return invoice

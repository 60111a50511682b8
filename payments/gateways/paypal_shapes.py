"""What PayPal's objects mean: our acts as its bodies, its answers in our words. Nothing here calls anybody."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marketplace.kit.money import Money, currency
from payments.gateways.port import Answer, Charge, Order, Returned, State
from payments.models import Refund

# developer.paypal.com/api/rest/reference/currency-codes; three of them take no decimals there
CURRENCIES = frozenset(
    ["AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR", "NOK"]
) | {"NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD"}
_WHOLE = frozenset(["HUF", "JPY", "TWD"])

_ORDER = {
    "CREATED": State.ACTION_NEEDED,
    "SAVED": State.ACTION_NEEDED,
    "PAYER_ACTION_REQUIRED": State.ACTION_NEEDED,
    "APPROVED": State.APPROVED,
    "VOIDED": State.CANCELLED,
}
_CAPTURE = {
    "COMPLETED": State.DONE,
    "PARTIALLY_REFUNDED": State.DONE,
    "REFUNDED": State.DONE,
    "PENDING": State.PENDING,
    "DECLINED": State.CANCELLED,
    "FAILED": State.CANCELLED,
}
_REFUND = {
    "COMPLETED": State.DONE,
    "PENDING": State.PENDING,
    "FAILED": State.FAILED,
    "CANCELLED": State.FAILED,
}


def order(order: Order) -> dict[str, Any]:
    """What the payer is to agree to, and where they come back to."""
    back = {"return_url": order.return_url, "cancel_url": order.cancel_url}
    look = {"user_action": "PAY_NOW", "shipping_preference": "NO_SHIPPING"}
    unit = {
        "custom_id": _mark(order.marks),
        "invoice_id": order.marks["our_key"],
        "description": ", ".join(title for title, _price in order.lines)[:127],
        "amount": _amount(order.payment.amount),
    }
    context = {"paypal": {"experience_context": {**back, **look}}}
    return {"intent": "CAPTURE", "purchase_units": [unit], "payment_source": context}


def refund(refund: Refund, marks: Mapping[str, str]) -> dict[str, Any]:
    """By the capture that took the money."""
    return {
        "id": refund.payment.charge,
        "order": refund.payment.reference,
        "amount": _amount(refund.amount),
        "invoice_id": marks["our_key"],
        "custom_id": _mark(marks),
    }


def charge_in(answer: Answer) -> Charge:
    """From an order, with what was captured of it."""
    payer = {"reference": answer["id"], "action_url": _page(answer)}
    captured = _payments(answer).get("captures") or []
    if not captured:
        return Charge(state=_ORDER.get(answer["status"], State.PENDING), **payer)
    capture: Answer = captured[-1]
    state = _CAPTURE[capture["status"]]
    return Charge(
        state=state,
        reference=answer["id"],
        charge=capture["id"],
        received=_money(capture["amount"]) if state is State.DONE else None,
        failure="card_declined" if state is State.CANCELLED else "",
        **_booked(capture),
    )


def refund_in(answer: Answer) -> Returned:
    """From a refund."""
    return Returned(
        state=_REFUND[answer["status"]],
        reference=answer["id"],
        amount=_money(answer["amount"]),
        key=answer.get("invoice_id") or "",
    )


def refunds_of(answer: Answer) -> list[Answer]:
    """What was refunded of an order."""
    return list(_payments(answer).get("refunds") or [])


def about(resource: Answer, event: str) -> tuple[str, str]:
    """What to read to know what an event is about: the kind of object, and its reference."""
    if event.startswith("CHECKOUT.ORDER."):
        return "order", resource["id"]
    if event in ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED"):
        return "refund", resource["id"]
    return "order", ((resource.get("supplementary_data") or {}).get("related_ids") or {}).get("order_id", "")


def marks_in(thing: Answer) -> dict[str, str]:
    """Our names for it."""
    units = thing.get("purchase_units") or [{}]
    kind, _, ours = str(units[0].get("custom_id") or thing.get("custom_id") or "").partition(":")
    return {"kind": kind, "our_id": ours} if ours else {}


def _mark(marks: Mapping[str, str]) -> str:
    return f"{marks['kind']}:{marks['our_id']}"


def _page(answer: Answer) -> str:
    links = {link["rel"]: link["href"] for link in answer.get("links") or []}
    return str(links.get("payer-action") or links.get("approve") or "")


def _payments(answer: Answer) -> Answer:
    units = answer.get("purchase_units") or [{}]
    found: Answer = units[0].get("payments") or {}
    return found


def _booked(capture: Answer) -> dict[str, Any]:
    parts = capture.get("seller_receivable_breakdown") or {}
    if "paypal_fee" not in parts:
        return {}
    return {
        "settled": _money(parts["gross_amount"]),
        "fee": _money(parts["paypal_fee"]),
        "fee_reference": capture["id"],
    }


def _amount(amount: Money) -> dict[str, str]:
    code = amount.currency.code
    exact = amount.amount.quantize(Decimal(1) if code in _WHOLE else Decimal("0.01"))
    return {"currency_code": code, "value": str(exact)}


def _money(amount: Mapping[str, str]) -> Money:
    return Money(Decimal(amount["value"]), currency(amount["currency_code"]))

"""What Stripe's objects mean: our acts as its bodies, its answers in our words. Nothing here calls anybody."""

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from marketplace.kit import clock
from marketplace.kit.money import Money
from payments.gateways import stripe_units
from payments.gateways.port import Answer, Call, Card, Charge, Keeping, Kept, Order, Returned, State
from payments.gateways.stripe_calls import EXPANDED
from payments.models import Payment, Refund, SavedMethod

PAGE_LASTS = timedelta(hours=1)  # Stripe's own page: between half an hour and a day

_INTENT = {
    "succeeded": State.DONE,
    "processing": State.PENDING,
    "requires_action": State.ACTION_NEEDED,
    "requires_confirmation": State.PENDING,
    "requires_capture": State.APPROVED,
    "requires_payment_method": State.FAILED,
    "canceled": State.CANCELLED,
}
_REFUND = {
    "succeeded": State.DONE,
    "pending": State.PENDING,
    "requires_action": State.PENDING,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def charging(order: Order) -> Call:
    """A saved card is charged at once; else Stripe's own page takes the card, so that no card touches this site."""
    if order.method is None:
        return Call("checkout.sessions.create", _page(order))
    return Call("payment_intents.create", _at_once(order, order.method))


def confirming(payment: Payment, method: SavedMethod | None, *, return_url: str) -> Call | None:
    """The same intent again, with the payer here to prove who they are."""
    if not payment.reference.startswith("pi_"):
        return None
    body = {"id": payment.reference, "return_url": return_url, "expand": EXPANDED["payment_intent"]}
    return Call("payment_intents.confirm", {**body, **({"payment_method": method.reference} if method else {})})


def cancelling(payment: Payment) -> Call | None:
    """Close the page, or the intent."""
    calls = {"cs_": "checkout.sessions.expire", "pi_": "payment_intents.cancel"}
    call = calls.get(payment.reference[:3])
    return Call(call, {"id": payment.reference}) if call else None


def looking(payment: Payment) -> tuple[str, str]:
    """The page until it is paid, the intent afterwards."""
    return ("checkout.session" if payment.reference.startswith("cs_") else "payment_intent", payment.reference)


def refunding(refund: Refund, marks: Mapping[str, str]) -> Call:
    """By the charge, to the card that it came from."""
    body = {"charge": refund.payment.charge, "amount": stripe_units.units(refund.amount), "metadata": dict(marks)}
    return Call("refunds.create", {**body, "expand": EXPANDED["refund"]})


def charge_in(answer: Answer) -> Charge:
    """From an intent, or from a page with the intent in it."""
    if answer.get("object") == "checkout.session":
        return _of_page(answer)
    return _of_intent(answer)


def refund_in(answer: Answer) -> Returned:
    """From a refund."""
    return Returned(
        state=_REFUND[answer["status"]],
        reference=answer["id"],
        amount=stripe_units.money(answer["amount"], answer["currency"]),
        settled=_taken(answer.get("balance_transaction")),
        failure=answer.get("failure_reason") or "",
        key=(answer.get("metadata") or {}).get("our_key", ""),
    )


def keeping(order: Keeping) -> Call:
    """Stripe's own page again, where a card is kept for later and nothing is paid."""
    body = {
        "mode": "setup",
        "client_reference_id": str(order.pk),
        "currency": order.currency.lower(),
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
        "expires_at": int((clock.now() + PAGE_LASTS).timestamp()),
        "allowed_payment_method_types": ["card"],
        "setup_intent_data": {"metadata": dict(order.marks)},
        "metadata": dict(order.marks),
        "expand": EXPANDED["checkout.session"],
        **_payer(order),
    }
    return Call("checkout.sessions.create", body)


def kept_in(answer: Answer) -> Kept:
    """From a setup intent, or from a page with one in it."""
    intent = answer if answer.get("object") == "setup_intent" else answer.get("setup_intent")
    state = {"open": State.ACTION_NEEDED, "expired": State.CANCELLED}.get(answer["status"], State.PENDING)
    if isinstance(intent, dict) and intent["status"] in ("succeeded", "canceled"):
        state = State.DONE if intent["status"] == "succeeded" else State.CANCELLED
    about: Answer = intent if isinstance(intent, dict) else {}
    method = about.get("payment_method")
    return Kept(
        state=state,
        reference=answer["id"],
        action_url=answer.get("url") or "",
        card=card_in(method, customer=_id(about.get("customer"))) if isinstance(method, dict) else None,
        failure=_failure(about.get("last_setup_error") or {})["failure"],
    )


def card_in(method: Answer, *, customer: str = "") -> Card:
    """From a payment method."""
    kind = method.get("type", "")
    about: Answer = method.get(kind) or {}
    month, year = about.get("exp_month"), about.get("exp_year")
    return Card(
        reference=method["id"],
        customer=_id(method.get("customer")) or customer,
        brand=str(about.get("display_brand") or about.get("brand") or kind).replace("_", " ").title(),
        last4=about.get("last4") or "",
        expires_on=date(year, month, calendar.monthrange(year, month)[1]) if month and year else None,
    )


def _page(order: Order) -> dict[str, Any]:
    intent = {"metadata": dict(order.marks), "transfer_group": _group(order.payment)}
    if order.save:
        intent["setup_future_usage"] = "off_session"
    return {
        "mode": "payment",
        "client_reference_id": str(order.payment.pk),
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
        "expires_at": int((clock.now() + PAGE_LASTS).timestamp()),
        "line_items": [_line(title, price) for title, price in order.lines],
        "allowed_payment_method_types": ["card"],
        "payment_intent_data": intent,
        "metadata": dict(order.marks),
        "expand": EXPANDED["checkout.session"],
        **_payer(order),
    }


def _payer(order: Order | Keeping) -> dict[str, Any]:
    if order.customer:
        return {"customer": order.customer}
    email = {"customer_email": order.email} if order.email else {}
    return {"customer_creation": "always", **email}


def _line(title: str, price: Money) -> dict[str, Any]:
    data = {"currency": price.currency.code.lower(), "unit_amount": stripe_units.units(price)}
    return {"quantity": 1, "price_data": {**data, "product_data": {"name": title}}}


def _at_once(order: Order, method: SavedMethod) -> dict[str, Any]:
    payment = order.payment
    here = {"off_session": True} if payment.off_session else {"return_url": order.return_url}
    return {
        "amount": stripe_units.units(payment.amount),
        "currency": payment.currency.lower(),
        "customer": method.customer,
        "payment_method": method.reference,
        "allowed_payment_method_types": ["card"],
        "confirm": True,
        "transfer_group": _group(payment),
        "metadata": dict(order.marks),
        "expand": EXPANDED["payment_intent"],
        **here,
    }


def _group(payment: Payment) -> str:
    return f"checkout:{payment.checkout_id}"


def _of_page(page: Answer) -> Charge:
    intent = page.get("payment_intent")
    if page["status"] == "complete" and isinstance(intent, dict):
        said = _of_intent(intent, customer=_id(page.get("customer")))
        return replace(said, state=State.CANCELLED) if said.state is State.FAILED else said  # the page is closed
    state = {"open": State.ACTION_NEEDED, "complete": State.PENDING, "expired": State.CANCELLED}[page["status"]]
    error: Answer = (intent.get("last_payment_error") if isinstance(intent, dict) else None) or {}
    return Charge(state=state, reference=page["id"], action_url=page.get("url") or "", **_failure(error))


def _of_intent(intent: Answer, *, customer: str = "") -> Charge:
    charge: Answer = intent["latest_charge"] if isinstance(intent.get("latest_charge"), dict) else {}
    method = intent.get("payment_method")
    state = _INTENT[intent["status"]]
    return Charge(
        state=state,
        reference=intent["id"],
        charge=_id(intent.get("latest_charge")),
        received=stripe_units.money(intent["amount_received"], intent["currency"]) if state is State.DONE else None,
        action_url=((intent.get("next_action") or {}).get("redirect_to_url") or {}).get("url", ""),
        card=card_in(method, customer=_id(intent.get("customer")) or customer) if isinstance(method, dict) else None,
        is_kept=bool(intent.get("setup_future_usage")),
        **_failure(intent.get("last_payment_error") or {}),
        **_booked(charge.get("balance_transaction")),
    )


def _failure(error: Answer) -> dict[str, Any]:
    return {
        "failure": error.get("decline_code") or error.get("code") or "",
        "failure_words": error.get("message") or "",
    }


def _booked(transaction: Any) -> dict[str, Any]:
    if not isinstance(transaction, dict):
        return {}
    currency = transaction["currency"]
    return {
        "settled": stripe_units.money(transaction["amount"], currency),
        "fee": stripe_units.money(transaction["fee"], currency),
        "fee_reference": transaction["id"],
    }


def _taken(transaction: Any) -> Money | None:
    """What a movement took from the cash; its amount is below zero there."""
    if not isinstance(transaction, dict):
        return None
    return stripe_units.money(-transaction["amount"], transaction["currency"])


def _id(value: Any) -> str:
    return str(value["id"] if isinstance(value, dict) else value or "")

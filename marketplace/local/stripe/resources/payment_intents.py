"""Payment intents: one sum that is to be paid, through every try."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import amounts, cards, charging
from marketplace.local.stripe.errors import invalid, unexpected_state
from marketplace.local.stripe.params import Param, choice, currency, flag, group, metadata, need, text, texts, whole
from marketplace.local.stripe.resources import payment_methods
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj


def _off_session(name: str, raw: Any) -> bool:
    if raw not in ("true", "false", "one_off", "recurring"):
        raise invalid(f"Invalid {name}: {raw}", code="parameter_invalid", param=name)
    return raw != "false"


CHANGES = {
    "customer": text,
    "description": text,
    "metadata": metadata,
    "payment_method": text,
    "receipt_email": text,
    "setup_future_usage": choice("off_session", "on_session"),
    "statement_descriptor_suffix": text,
}
CONFIRMS = {"off_session": Param(_off_session), "return_url": text, "error_on_requires_action": flag}


@endpoint(
    "POST",
    "/v1/payment_intents",
    **CHANGES,
    **CONFIRMS,
    amount=need(whole),
    currency=need(currency),
    automatic_payment_methods=group(enabled=need(flag), allow_redirects=choice("always", "never")),
    allowed_payment_method_types=texts,
    capture_method=choice("automatic", "automatic_async", "manual"),
    confirm=flag,
    transfer_group=text,
)
def create(call: Call) -> Obj:
    sent, how = call.sent, _how(call)
    amounts.check(sent["amount"], sent["currency"])
    _only_cards(sent.pop("allowed_payment_method_types", []))
    is_confirmed = sent.pop("confirm", False)
    intent = charging.make(call.world, call.account)
    _change(call, intent)
    call.world.tell("payment_intent.created", intent)
    return _confirm(call, intent, **how) if is_confirmed else intent


@endpoint("POST", "/v1/payment_intents/{id}", **CHANGES, amount=whole, currency=currency, transfer_group=text)
def update(call: Call) -> Obj:
    intent = call.get("payment_intent")
    if intent["status"] not in charging.CONFIRMABLE and set(call.sent) - {"metadata", "description", "receipt_email"}:
        raise unexpected_state("payment_intent", intent["status"], ", ".join(sorted(charging.CONFIRMABLE)))
    if "amount" in call.sent:
        amounts.check(call.sent["amount"], call.sent.get("currency", intent["currency"]))
    return _change(call, intent)


@endpoint(
    "POST",
    "/v1/payment_intents/{id}/confirm",
    **CONFIRMS,
    payment_method=text,
    setup_future_usage=CHANGES["setup_future_usage"],
)
def confirm(call: Call) -> Obj:
    how = _how(call)
    return _confirm(call, _change(call, call.get("payment_intent")), **how)


@endpoint("POST", "/v1/payment_intents/{id}/capture", amount_to_capture=whole)
def capture(call: Call) -> Obj:
    intent = call.get("payment_intent")
    if intent["status"] != "requires_capture":
        raise unexpected_state("payment_intent", intent["status"], "requires_capture", payment_intent=intent)
    amount = call.sent.get("amount_to_capture", intent["amount_capturable"])
    if not 0 < amount <= intent["amount_capturable"]:
        raise invalid(
            "The amount to capture is more than was put aside.", code="amount_too_large", param="amount_to_capture"
        )
    held = call.get("charge", intent["latest_charge"])
    method = call.get("payment_method", held["payment_method"])
    if amount < held["amount"]:
        held.update(amount_refunded=held["amount"] - amount)
    return charging.collect(call.world, intent, held, amount, cards.BY_NUMBER[method["_number"]])


@endpoint(
    "POST",
    "/v1/payment_intents/{id}/cancel",
    cancellation_reason=choice("duplicate", "fraudulent", "requested_by_customer", "abandoned"),
)
def cancel(call: Call) -> Obj:
    intent = call.get("payment_intent")
    if call.world.store.find("checkout.session", call.account, payment_intent=intent["id"]):
        raise invalid(
            "You cannot cancel a PaymentIntent that was created by a Checkout Session. Expire the session instead.",
            code="payment_intent_unexpected_state",
        )
    if intent["status"] not in charging.CONFIRMABLE | {"requires_capture"}:
        raise unexpected_state(
            "payment_intent", intent["status"], ", ".join(sorted(charging.CONFIRMABLE)), payment_intent=intent
        )
    return charging.cancel(call.world, intent, call.sent.get("cancellation_reason"))


def _change(call: Call, intent: Obj) -> Obj:
    sent = call.sent
    if sent.get("customer"):
        call.get("customer", sent["customer"], param="customer")
    if sent.get("payment_method"):
        sent["payment_method"] = payment_methods.find(call, sent["payment_method"])["id"]
        if intent["status"] == "requires_payment_method":
            intent["status"] = "requires_confirmation"
    edit(intent, sent)
    _check_method(call, intent)
    return call.world.save(intent)


def _check_method(call: Call, intent: Obj) -> None:
    """A saved card belongs to one customer."""
    if intent["payment_method"]:
        method = call.get("payment_method", intent["payment_method"])
        if method["customer"] and method["customer"] != intent["customer"]:
            raise invalid(
                "The customer of the payment method is another than the one of this PaymentIntent.",
                param="payment_method",
            )


def _how(call: Call) -> dict[str, Any]:
    """How it is to be confirmed, taken out of what is written down."""
    return {name: call.sent.pop(name) for name in CONFIRMS if name in call.sent}


def _confirm(call: Call, intent: Obj, *, error_on_requires_action: bool = False, **how: Any) -> Obj:
    confirmed = charging.confirm(call.world, intent, **how)
    if confirmed["status"] == "requires_action" and error_on_requires_action:
        method = call.get("payment_method", intent["payment_method"])
        raise charging.decline(call.world, confirmed, method, "authentication_required")
    return confirmed


def _only_cards(types: list[str]) -> None:
    for name in types:
        if name != "card":
            raise invalid(f"The local Stripe knows cards alone, not {name}.", param="allowed_payment_method_types")

"""Saving a card with its holder there, so that it can be charged later without them."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import cards, charging
from marketplace.local.stripe.errors import Refusal, unexpected_state
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World

CONFIRMABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}


def confirm(world: World, intent: Obj, return_url: str | None = None) -> Obj:
    """Try to save the card. Ends in `succeeded` or `requires_action`; raises Refusal when its bank says no."""
    if intent["status"] not in CONFIRMABLE or not intent["payment_method"]:
        raise unexpected_state("setup_intent", intent["status"], "one with a payment method", setup_intent=intent)
    method = world.get("payment_method", intent["payment_method"], intent.account, param="payment_method")
    card = cards.BY_NUMBER[method["_number"]]
    if card.rejects:
        raise _refuse(world, intent, method, cards.decline(card.declines))
    if card.asks:
        where = f"{world.hosted}/authenticate/{intent['id']}"
        action = {"type": "redirect_to_url", "redirect_to_url": {"url": where, "return_url": return_url}}
        return world.move(intent, "requires_action", next_action=action, _return_url=return_url)
    return authenticated(world, intent)


def authenticated(world: World, intent: Obj) -> Obj:
    """The cardholder has agreed: the card is saved, for its customer where there is one."""
    method = world.get("payment_method", intent["payment_method"], intent.account)
    if intent["customer"]:
        charging.save_method(world, method, intent["customer"], is_set_up=True)
    _attempt(world, intent, "succeeded")
    return world.move(intent, "succeeded", next_action=None, last_setup_error=None)


def not_authenticated(world: World, intent: Obj) -> Obj:
    """The cardholder did not prove who they are."""
    method = world.get("payment_method", intent["payment_method"], intent.account)
    words = cards.AUTHENTICATION_FAILED[1].replace("PaymentIntent", "SetupIntent")
    _refuse(
        world,
        intent,
        method,
        {"type": "invalid_request_error", "code": "setup_intent_authentication_failure", "message": words},
    )
    return intent


def cancel(world: World, intent: Obj, reason: str | None) -> Obj:
    """No card will be saved by it."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state("setup_intent", intent["status"], ", ".join(sorted(CONFIRMABLE)), setup_intent=intent)
    return world.move(intent, "canceled", cancellation_reason=reason, next_action=None)


def _refuse(world: World, intent: Obj, method: Obj, error: dict[str, Any]) -> Refusal:
    _attempt(world, intent, "failed", setup_error=error)
    world.move(
        intent,
        "requires_payment_method",
        last_setup_error={**error, "payment_method": method},
        payment_method=None,
        next_action=None,
    )
    words = {name: value for name, value in error.items() if name not in ("type", "message")}
    return Refusal(
        402, error["type"], error["message"], keeps=True, **words, setup_intent=intent, payment_method=method
    )


def _attempt(world: World, intent: Obj, status: str, **values: Any) -> None:
    tried = world.make(
        "setup_attempt",
        intent.account,
        status=status,
        setup_intent=intent["id"],
        payment_method=intent["payment_method"],
        customer=intent["customer"],
        usage=intent["usage"],
        **values,
    )
    intent["latest_attempt"] = tried["id"]

"""Charging a card for a payment intent: the one place where money comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.local.stripe import books, cards, disputing
from marketplace.local.stripe.cards import Card
from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.errors import Refusal, unexpected_state
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import DAY, World, new_id

FollowUp = Callable[[World, Obj], None]

AUTHORISED_FOR = 7 * DAY
CONFIRMABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}


_follow_ups: list[FollowUp] = []


def when_paid(follow: FollowUp) -> FollowUp:
    """Let a function run with every intent that has been paid, in the same turn."""
    _follow_ups.append(follow)
    return follow


def make(world: World, account: str, **values: Any) -> Obj:
    """A new intent, of which nobody has been told yet."""
    intent = world.make("payment_intent", account, **values)
    return world.save(intent, client_secret=f"{intent['id']}_secret_{new_id('')}")


def confirm(world: World, intent: Obj, *, off_session: bool = False, return_url: str | None = None) -> Obj:
    """Try to take the money: `succeeded`, `requires_capture` or `requires_action`. Raises Refusal when declined."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(
            "payment_intent", intent["status"], ", ".join(sorted(CONFIRMABLE)), payment_intent=intent
        )
    if not intent["payment_method"]:
        raise unexpected_state("payment_intent", intent["status"], "one with a payment method", payment_intent=intent)
    method = world.get("payment_method", intent["payment_method"], intent.account, param="payment_method")
    card = cards.BY_NUMBER[method["_number"]]
    if must_authenticate(card, method, off_session=off_session):
        if off_session:
            raise decline(world, intent, method, "authentication_required")
        return ask(world, intent, return_url)
    return charge(world, intent, method, card)


def authenticated(world: World, intent: Obj) -> Obj:
    """The cardholder has proved who they are: go on. Raises Refusal when declined."""
    method = world.get("payment_method", intent["payment_method"], intent.account)
    return charge(world, intent, method, cards.BY_NUMBER[method["_number"]])


def not_authenticated(world: World, intent: Obj) -> Obj:
    """The cardholder did not prove who they are: another card may be tried."""
    code, message = cards.AUTHENTICATION_FAILED
    method = world.get("payment_method", intent["payment_method"], intent.account)
    error = {"type": "card_error", "code": code, "message": message, "payment_method": method}
    return world.move(
        intent, "requires_payment_method", last_payment_error=error, next_action=None, payment_method=None
    )


def must_authenticate(card: Card, method: Obj, *, off_session: bool) -> bool:
    """Whether the card's bank wants to see its holder now. One saved with the holder there may be spared it."""
    return card.asks == "always" or (card.asks == "once" and not (off_session and method.get("_set_up")))


def ask(world: World, intent: Obj, return_url: str | None) -> Obj:
    """Send the cardholder to their bank."""
    where = f"{world.hosted}/authenticate/{intent['id']}"
    action: dict[str, Any] = {"type": "redirect_to_url", "redirect_to_url": {"url": where, "return_url": return_url}}
    if return_url is None:
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": where}}
    return world.move(intent, "requires_action", next_action=action, _return_url=return_url)


def charge(world: World, intent: Obj, method: Obj, card: Card) -> Obj:
    """Charge the card, or put the sum aside on it where it is captured later. Raises Refusal when it is declined."""
    if card.declines:
        raise decline(world, intent, method, card.declines)
    taken = _new_charge(world, intent, method, status="succeeded", paid=True, outcome=_approved())
    intent.update(latest_charge=taken["id"], next_action=None, last_payment_error=None)
    if intent["setup_future_usage"] and intent["customer"]:
        save_method(world, method, intent["customer"], is_set_up=True)
    if intent["capture_method"] == "manual":
        world.due("authorisation_ends", intent["id"], world.now() + AUTHORISED_FOR)
        world.tell("charge.succeeded", taken)
        return world.move(intent, "requires_capture", amount_capturable=intent["amount"])
    return collect(world, intent, taken, intent["amount"], card)


def collect(world: World, intent: Obj, taken: Obj, amount: int, card: Card) -> Obj:
    """The money of a charge comes in, less what Stripe keeps."""
    available_on = world.now() if card.is_available_at_once else world.now() + world.pace.available_after
    transaction = books.record(world, "charge", taken, amount, account=taken.account, available_on=available_on)
    was_captured_later = intent["status"] == "requires_capture"
    world.save(taken, balance_transaction=transaction["id"], captured=True, amount_captured=amount)
    world.tell("charge.captured" if was_captured_later else "charge.succeeded", taken)
    world.move(intent, "succeeded", amount_received=amount, amount_capturable=0)
    if card.then:
        disputing.expect(world, taken, card.then)
    for follow in _follow_ups:
        follow(world, intent)
    return intent


def decline(world: World, intent: Obj, method: Obj, reason: str) -> Refusal:
    """Write down that the card was declined; returns what is answered."""
    code, message = cards.WORDS[reason]
    failed = _new_charge(
        world, intent, method, status="failed", failure_code=code, failure_message=message, outcome=_declined(reason)
    )
    error = {**cards.decline(reason), "charge": failed["id"], "payment_method": method}
    world.tell("charge.failed", failed)
    world.move(
        intent,
        "requires_payment_method",
        latest_charge=failed["id"],
        last_payment_error=error,
        next_action=None,
        payment_method=None,
    )
    return cards.declined(reason, charge=failed["id"], payment_intent=intent, payment_method=method)


def save_method(world: World, method: Obj, customer: str, *, is_set_up: bool = False) -> Obj:
    """Keep a card for a customer. is_set_up: its holder was there and agreed to later charges."""
    is_new = method["customer"] != customer
    world.save(method, customer=customer, _set_up=bool(is_set_up or method.get("_set_up")))
    if is_new:
        world.tell("payment_method.attached", method)
    return method


@happening("authorisation_ends")
def _let_go(world: World, reference: str) -> None:
    """What was put aside on a card and never captured is the cardholder's again."""
    intent = world.store.get("payment_intent", reference)
    if intent and intent["status"] == "requires_capture":
        cancel(world, intent, "automatic")


def cancel(world: World, intent: Obj, reason: str | None) -> Obj:
    """Nothing more will be charged for it; what was put aside on the card is let go."""
    if intent["latest_charge"] and intent["status"] == "requires_capture":
        held = world.get("charge", intent["latest_charge"], intent.account)
        world.save(held, refunded=True, amount_refunded=held["amount"])
        world.tell("charge.expired" if reason == "automatic" else "charge.refunded", held)
    values = {"cancellation_reason": reason, "canceled_at": world.now(), "amount_capturable": 0, "next_action": None}
    return world.move(intent, "canceled", **values)


def _new_charge(world: World, intent: Obj, method: Obj, **values: Any) -> Obj:
    copied = ("amount", "currency", "customer", "description", "metadata", "receipt_email", "transfer_group")
    made = world.make(
        "charge",
        intent.account,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": "card", "card": _card_details(world, intent, method)},
        billing_details=method["billing_details"],
        calculated_statement_descriptor=world.site_name.upper()[:22],
        **{name: intent[name] for name in copied},
        **values,
    )
    return world.save(made, receipt_url=f"{world.hosted}/receipts/{made['id']}")


def _card_details(world: World, intent: Obj, method: Obj) -> dict[str, Any]:
    card = method["card"]
    shown = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    details = {
        **{name: card[name] for name in shown},
        "network": card["brand"],
        "three_d_secure": {"result": "authenticated"} if intent["status"] == "requires_action" else None,
    }
    if intent["capture_method"] == "manual":
        details["capture_before"] = world.now() + AUTHORISED_FOR
    return details


def _approved() -> dict[str, Any]:
    return {**_outcome("authorized"), "network_status": "approved_by_network", "seller_message": "Payment complete."}


def _declined(reason: str) -> dict[str, Any]:
    return {**_outcome("issuer_declined"), "network_status": "declined_by_network", "reason": reason}


def _outcome(kind: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("advice_code", "network_advice_code", "network_decline_code", "reason", "seller_message"))
    return {**nothing, "risk_level": "normal", "type": kind}

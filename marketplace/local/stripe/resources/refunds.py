"""Refunds: money on its way back to the card from which it came."""

from __future__ import annotations

from marketplace.local.stripe import books, cards, disputing
from marketplace.local.stripe.cards import Card
from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.params import choice, metadata, text, whole
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World

SHORT_AGAIN = 3600  # seconds between two looks at a balance that was short


@endpoint(
    "POST",
    "/v1/refunds",
    payment_intent=text,
    charge=text,
    amount=whole,
    metadata=metadata,
    reason=choice("duplicate", "fraudulent", "requested_by_customer"),
)
def create(call: Call) -> Obj:
    charge = _charge(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = call.sent.get("amount", left)
    _check(call.world, charge, amount, left)
    card = cards.BY_NUMBER[call.get("payment_method", charge["payment_method"])["_number"]]
    refund = call.world.make(
        "refund",
        call.account,
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        **call.picked("reason", "metadata"),
    )
    _count(call.world, charge, amount)
    send(call.world, refund, charge, card)
    call.world.tell("refund.created", refund)
    return refund


def send(world: World, refund: Obj, charge: Obj, card: Card) -> bool:
    """Take the money from the balance and send it. While the balance is short the refund waits, as Stripe does it."""
    since = _since(world, charge)
    amount, currency, _ = world.settled(refund["amount"], refund["currency"])
    if since is None and books.balance(world, f"{refund.account}:available", currency) < amount:
        world.save(refund, pending_reason="insufficient_funds")
        world.due("refund waits", refund["id"], world.now() + SHORT_AGAIN)
        return False
    taken = books.record(world, "refund", refund, -refund["amount"], account=refund.account, available_on=since)
    refund.pop("pending_reason", None)
    world.save(refund, balance_transaction=taken["id"], status="pending" if card.refunds == "later" else "succeeded")
    if card.refunds:
        world.due(f"refund {card.refunds}", refund["id"], world.now() + world.pace.network_takes)
    return True


def fail(world: World, refund: Obj, reason: str = "expired_or_canceled_card") -> Obj:
    """The card's bank would not take it: the money is ours again."""
    charge = world.get("charge", refund["charge"], refund.account)
    if refund["balance_transaction"] is None:
        raise invalid("This refund has not been sent yet.")
    back = books.record(world, "refund_failure", refund, refund["amount"], account=refund.account)
    charge["amount_refunded"] -= refund["amount"]
    world.save(charge, refunded=False)
    world.move(refund, "failed", failure_reason=reason, failure_balance_transaction=back["id"])
    world.tell("charge.refund.updated", refund)
    return refund


@happening("refund waits")
def _waits(world: World, reference: str) -> None:
    refund = world.store.get("refund", reference)
    if refund and refund["status"] == "pending":
        charge = world.get("charge", refund["charge"], refund.account)
        method = world.get("payment_method", charge["payment_method"], refund.account)
        if send(world, refund, charge, cards.BY_NUMBER[method["_number"]]):
            world.tell("refund.updated", refund)
            world.tell("charge.refund.updated", refund)


@happening("refund later")
def _succeeds(world: World, reference: str) -> None:
    refund = world.store.get("refund", reference)
    if refund and refund["status"] == "pending":
        world.move(refund, "succeeded")
        world.tell("charge.refund.updated", refund)


@happening("refund fail")
def _comes_back(world: World, reference: str) -> None:
    refund = world.store.get("refund", reference)
    if refund and refund["status"] != "failed":
        fail(world, refund)


def _charge(call: Call) -> Obj:
    sent = call.sent
    if bool(sent.get("charge")) == bool(sent.get("payment_intent")):
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if sent.get("charge"):
        return call.get("charge", sent["charge"], param="charge")
    intent = call.get("payment_intent", sent["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        raise invalid(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
    return call.get("charge", intent["latest_charge"])


def _check(world: World, charge: Obj, amount: int, left: int) -> None:
    if not charge["captured"]:
        raise invalid("This charge has not been captured.", code="charge_not_captured")
    if left <= 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount <= 0:
        raise invalid("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise invalid(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    if amount > left - disputing.disputed(world, charge):
        raise invalid(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")


def _count(world: World, charge: Obj, amount: int) -> None:
    charge["amount_refunded"] += amount
    world.save(charge, refunded=charge["amount_refunded"] == charge["amount_captured"])
    world.tell("charge.refunded", charge)


def _since(world: World, charge: Obj) -> int | None:
    """A refund of money that is still pending is taken from there."""
    transaction = world.get("balance_transaction", charge["balance_transaction"], charge.account)
    return int(transaction["available_on"]) if transaction["status"] == "pending" else None

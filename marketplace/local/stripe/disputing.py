"""Disputes: a cardholder's bank takes a payment back, and gives it back or keeps it."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import books
from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import DAY, World

ANSWER_WITHIN = 9 * DAY
BANK_DECIDES_AFTER = 60
NETWORK_CODES = {"fraudulent": "10.4", "product_not_received": "13.1"}


def expect(world: World, charge: Obj, what: str) -> None:
    """A card that will be disputed has been charged."""
    world.due(f"dispute {what}", charge["id"], world.now() + world.pace.network_takes)


def open_dispute(
    world: World, charge: Obj, *, amount: int | None = None, reason: str = "fraudulent", inquiry: bool = False
) -> Obj:
    """A bank disputes a charge or a part of it; an inquiry takes no money yet. Raises Refusal above what is left."""
    left = charge["amount_captured"] - charge["amount_refunded"] - disputed(world, charge)
    amount = left if amount is None else amount
    if not 0 < amount <= left:
        raise invalid(f"A dispute of {amount} is more than is left of this charge ({left}).", param="amount")
    due_by = world.now() + ANSWER_WITHIN
    dispute = world.make(
        "dispute",
        charge.account,
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="warning_needs_response" if inquiry else "needs_response",
        is_charge_refundable=inquiry,
        payment_method_details=_method(charge, reason, inquiry=inquiry),
    )
    dispute["evidence_details"]["due_by"] = due_by
    world.save(dispute)
    world.save(charge, disputed=True)
    world.tell("charge.dispute.created", dispute)
    if not inquiry:
        withdraw(world, dispute)
    world.due("dispute_unanswered", dispute["id"], due_by)
    return dispute


def disputed(world: World, charge: Obj) -> int:
    """What of a charge is disputed or was lost."""
    found = world.store.find("dispute", charge=charge["id"])
    return sum(each["amount"] for each in found if each["status"] not in ("won", "warning_closed"))


def withdraw(world: World, dispute: Obj) -> None:
    """The bank takes the money, and Stripe its fee."""
    words = f"Chargeback withdrawal for {dispute['charge']}"
    taken = books.record(world, "dispute", dispute, -dispute["amount"], account=dispute.account, description=words)
    dispute["balance_transactions"].append(dict(taken))
    world.save(dispute)
    world.tell("charge.dispute.funds_withdrawn", dispute)


def decide(world: World, dispute: Obj, *, won: bool) -> Obj:
    """The bank has decided. What was withdrawn comes back when we won, fee and all."""
    if dispute["status"].startswith("warning"):
        return world.move(dispute, "warning_closed" if won else "lost")
    if won:
        words = f"Chargeback reversal for {dispute['charge']}"
        back = books.record(
            world, "dispute_reversal", dispute, dispute["amount"], account=dispute.account, description=words
        )
        dispute["balance_transactions"].append(dict(back))
        world.save(dispute)
        world.tell("charge.dispute.funds_reinstated", dispute)
    return world.move(dispute, "won" if won else "lost")


def answered(world: World, dispute: Obj) -> Obj:
    """Evidence was sent: the bank looks at it and decides after a while."""
    is_warning = dispute["status"].startswith("warning")
    dispute["evidence_details"].update(has_evidence=True, submission_count=1)
    world.move(dispute, "warning_under_review" if is_warning else "under_review")
    world.tell("charge.dispute.updated", dispute)
    world.due("dispute_decided", dispute["id"], world.now() + BANK_DECIDES_AFTER)
    return dispute


@happening("dispute_decided")
def _decided(world: World, reference: str) -> None:
    dispute = world.store.get("dispute", reference)
    if dispute and dispute["status"] in ("under_review", "warning_under_review"):
        decide(world, dispute, won="losing_evidence" not in str(dispute["evidence"]["uncategorized_text"]))


@happening("dispute_unanswered")
def _unanswered(world: World, reference: str) -> None:
    dispute = world.store.get("dispute", reference)
    if dispute and dispute["status"] in ("needs_response", "warning_needs_response"):
        dispute["evidence_details"]["past_due"] = True
        decide(world, dispute, won=dispute["status"].startswith("warning"))


def _method(charge: Obj, reason: str, *, inquiry: bool) -> dict[str, Any]:
    card = {
        "brand": charge["payment_method_details"]["card"]["brand"],
        "case_type": "inquiry" if inquiry else "chargeback",
        "network_reason_code": NETWORK_CODES.get(reason, "13.7"),
    }
    return {"card": card, "type": "card"}


def _on_card(what: str) -> None:
    kind, reason = what.split(":")

    @happening(f"dispute {what}")
    def go(world: World, reference: str) -> None:
        charge = world.store.get("charge", reference)
        if charge and not charge["refunded"]:
            open_dispute(world, charge, reason=reason, inquiry=kind == "inquiry")


for each in ("dispute:fraudulent", "dispute:product_not_received", "inquiry:fraudulent"):
    _on_card(each)

"""Whom the acts of a dispute tell, in the act's own transaction. The sentences are dispute_words."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from marketplace.kit.money import Money, to_minor
from projects import contract_news
from projects.disputes.dispute_words import SENTENCES
from projects.models import Dispute, DisputeEvent, DisputeOffer, Role, Side, Stage
from social import kinds, notices

BOTH = tuple(Side)


def declare() -> None:
    """Let the notices about disputes exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)


def opened(dispute: Dispute, *, by: User) -> None:
    _tell(dispute, [dispute.answering], "dispute_opened", key=dispute.pk, by=by)


def answered(dispute: Dispute, *, by: User) -> None:
    _tell(dispute, [Side(dispute.opened_by)], "dispute_answered", key=dispute.pk, by=by)


def stated(event: DisputeEvent, *, to: Sequence[Side], by: User) -> None:
    """Something was added: by the other side, or by the mediator to both."""
    if event.role == Role.MEDIATOR:
        _tell(event.dispute, to, "dispute_mediator_wrote", key=event.pk)
    else:
        _tell(event.dispute, to, "dispute_stated", key=event.pk, by=by)


def offered(offer: DisputeOffer, *, to: Side, by: User) -> None:
    _tell(offer.dispute, [to], "dispute_offered", key=offer.pk, by=by, **_sums(offer))


def declined(offer: DisputeOffer, *, to: Side, by: User) -> None:
    _tell(offer.dispute, [to], "dispute_declined", key=offer.pk, by=by)


def mediation(dispute: Dispute, *, by: User | None) -> None:
    _tell(dispute, BOTH, "dispute_mediation", key=dispute.pk, by=by)


def evidence_closed(dispute: Dispute) -> None:
    _tell(dispute, BOTH, "dispute_closed", key=dispute.pk)


def proposed(offer: DisputeOffer) -> None:
    _tell(offer.dispute, BOTH, "dispute_proposed", key=offer.pk, **_sums(offer))


def said_yes(offer: DisputeOffer, *, to: Side, by: User) -> None:
    _tell(offer.dispute, [to], "dispute_said_yes", key=offer.pk, by=by)


def goes_to_staff(dispute: Dispute) -> None:
    _tell(dispute, BOTH, "dispute_to_staff", key=dispute.pk)


def arbitration(dispute: Dispute) -> None:
    _tell(dispute, BOTH, "dispute_arbitration", key=dispute.pk)


def taken(dispute: Dispute) -> None:
    """Both, and the arbiter, whose turn it is now."""
    _tell(dispute, BOTH, "dispute_taken", key=dispute.pk)
    if dispute.arbiter and dispute.due_at:
        notices.tell_party(
            dispute.arbiter.party, "arbiter_asked", key=dispute.pk, url=dispute.get_absolute_url(),
            listing=dispute.contract.project.listing, day={"at": dispute.due_at.isoformat()},
        )  # fmt: skip


def settled(dispute: Dispute, *, by: User | None) -> None:
    """Both, also who accepted: it is what was done with their money."""
    sums: dict[str, Any] = {"released": _sum(dispute.released), "refunded": _sum(dispute.refunded)}
    _tell(dispute, BOTH, "dispute_settled", key=dispute.pk, **sums)


def withdrawn(dispute: Dispute, *, by: User) -> None:
    _tell(dispute, [dispute.answering], "dispute_withdrawn", key=dispute.pk, by=by)


def remind(dispute: Dispute) -> None:
    """Who must act, before their time is over."""
    key = f"{dispute.pk}:{dispute.stage}"
    _tell(dispute, waited_for(dispute), "dispute_reminder", key=key)


def waited_for(dispute: Dispute) -> list[Side]:
    """The sides that have something to do at this stage."""
    if dispute.stage == Stage.ANSWER:
        return [dispute.answering]
    if dispute.stage == Stage.EVIDENCE:
        return [side for side in Side if not dispute.is_done(side)]
    if dispute.stage == Stage.ANSWERS:
        offer = dispute.offers.filter(made_by=Role.MEDIATOR, status=DisputeOffer.Status.OPEN).first()
        return [side for side in Side if offer and offer.says(side) is None]
    if dispute.stage == Stage.FEES:
        return [Side(fee.side) for fee in dispute.fees.filter(status="open")]
    return []


def _tell(
    dispute: Dispute, sides: Sequence[Side], kind: str, *, key: Any, by: User | None = None, **facts: Any
) -> None:
    day = {"at": dispute.due_at.isoformat()} if dispute.due_at else ""
    contract_news.tell(
        dispute.contract, list(sides), kind, key=key, by=by, url=dispute.get_absolute_url(), **{"day": day, **facts}
    )


def _sums(offer: DisputeOffer) -> dict[str, Any]:
    return {"sum": _sum(offer.to_freelancer), "stake": _sum(offer.of)}


def _sum(amount: Money) -> dict[str, Any]:
    return {"minor": to_minor(amount), "currency": amount.currency.code}

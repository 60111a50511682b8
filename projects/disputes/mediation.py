"""Staff come in: a mediator looks at what both have shown and proposes a split; if that fails, somebody else decides.

Reads as `mediation.call(dispute, by=ada)`, `mediation.propose(dispute, by=dev, …)`. Who mediates or decides has no part
in it and never dealt with either side (`Dispute.interested_users`). Where little is at stake there is no proposal:
staff decide on the file alone.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, judging
from marketplace.kit.models import IllegalMove
from marketplace.kit.money import Money, TooFine, to_minor
from payments import retries
from projects import deals
from projects.disputes import arbitration, dispute_clock, dispute_news, ends, log, offers, sums
from projects.disputes.log import Evidence
from projects.models import Dispute, DisputeEvent, DisputeOffer, Role, Side, Stage

Status, Kind = Dispute.Status, DisputeEvent.Kind


@retries.atomic
def call(dispute: Dispute, *, by: User) -> Dispute:
    """Either side asks for a mediator, once the other has answered. Twice is once. Raises NotAllowed, IllegalMove."""
    dispute = deals.with_dispute(dispute)
    side = deals.permit(dispute.contract, by)
    if dispute.status == Status.MEDIATION:
        return dispute
    _begin(dispute, by=by, side=side)
    deals.stir(dispute.contract)
    return dispute


def begin_by_itself(dispute: Dispute) -> None:
    """The two have not agreed in time, and neither has called anybody. The caller holds the lock."""
    _begin(dispute, by=None, side=None)


@retries.atomic
def say_all(dispute: Dispute, *, by: User) -> Dispute:
    """One side has shown everything. With the second, the evidence is closed. Raises NotAllowed, Refused."""
    dispute = deals.with_dispute(dispute)
    side = deals.permit(dispute.contract, by)
    if dispute.stage != Stage.EVIDENCE:
        raise Refused(_("The evidence is closed already."))
    if dispute.is_done(side):
        return dispute
    name = f"{side}_is_done"
    setattr(dispute, name, True)
    dispute.save(update_fields=[name])
    log.note(dispute, Kind.DONE, role=Role(side), by=by)
    deals.stir(dispute.contract)
    if dispute.is_done(side.other):
        close_evidence(dispute)
    return dispute


def close_evidence(dispute: Dispute) -> None:
    """Nothing more is shown; the mediator proposes. The caller holds the lock."""
    dispute.evidence_closed_at = clock.now()
    dispute.save(update_fields=["evidence_closed_at"])
    log.note(dispute, Kind.CLOSED)
    dispute_clock.wind(dispute)
    dispute_news.evidence_closed(dispute)


@retries.atomic
@judging.judgement
def take(dispute: Dispute, *, by: User, why: str = "") -> Dispute:
    """Be the mediator; the others see it. A case that a colleague has is taken over. Raises NotAllowed, Refused."""
    _permit(by, "take")
    dispute = deals.with_dispute(dispute)
    if dispute.stage not in {Stage.EVIDENCE, Stage.PROPOSAL}:
        raise Refused(_("There is nothing to mediate here now."))
    dispute.mediator = by
    dispute.save(update_fields=["mediator"])
    log.note(dispute, Kind.TAKEN, role=Role.MEDIATOR, by=by)
    return dispute


@retries.atomic
@judging.judgement
def write(dispute: Dispute, *, statement: str, by: User, why: str = "") -> DisputeEvent:
    """Say or ask something that both sides read. Raises NotAllowed, Refused for who does not mediate it."""
    _permit(by, "write")
    dispute = deals.with_dispute(dispute)
    _is_mine(dispute, by)
    event = log.note(dispute, Kind.STATEMENT, role=Role.MEDIATOR, by=by, shown=Evidence(statement))
    dispute_news.stated(event, to=list(Side), by=by)
    return event


@retries.atomic
@judging.judgement
def propose(dispute: Dispute, *, amount: Decimal, statement: str, by: User, why: str = "") -> DisputeOffer:
    """Propose a split, with reasons that both read. Each has two days to say yes; without both it is decided.

    amount: what the freelancer gets, in whole units of the currency. Raises NotAllowed, Refused, IllegalMove.
    """
    _permit(by, "propose")
    dispute = deals.with_dispute(dispute)
    _is_mine(dispute, by)
    if dispute.stage != Stage.PROPOSAL:
        raise Refused(_("A split is proposed once the evidence is closed, and once."))
    offer = offers.put(dispute, Role.MEDIATOR, _sum(amount, dispute.currency), why=statement, by=by)
    dispute.move_to(Status.PROPOSED, by=by, why=why)
    shown = Evidence(statement)
    log.note(dispute, Kind.PROPOSED, role=Role.MEDIATOR, by=by, shown=shown, offer=offer)
    dispute_clock.wind(dispute)
    dispute_news.proposed(offer)
    return offer


@retries.atomic
def answer(offer: DisputeOffer, *, is_accepted: bool, by: User) -> Dispute:
    """One side says yes or no to the mediator's proposal. Two times yes divides the money; one no ends the mediation.

    Raises NotAllowed, IllegalMove once it is not open, and to who has said something else before.
    """
    dispute = deals.with_dispute(offer.dispute_id)
    side = deals.permit(dispute.contract, by)
    offer = DisputeOffer.objects.locked().get(pk=offer.pk)
    offer.dispute = dispute
    if offer.says(side) == is_accepted:
        return dispute
    if offer.made_by != Role.MEDIATOR or not offer.is_open or offer.says(side) is not None:
        raise IllegalMove(_("This proposal has been answered. Look at the dispute again."))
    _say(offer, side, is_accepted)
    kind = Kind.YES if is_accepted else Kind.NO
    log.note(dispute, kind, role=Role(side), by=by, offer=offer)
    deals.stir(dispute.contract)
    if not is_accepted:
        offer.move_to(DisputeOffer.Status.DECLINED, by=by, party=dispute.contract.party(side))
        fail(dispute)
    elif offer.says(side.other):
        _accepted(offer, by=by)
    else:
        dispute_news.said_yes(offer, to=side.other, by=by)
    return dispute


def lapse(dispute: Dispute) -> None:
    """A proposal that was not accepted by both in time. The caller holds the lock."""
    for offer in dispute.offers.filter(made_by=Role.MEDIATOR, status=DisputeOffer.Status.OPEN).locked():
        offer.move_to(DisputeOffer.Status.LAPSED)
    log.note(dispute, Kind.LAPSED)
    fail(dispute)


def fail(dispute: Dispute) -> None:
    """Mediation came to nothing: the arbiter of the contract decides, or else staff. The caller holds the lock."""
    if arbitration.is_agreed(dispute):
        arbitration.begin(dispute)
    else:
        to_staff(dispute)


def arbitration_fails(dispute: Dispute) -> None:
    """A half of the fee was not paid, or the arbiter has not decided: staff do. The caller holds the lock."""
    arbitration.fail(dispute)
    to_staff(dispute)


def to_staff(dispute: Dispute) -> None:
    """Let staff decide for both. The caller holds the lock."""
    dispute.for_decision_at = clock.now()
    dispute.save(update_fields=["for_decision_at"])
    log.note(dispute, Kind.TO_STAFF)
    dispute_clock.wind(dispute)
    dispute_news.goes_to_staff(dispute)


@retries.atomic
@judging.judgement
def decide(dispute: Dispute, *, amount: Decimal, statement: str, by: User, why: str = "") -> Dispute:
    """Divide the money for both, with reasons that both read. It is final.

    amount: what the freelancer gets, in whole units of the currency. Raises NotAllowed for who mediated it, Refused
    where it is not for staff to decide (yet), Frozen while a bank takes the payment back.
    """
    _permit(by, "decide")
    dispute = deals.with_dispute(dispute)
    if dispute.stage != Stage.DECISION:
        raise Refused(_("This is not for our staff to decide now."))
    if dispute.mediator_id == by.pk:
        raise NotAllowed(_("Whoever mediated does not decide: let a colleague do it."))
    to_freelancer = _sum(amount, dispute.currency)
    _within(dispute, to_freelancer)
    event = log.note(dispute, Kind.DECIDED, role=Role.MEDIATOR, by=by, shown=Evidence(statement))
    return ends.settle(event.dispute, to_freelancer, how=Dispute.How.STAFF, by=by)


def _begin(dispute: Dispute, *, by: User | None, side: Side | None) -> None:
    dispute.mediation_at = clock.now()
    party = dispute.contract.party(side) if side else None
    dispute.move_to(Status.MEDIATION, by=by, party=party, saving=["mediation_at"])
    kind = Kind.MEDIATION if side else Kind.MEDIATION_CAME
    log.note(dispute, kind, role=Role(side) if side else None, by=by)
    if dispute.is_small:
        dispute.evidence_closed_at = clock.now()
        dispute.save(update_fields=["evidence_closed_at"])
        to_staff(dispute)
        return
    dispute_clock.wind(dispute)
    dispute_news.mediation(dispute, by=by)


def _accepted(offer: DisputeOffer, *, by: User) -> None:
    if sums.stake(offer.dispute) != offer.of:
        raise offers.Stale(_("What is at stake has changed since this was proposed: it is decided anew."))
    offer.move_to(DisputeOffer.Status.ACCEPTED, by=by)
    ends.settle(offer.dispute, offer.to_freelancer, how=Dispute.How.PROPOSAL, by=by)


def _say(offer: DisputeOffer, side: Side, is_accepted: bool) -> None:
    name = f"{side}_says"
    setattr(offer, name, is_accepted)
    offer.save(update_fields=[name])


def _within(dispute: Dispute, to_freelancer: Money) -> None:
    if not 0 <= to_freelancer.amount <= sums.stake(dispute).amount:
        raise Refused(_("Choose a sum between nothing and all that is at stake."))


def _sum(amount: Decimal, code: str) -> Money:
    money = Money(amount, code)
    try:
        to_minor(money)
    except TooFine as error:
        raise Refused(_("This currency has no such small coin.")) from error
    return money


def _is_mine(dispute: Dispute, by: User) -> None:
    if dispute.mediator_id != by.pk:
        raise Refused(_("Take the case first, so that two people do not mediate the same dispute."))


def _permit(by: Any, word: str) -> None:
    if not (by.is_staff and by.has_perm(f"projects.{word}_dispute")):
        raise NotAllowed(_("Only staff with the right to it can do this."))

"""How milestones, bonuses and expenses are paid: what each costs, and what becomes of it when its money moves.

Plugged into `payments.ports.payables`, so that checkout, escrow, refunds and charge-backs know nothing of contracts.
Everything here runs in the transaction of the payment or of the act that moves the money.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock
from payments import escrow
from payments.models import Hold, HoldPart, Payment
from payments.ports import Clock, Later, Quote
from payments.terms import Terms
from projects import closing, contract_news, deal_facts, deals, extras, figures, members, milestone_turns, shares
from projects.disputes import ends as dispute_ends
from projects.models import Contract, Extra, Milestone, MilestonePart, MilestoneShare, Side

MILESTONE = Milestone.Status


class Milestones:
    """A milestone is paid into escrow before its work begins."""

    kind = "milestone"
    has_hold = True

    def lock(self, pk: UUID) -> None:
        """Hold the deal, before its hold is held."""
        contract = Milestone.objects.filter(pk=pk).values_list("contract", flat=True).first()
        if contract:
            deals.locked(contract)

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """Its price. Raises NotAllowed for all but the client, Refused where it cannot be paid (any more)."""
        answer = self.quotes([pk], by=by)[pk]
        if isinstance(answer, Refused):
            raise answer
        return answer

    def quotes(self, pks: Sequence[UUID], *, by: User) -> dict[UUID, Quote | Refused]:
        """The same for many, in as many queries."""
        in_parts = set(MilestoneShare.objects.standing().filter(milestone__in=pks).values_list("milestone", flat=True))
        together = Refused(_("A team is paid together: pay for this milestone on its own page."))
        return {pk: together if pk in in_parts else answer for pk, answer in answers(pks, by=by).items()}

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """It is in escrow. What was cancelled while it was being paid goes back at once."""
        self.lock(pk)
        milestone = Milestone.objects.with_contract().get(pk=pk)
        if hold is None:
            raise ValueError("A milestone is paid into a hold.")
        if milestone.status != MILESTONE.AGREED:
            why = _("It was cancelled while it was being paid.")
            escrow.refund(hold, by=None, key=f"late:{payment.pk}:{pk}", why=why)
            return
        milestone.hold = hold
        milestone.move_to(MILESTONE.FUNDED, party=milestone.contract.client, saving=["hold"])
        deals.stir(milestone.contract)
        contract_news.funded(milestone)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """Nothing has changed: it still waits to be paid."""

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """Write down for which milestone it left: what stays is the next one's."""
        if milestone := Milestone.objects.of_hold(hold):
            MilestonePart.objects.create(milestone=milestone, part=part)

    def ended(self, hold: Hold) -> None:
        """Follow what the clock or staff did to the hold; with the last hold of a team the milestone follows. After an
        act of ours there is nothing left to do."""
        milestone = Milestone.objects.of_hold(hold)
        if milestone is None or not milestone.has_money:
            return
        holds = shares.holds_of(milestone)
        if any(one.has_money for one in holds):
            dispute_ends.followed(milestone.contract, hold)
            return
        milestone.answer_by = None
        for status in _way(milestone, holds):
            milestone.move_to(status, why=hold.status, saving=["answer_by"])
        dispute_ends.followed(milestone.contract, hold)
        deal_facts.ended_elsewhere(milestone, hold)
        if hold.status != Hold.Status.EXPIRED:  # of that the money floor tells both
            _tell_end(milestone)
        closing.when_nothing_is_held(milestone.contract, by=None)

    def clock(self, hold: Hold) -> Clock | None:
        """Whose move it is with the money."""
        milestone = Milestone.objects.of_hold(hold)
        return milestone_turns.clock_of(milestone) if milestone else None


class Extras:
    """A bonus or an expense goes to the freelancer as soon as it is paid."""

    has_hold = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def lock(self, pk: UUID) -> None:
        """Hold the deal, before its hold is held."""
        contract = Extra.objects.filter(pk=pk).values_list("contract", flat=True).first()
        if contract:
            deals.locked(contract)

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """Its sum. Raises NotAllowed for all but the client, Refused where it cannot be paid (any more)."""
        extra = Extra.objects.select_related("contract__project__listing", "member").get(pk=pk)
        contract = extra.contract
        _permit(contract, by)
        if not extra.is_open:
            raise Refused(_("“%(what)s” is not waiting to be paid any more.") % {"what": extra.what})
        return Quote(
            kind=self.kind,
            pk=pk,
            title=extra.what,
            url=contract.get_absolute_url(),
            payer=contract.client,
            payee=extra.payee,
            price=extra.amount,
            terms=self._terms(contract, extra.payee),
            parts=((extra.get_kind_display(), extra.amount),),
            note=_("%(title)s, contract %(reference)s") % {"title": contract.title, "reference": contract.reference},
            paid_at_once=_("It goes to %(name)s at once.") % {"name": extra.payee.name},
        )

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """Release it; or send it back where it was taken back while it was being paid."""
        self.lock(pk)
        extra = extras.locked(Extra.objects.get(pk=pk))
        if hold is None:
            raise ValueError("It is paid through a hold.")
        if not extra.is_open:
            why = _("It was taken back while it was being paid.")
            escrow.refund(hold, by=None, key=f"late:{payment.pk}:{pk}", why=why)
            return
        extra.hold, extra.answered_at = hold, clock.now()
        party = extra.contract.client
        extra.move_to(Extra.Status.PAID, party=party, saving=["hold", "answered_at"])
        escrow.release(hold, by=None, key=f"extra:{pk}")
        deals.stir(extra.contract)
        contract_news.about_extra(extra, "paid", to=Side.FREELANCER, by=None)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """Nothing has changed: it still waits to be paid."""

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """It stands beside its hold; nothing else is to be known."""

    def ended(self, hold: Hold) -> None:
        """It has gone where it was to go."""

    def clock(self, hold: Hold) -> Clock | None:
        """Nobody has to act."""
        return None

    def _terms(self, contract: Contract, payee: Party) -> Terms:
        """A bonus is earned like the rest; of an expense nothing is kept, for it was spent."""
        if self.kind == Extra.Kind.BONUS:
            return members.terms_of(contract, payee)
        return Terms.agree(self.kind, payee=payee, payer=contract.client)


def answers(pks: Sequence[UUID], *, by: User) -> dict[UUID, Quote | Refused]:
    """What these milestones cost as a whole, whoever shares in them, or why they can't be paid."""
    found = Milestone.objects.with_contract().in_bulk(pks)
    theirs = set(Party.objects.acted_for_by(by).values_list("pk", flat=True))
    others = _waiting_to_be_paid({milestone.contract_id for milestone in found.values()})
    return {pk: _answer(found.get(pk), theirs, others) for pk in pks}


def _waiting_to_be_paid(contracts: set[UUID]) -> dict[UUID, list[Milestone]]:
    """The milestones that were agreed and not funded, by contract, in order."""
    by_contract: dict[UUID, list[Milestone]] = {}
    for milestone in Milestone.objects.filter(contract__in=contracts, status=MILESTONE.AGREED).order_by("position"):
        by_contract.setdefault(milestone.contract_id, []).append(milestone)
    return by_contract


def _answer(milestone: Milestone | None, theirs: set[UUID], others: dict[UUID, list[Milestone]]) -> Quote | Refused:
    if milestone is None or milestone.contract.client_id not in theirs:
        return NotAllowed(_("Only the client can pay into this contract."))
    if not milestone.contract.takes_money:
        return Refused(_("Nothing can be paid into this contract now."))
    if milestone.status != MILESTONE.AGREED:
        return Refused(_("“%(milestone)s” is not waiting to be paid any more.") % {"milestone": milestone.name})
    later = [_later(other) for other in others.get(milestone.contract_id, []) if other.pk != milestone.pk]
    return _quote(milestone, tuple(later))


def _quote(milestone: Milestone, later: tuple[Later, ...]) -> Quote:
    contract = milestone.contract
    return Quote(
        kind=Milestones.kind,
        pk=milestone.pk,
        title=milestone.name,
        url=contract.get_absolute_url(),
        payer=contract.client,
        payee=contract.freelancer,
        price=milestone.price,
        terms=Terms.from_json(contract.fees),
        parts=((milestone.name, milestone.price),),
        note=_("%(title)s, contract %(reference)s") % {"title": contract.title, "reference": contract.reference},
        paid_at_once=_("It is held in escrow until you release it."),
        otherwise=ngettext(
            "What is submitted and not answered within %(n)d day is released by itself.",
            "What is submitted and not answered within %(n)d days is released by itself.",
            contract.review_days,
        )
        % {"n": contract.review_days},
        later=later,
    )


def _later(milestone: Milestone) -> Later:
    when = _("When you fund it")
    if milestone.due_on:
        day = date_format(milestone.due_on, "DATE_FORMAT")
        when = _("When you fund it; due on %(day)s") % {"day": day}
    return Later(milestone.name, milestone.price, when, (Milestones.kind, milestone.pk))


def _permit(contract: Contract, by: User) -> None:
    if not Party.objects.acted_for_by(by).filter(pk=contract.client_id).exists():
        raise NotAllowed(_("Only the client can pay into this contract."))
    if not contract.takes_money:
        raise Refused(_("Nothing can be paid into this contract now."))


def _way(milestone: Milestone, holds: Sequence[Hold]) -> list[str]:
    """The arrows from where it is to where its money went. What was submitted goes through the dispute it is."""
    ends = {hold.status for hold in holds}
    to = MILESTONE.SPLIT if ends & {Hold.Status.RELEASED, Hold.Status.SPLIT} else MILESTONE.REFUNDED
    to = MILESTONE.RELEASED if ends == {Hold.Status.RELEASED} else to
    return [to] if milestone.may_move_to(to) else [MILESTONE.DISPUTED, to]


def _tell_end(milestone: Milestone) -> None:
    parts = figures.parts_of(milestone)
    if milestone.status == MILESTONE.SPLIT or not parts:
        contract_news.divided(milestone)
    elif milestone.status == MILESTONE.RELEASED:
        contract_news.released(milestone, parts, by=None)
    else:
        contract_news.refunded(milestone, parts, by=None)

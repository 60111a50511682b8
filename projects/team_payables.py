"""How the shares of a milestone are paid: all of them in one checkout, each for its own member."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit.money import Money
from payments import escrow
from payments.models import Hold, Payment
from payments.ports import Quote
from payments.terms import Terms
from projects import contract_news, deals, payables, shares
from projects.models import ContractMember, Milestone, MilestoneShare

MILESTONE = Milestone.Status


class MilestoneShares(payables.Milestones):
    """A member's part of a milestone. It is never paid without the others'."""

    kind = "milestone_share"

    def lock(self, pk: UUID) -> None:
        """Hold the deal, before its hold is held."""
        contract = MilestoneShare.objects.filter(pk=pk).values_list("milestone__contract", flat=True).first()
        if contract:
            deals.locked(contract)

    def quotes(self, pks: Sequence[UUID], *, by: User) -> dict[UUID, Quote | Refused]:
        """What each member's part costs, where every part of the milestone is asked for; as many queries for all."""
        rows = MilestoneShare.objects.in_bulk(pks)
        of_shares = _whole_milestones({row.milestone_id for row in rows.values()})
        ready = payables.answers([milestone.pk for milestone in of_shares], by=by)
        found: dict[UUID, Quote | Refused] = {}
        for milestone, parts in of_shares.items():
            found |= _quoted(milestone, parts, ready[milestone.pk], asked=set(pks))
        gone = Refused(_("This part is not paid any more. Look at the contract again."))
        return {pk: found.get(pk, gone) for pk in pks}

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """It is in escrow; with the last of the parts the milestone is. What is not what was agreed by now goes back,
        every part of it."""
        self.lock(pk)
        share = MilestoneShare.objects.locked().get(pk=pk)
        milestone = Milestone.objects.with_contract().get(pk=share.milestone_id)
        if hold is None:
            raise ValueError("A share of a milestone is paid into a hold.")
        if milestone.status != MILESTONE.AGREED or not _is_as_agreed(milestone):
            why = _("The shares were changed, or it was cancelled, while it was being paid.")
            escrow.refund(hold, by=None, key=f"late:{payment.pk}:{pk}", why=why)
            return
        share.hold = hold
        share.save(update_fields=["hold"])
        _when_all_is_there(milestone)


def _whole_milestones(pks: set[UUID]) -> dict[Milestone, list[tuple[MilestoneShare, Money]]]:
    rows = MilestoneShare.objects.standing().filter(milestone__in=pks).select_related("party__user")
    by_milestone: dict[UUID, list[MilestoneShare]] = {}
    for row in rows.order_by("milestone", "position"):
        by_milestone.setdefault(row.milestone_id, []).append(row)
    found = Milestone.objects.with_contract().filter(pk__in=by_milestone)
    return {milestone: shares.divided(milestone.price, by_milestone[milestone.pk]) for milestone in found}


def _quoted(
    milestone: Milestone, parts: list[tuple[MilestoneShare, Money]], answer: Quote | Refused, *, asked: set[UUID]
) -> dict[UUID, Quote | Refused]:
    own = [share.pk for share, _amount in parts]
    if isinstance(answer, Refused):
        return dict.fromkeys(own, answer)
    if not set(own) <= asked:
        return dict.fromkeys(own, Refused(_("The parts of a team are paid together. Pay the milestone itself.")))
    fees = dict(ContractMember.objects.filter(contract=milestone.contract_id).values_list("party", "fees"))
    return {
        share.pk: _part(share, amount, answer, fees[share.party_id], is_first=share.pk == own[0])
        for share, amount in parts
    }


def _part(share: MilestoneShare, amount: Money, whole: Quote, fees: dict[str, object], *, is_first: bool) -> Quote:
    facts = {"milestone": whole.title, "name": share.party.name, "share": f"{share.percent.normalize():f}"}
    title = _("%(milestone)s: %(name)s, %(share)s %%") % facts
    return Quote(
        kind=MilestoneShares.kind,
        pk=share.pk,
        title=title[:200],
        url=whole.url,
        payer=whole.payer,
        payee=share.party,
        price=amount,
        terms=Terms.from_json(fees),
        parts=((title, amount),),
        note=whole.note,
        paid_at_once=whole.paid_at_once,
        otherwise=whole.otherwise,
        later=whole.later if is_first else (),
    )


def _is_as_agreed(milestone: Milestone) -> bool:
    """Whether exactly the shares that hold now are being paid: who, and how much each."""
    agreed = {share.pk: (share.party_id, amount) for share, amount in shares.amounts(milestone)}
    every = milestone.shares.values_list("pk", flat=True)
    live = Hold.objects.filter(kind=MilestoneShares.kind, subject__in=list(every), status__in=["pending", "held"])
    return {hold.subject: (hold.payee_id, hold.amount) for hold in live} == agreed


def _when_all_is_there(milestone: Milestone) -> None:
    rows = list(milestone.shares.standing().select_related("hold").order_by("position"))
    if any(row.hold is None for row in rows):
        return
    milestone.hold = rows[0].hold
    milestone.move_to(MILESTONE.FUNDED, party=milestone.contract.client, saving=["hold"])
    deals.stir(milestone.contract)
    contract_news.funded(milestone)


def to_pay(milestone: Milestone) -> list[tuple[str, UUID]]:
    """What is paid for this milestone: itself, or the part of each member."""
    rows = list(milestone.shares.standing().order_by("position").values_list("pk", flat=True))
    return [(MilestoneShares.kind, pk) for pk in rows] or [(payables.Milestones.kind, milestone.pk)]

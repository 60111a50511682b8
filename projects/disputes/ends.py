"""How a dispute ends: the money is divided for good, or the dispute is withdrawn and all goes on as before.

Reads as `ends.withdraw(dispute, by=ada)`. `settle` is the one place in which disputed money is divided, whoever
decided it; `followed` is what is left to do where it went another way: a bank took it, or the gateway's limit came.
The caller of either holds the locks of the contract and of the dispute.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import audit, clock
from marketplace.kit.money import Money, from_minor, to_minor
from payments import escrow, retries
from payments.models import Chargeback, Hold, HoldPart
from projects import closing, deal_facts, deals, milestones
from projects.disputes import arbitration_fees, dispute_clock, dispute_news, log
from projects.disputes import sums as dispute_sums
from projects.disputes.log import Evidence
from projects.hours import disputed as disputed_hours
from projects.models import Contract, Dispute, DisputeEvent, DisputeItem, DisputeOffer, Milestone, Role

DECIDED = {Dispute.How.AGREED, Dispute.How.SILENCE, Dispute.How.PROPOSAL, Dispute.How.STAFF, Dispute.How.ARBITER}
Status, How, Kind, MILESTONE = Dispute.Status, Dispute.How, DisputeEvent.Kind, Milestone.Status


@retries.atomic
def withdraw(dispute: Dispute, *, why: str = "", by: User) -> Dispute:
    """Who opened it does not go on with it: each milestone is again what it was, with the time that was left; hours are
    on the bill of their week again.

    Not once a mediator has proposed: from then on both decide. Raises NotAllowed, IllegalMove.
    """
    dispute = deals.with_dispute(dispute)
    side = deals.permit(dispute.contract, by, dispute.opened_by)
    for item in dispute_sums.open_items(dispute):
        _give_back(item, dispute.contract, by=by)
    dispute.ended_at, dispute.due_at = clock.now(), None
    party = dispute.contract.party(side)
    dispute.move_to(Status.WITHDRAWN, by=by, party=party, why=why, saving=["ended_at", "due_at"])
    log.note(dispute, Kind.WITHDRAWN, role=Role(side), by=by, shown=Evidence(why))
    disputed_hours.withdrawn(dispute, by=by)
    _close(dispute, by=by)
    dispute_news.withdrawn(dispute, by=by)
    return dispute


def settle(dispute: Dispute, to_freelancer: Money, *, how: str, by: User | None) -> Dispute:
    """Divide what is at stake: so much is released, the rest returned, to the last minor unit. It is final.

    to_freelancer: in the contract's currency. by: None for the clock. Raises Frozen while a bank takes a payment back,
    IllegalMove where it is over.
    """
    items = dispute_sums.open_items(dispute)
    wait_for_the_bank(items)
    parts = dispute_sums.shares(to_freelancer, items)
    _move(dispute, items, parts, how=how, by=by)
    first: HoldPart | None = None  # hours that were paid out of two deposits stand on one invoice
    for item, (released, returned) in zip(items, parts, strict=True):
        gone = _divide(item, dispute, released, returned, by=by, billed_with=first)
        first = first or gone
    return _settled(dispute, how, by=by)


def followed(contract: Contract, hold: Hold) -> None:
    """Disputed money is gone by an act that was not the dispute's: write down where it went."""
    found = DisputeItem.objects.filter(hold=hold, ended_at__isnull=True).locked().first()
    if found is None:
        return
    dispute = Dispute.objects.locked().get(pk=found.dispute_id)
    dispute.contract = contract
    released, returned = _left_by(hold, dispute)
    _write_down(found, released, returned)
    log.note(dispute, Kind.MONEY_WENT)
    if not dispute_sums.open_items(dispute):
        _settled(dispute, _how_it_went(hold), by=None)


def wait_for_the_bank(items: Sequence[DisputeItem]) -> None:
    """Raises Frozen while the bank of a payer is taking one of these payments back."""
    if any(item.hold.payment and item.hold.payment.is_being_charged_back for item in items):
        raise escrow.Frozen(_("The payer’s bank is taking a payment back. Nothing can be divided before it decides."))


def _move(
    dispute: Dispute, items: Sequence[DisputeItem], parts: Sequence[tuple[Money, Money]], *, how: str, by: User | None
) -> None:
    """Each milestone once, by what becomes of all that is held for it: of a team, in several holds."""
    nothing = from_minor(0, dispute.currency)
    sums: dict[UUID, tuple[Money, Money]] = {}
    for item, (released, returned) in zip(items, parts, strict=True):
        if item.milestone_id:
            before = sums.get(item.milestone_id, (nothing, nothing))
            sums[item.milestone_id] = (before[0] + released, before[1] + returned)
    for pk, (released, returned) in sorted(sums.items()):
        _locked(pk, dispute.contract).move_to(_where_to(released, returned), by=by, why=how)


def _divide(
    item: DisputeItem, dispute: Dispute, released: Money, returned: Money, *, by: User | None,
    billed_with: HoldPart | None,
) -> HoldPart | None:  # fmt: skip
    """Returns what was released for hours, if anything was."""
    _write_down(item, released, returned)
    why = _("Divided in dispute %(reference)s.") % {"reference": dispute.contract.reference}
    item.dispute = dispute
    key = f"dispute:{item.pk}"
    parts = escrow.split(item.hold, released=released, by=by, key=key, why=why, billed_with=billed_with)
    gone = next((part for part in parts if part.kind == HoldPart.Kind.RELEASE), None)
    if gone is None or item.week_id is None:
        return None
    disputed_hours.paid(item, gone)
    return gone


def _where_to(released: Money, returned: Money) -> str:
    if not returned.amount:
        return MILESTONE.RELEASED
    return MILESTONE.SPLIT if released.amount else MILESTONE.REFUNDED


def _write_down(item: DisputeItem, released: Money, returned: Money) -> None:
    item.released, item.refunded, item.ended_at = released, returned, clock.now()
    item.save(update_fields=["released_minor", "refunded_minor", "ended_at"])


def _settled(dispute: Dispute, how: str, *, by: User | None) -> Dispute:
    parts = list(dispute.items.exclude(ended_at=None).select_related("hold__payee"))
    dispute.released_minor = sum(part.released_minor or 0 for part in parts)
    dispute.refunded_minor = sum(part.refunded_minor or 0 for part in parts)
    dispute.how, dispute.decided_by, dispute.ended_at, dispute.due_at = how, by, clock.now(), None
    saving = ["how", "decided_by", "released_minor", "refunded_minor", "ended_at", "due_at"]
    side = deals.side_of(dispute.contract, by) if by and how == How.AGREED else None
    dispute.move_to(Status.SETTLED, by=by, party=dispute.contract.party(side) if side else None, why=how, saving=saving)
    log.note(dispute, Kind.SETTLED)
    disputed_hours.over(dispute, by=by)
    _close(dispute, by=by)
    if how in DECIDED:
        _tell_reputation(dispute, parts)
    data = {"how": how, "released": dispute.released_minor, "refunded": dispute.refunded_minor}
    dispute_news.settled(dispute, by=by)
    audit.append(
        "dispute_settled", by=by.pk if by else None, subject=audit.subject_of(dispute),
        data={**data, "currency": dispute.currency},
    )  # fmt: skip
    return dispute


def _tell_reputation(dispute: Dispute, parts: Sequence[DisputeItem]) -> None:
    """How it went, for everybody whose money it was."""
    sums: dict[Party, list[int]] = {}
    for part in parts:
        own = sums.setdefault(part.hold.payee, [0, 0])
        own[0], own[1] = own[0] + (part.released_minor or 0), own[1] + (part.refunded_minor or 0)
    for party, (released, refunded) in sums.items():
        gone, back = from_minor(released, dispute.currency), from_minor(refunded, dispute.currency)
        deal_facts.settled(dispute.contract, key=dispute.pk, to_freelancer=gone, to_client=back, to=party)


def _close(dispute: Dispute, *, by: User | None) -> None:
    """No clock, no offer stays open; the contract goes on unless another dispute of it does."""
    dispute_clock.stop(dispute)
    arbitration_fees.finish(dispute, is_earned=dispute.taken_at is not None, by=by)
    for offer in dispute.offers.filter(status=DisputeOffer.Status.OPEN).locked():
        offer.move_to(DisputeOffer.Status.LAPSED, by=by)
    contract = dispute.contract
    others = contract.disputes.live().filter(items__milestone__isnull=False)  # one about hours lets it go on
    if contract.status == Contract.Status.DISPUTED and not others.exists():
        contract.move_to(Contract.Status.ACTIVE, by=by, why="the dispute is over")
    deals.stir(contract)
    closing.when_nothing_is_held(contract, by=by)


def _give_back(item: DisputeItem, contract: Contract, *, by: User) -> None:
    """As it was before: the milestone in its state, with the time to answer that was left; the money held."""
    milestone = _locked(item.milestone_id, contract) if item.milestone_id else None
    if milestone and milestone.status == MILESTONE.DISPUTED:  # of a team, with the first of its holds
        milestones.take_up_again(milestone, item.was, left=item.left, by=by)
    item.ended_at = clock.now()
    item.save(update_fields=["ended_at"])
    escrow.thaw(item.hold, by=by, why=_("The dispute was withdrawn."))


def _locked(pk: UUID, contract: Contract) -> Milestone:
    milestone: Milestone = Milestone.objects.select_related("hold").locked().get(pk=pk)
    milestone.contract = contract
    return milestone


def _left_by(hold: Hold, dispute: Dispute) -> tuple[Money, Money]:
    """What was released and returned of this hold since the dispute began; what a bank took is neither."""
    sums = {HoldPart.Kind.RELEASE: 0, HoldPart.Kind.REFUND: 0}
    for part in hold.parts.filter(at__gte=dispute.opened_at):
        sums[HoldPart.Kind(part.kind)] += to_minor(part.gross)
    code = dispute.currency
    return from_minor(sums[HoldPart.Kind.RELEASE], code), from_minor(sums[HoldPart.Kind.REFUND], code)


def _how_it_went(hold: Hold) -> str:
    if hold.status == Hold.Status.EXPIRED:
        return How.LIMIT
    is_lost = Chargeback.objects.filter(payment=hold.payment_id, status=Chargeback.Status.LOST).exists()
    return How.CARD if is_lost else How.REFUNDED

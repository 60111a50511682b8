"""Two who do not agree whose held money is: one opens a dispute, the other answers, both add what they have.

Reads as `disputes.open(contract, [milestone], why="…", to_freelancer=Money(0, "EUR"), by=ada)`. What they would settle
for is offers.py, how it ends ends.py, what staff do mediation.py, what happens by itself alarms.py. Locks: the job's
row, the contract's, the milestones', the dispute's, then what escrow takes.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock, timers
from marketplace.kit.money import Money
from marketplace.kit.uploads import Upload
from payments import escrow, retries
from projects import clocks, deals, milestones, refund_requests, shares
from projects.disputes import dispute_clock, dispute_news, log, offers, sums
from projects.disputes.log import Evidence
from projects.models import Contract, Dispute, DisputeEvent, DisputeItem, Milestone, Role, Side

Status, Kind = Dispute.Status, DisputeEvent.Kind
MOST_OPENINGS = 2  # by one side of one thing: who withdrew may think again once (docs/decisions/094)
MOST_STATEMENTS = 50  # of one side: who has more to say says it to the mediator in fewer pieces


@retries.atomic
def open(  # noqa: A001  (disputes.open reads as what it does)
    contract: Contract,
    about: Sequence[Milestone],
    *,
    why: str,
    to_freelancer: Money,
    links: Sequence[str] = (),
    evidence: Iterable[Upload] = (),
    by: User,
) -> Dispute:
    """Say whose the money of these milestones should be, and let nothing of it move until that is settled.

    to_freelancer: what of it the freelancer should get, in the contract's currency; the rest goes back. It is an offer:
    the other side can accept it, and silence does. A contract that is paused goes on first. Opening it twice is once.
    Raises NotAllowed, Refused for a milestone without money in escrow, and for more than is held.
    """
    contract = deals.locked(contract)
    side = deals.permit(contract, by)
    rows = _locked_rows(contract, [one.pk for one in about])
    if found := _same(rows, side):
        return found
    _may_be_disputed(rows, side)
    dispute = begin(contract, side, sum((shares.left_in(row) for row in rows), Money(0, contract.currency)), by=by)
    for row in rows:
        _freeze(dispute, row, side, by=by)
    _into_dispute(contract, side, by=by)
    return put_forward(dispute, Evidence(why, links, evidence), to_freelancer, by=by)


@retries.atomic
def answer(
    dispute: Dispute,
    *,
    why: str,
    to_freelancer: Money,
    links: Sequence[str] = (),
    evidence: Iterable[Upload] = (),
    by: User,
) -> Dispute:
    """The other side says how it sees it, and what it would settle for. Raises NotAllowed, IllegalMove, Refused."""
    dispute = deals.with_dispute(dispute)
    side = deals.permit(dispute.contract, by, dispute.answering)
    dispute.answered_at = clock.now()
    dispute.move_to(Status.ANSWERED, by=by, party=dispute.contract.party(side), saving=["answered_at"])
    offer = offers.put(dispute, Role(side), to_freelancer, why="", by=by)
    shown = Evidence(why, links, evidence)
    log.note(dispute, Kind.ANSWERED, role=Role(side), by=by, shown=shown, offer=offer)
    dispute_clock.wind(dispute)
    deals.stir(dispute.contract)
    dispute_news.answered(dispute, by=by)
    return dispute


@retries.atomic
def state(
    dispute: Dispute, *, why: str, links: Sequence[str] = (), evidence: Iterable[Upload] = (), by: User
) -> DisputeEvent:
    """Add words or evidence, on either side, until the evidence is closed. Raises NotAllowed, Refused."""
    dispute = deals.with_dispute(dispute)
    side = deals.permit(dispute.contract, by)
    if not dispute.takes_words or dispute.is_done(side):
        raise Refused(_("Nothing more can be added: the evidence is closed."))
    said = dispute.events.filter(kind=Kind.STATEMENT, role=side).count()
    if said >= MOST_STATEMENTS:
        raise Refused(_("You have added %(n)d times already. Say the rest to the mediator.") % {"n": MOST_STATEMENTS})
    event = log.note(dispute, Kind.STATEMENT, role=Role(side), by=by, shown=Evidence(why, links, evidence))
    deals.stir(dispute.contract)
    dispute_news.stated(event, to=[side.other], by=by)
    return event


def begin(contract: Contract, side: Side, stake: Money, *, by: User) -> Dispute:
    """A dispute of this side, to which its items are then added. The caller holds the contract's lock."""
    dispute = Dispute(contract=contract, opened_by=side, by=by, opened_at=clock.now(), currency=contract.currency)
    dispute.is_small = sums.is_small(stake)
    dispute.save(force_insert=True)
    return dispute


def put_forward(dispute: Dispute, shown: Evidence, to_freelancer: Money, *, by: User) -> Dispute:
    """What the opener says and asks for, once what it is about is frozen: from here its first clock runs."""
    role = Role(dispute.opened_by)
    offer = offers.put(dispute, role, to_freelancer, why="", by=by)
    log.note(dispute, Kind.OPENED, role=role, by=by, shown=shown, offer=offer)
    dispute_clock.wind(dispute)
    deals.stir(dispute.contract)
    dispute_news.opened(dispute, by=by)
    return dispute


def refuse_a_third(withdrawn: "QuerySet[Dispute]", side: Side) -> None:
    """Raises Refused where this side has withdrawn two disputes of these: once withdrawn it can be opened once more."""
    if withdrawn.filter(status=Status.WITHDRAWN, opened_by=side).distinct().count() >= MOST_OPENINGS:
        raise Refused(
            _("You have withdrawn two disputes about this already, so you cannot open another. The other side can.")
        )


def may_be_about(contract: Contract) -> dict[Milestone, Money]:
    """The milestones about which a dispute can be opened now, in order, each with what is in escrow for it."""
    rows = [row for row in contract.milestones.select_related("hold").all() if _is_disputable(row)]
    return {row: left for row in rows if (left := shares.left_in(row)).amount}


def _is_disputable(milestone: Milestone) -> bool:
    return milestone.hold is not None and milestone.may_move_to(Milestone.Status.DISPUTED)


def _locked_rows(contract: Contract, pks: Sequence[UUID]) -> list[Milestone]:
    rows = list(contract.milestones.select_related("hold__payment").filter(pk__in=pks).locked())
    for row in rows:
        row.contract = contract
    return rows


def _same(rows: list[Milestone], side: Side) -> Dispute | None:
    """The dispute that this side has opened about exactly these: the button was pressed twice."""
    items = DisputeItem.objects.filter(milestone__in=rows, ended_at__isnull=True).select_related("dispute")
    found, asked = {item.dispute for item in items}, {row.pk for row in rows}
    if len(found) != 1 or {item.milestone_id for item in items} != asked:
        return None
    dispute = found.pop()
    about = set(dispute.items.filter(ended_at__isnull=True).values_list("milestone", flat=True))
    if about != asked:
        return None
    if dispute.opened_by != side:
        raise Refused(_("The other side has opened a dispute about this meanwhile. Answer it, with what you wrote."))
    return dispute


def _may_be_disputed(rows: list[Milestone], side: Side) -> None:
    if not rows:
        raise Refused(_("Choose at least one milestone whose money is in escrow."))
    for row in rows:
        if not _is_disputable(row):
            raise Refused(
                _("“%(milestone)s” is %(state)s, so there is nothing to dispute.")
                % {"milestone": row.name, "state": row.get_status_display().lower()}
            )
        if row.hold and row.hold.payment and row.hold.payment.is_being_charged_back:
            raise Refused(_("The payer’s bank is taking this payment back. Wait until it has decided."))
        if side == Side.CLIENT and row.answer_by and row.answer_by <= clock.now():
            raise Refused(_("The time to answer is over, so it is being released."))  # deadline shown, deadline kept
        refuse_a_third(Dispute.objects.filter(items__milestone=row), side)


def _freeze(dispute: Dispute, milestone: Milestone, side: Side, *, by: User) -> None:
    """Its clock stops, a wish for its money is answered by this, and nothing of it moves: of a team, of nobody's."""
    held = [hold for hold in shares.holds_of(milestone) if hold.has_money]
    for hold in held:
        item = DisputeItem(dispute=dispute, hold=hold, milestone=milestone, was=milestone.status)
        item.left = milestone.answer_by - clock.now() if milestone.answer_by else None
        item.held = escrow.left_in(hold)
        item.save(force_insert=True)
    milestone.answer_by = None
    party = dispute.contract.party(side)
    milestone.move_to(Milestone.Status.DISPUTED, by=by, party=party, saving=["answer_by"])
    milestones.stop_clock(milestone)
    refund_requests.answer_by_dispute(milestone, side, by=by)
    for hold in held:
        escrow.freeze(hold, by=by, why=_("The two sides do not agree whose it is."))


def _into_dispute(contract: Contract, side: Side, *, by: User) -> None:
    """The contract is in dispute while one is open. One that rests is woken: its clocks would not run else."""
    party = contract.party(side)
    if contract.status == Contract.Status.PAUSED:
        contract.paused_until = None
        contract.move_to(Contract.Status.ACTIVE, by=by, party=party, why="to dispute", saving=["paused_until"])
        timers.cancel(clocks.RESUMPTION, contract.pk)
    if contract.status != Contract.Status.DISPUTED:
        contract.move_to(Contract.Status.DISPUTED, by=by, party=party)

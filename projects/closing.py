"""The last step of a contract that was signed: it ends when nothing of it is in escrow any more.

Until then it is closing: nothing new is paid, and each sum goes its way by the clocks that it has. The caller holds the
locks of the job and of the contract.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import clock, timers
from marketplace.kit.models import Move
from projects import amendments, clocks, contract_news, deal_facts, endings, layout
from projects.hours import deposits
from projects.models import Contract, Extra, Milestone, Side

Status, Ending = Contract.Status, Contract.Ending
RUNNING = {Status.ACTIVE, Status.PAUSED, Status.DISPUTED}


def begin(contract: Contract, side: Side, *, why: str, by: User | None) -> None:
    """One side ends it: what waits for signatures or for money is off."""
    amendments.drop(contract, by=by)
    if contract.status == Status.PAUSED:
        contract.paused_until = None
        contract.move_to(Status.ACTIVE, by=by, party=contract.party(side), why="to end it", saving=["paused_until"])
        timers.cancel(clocks.RESUMPTION, contract.pk)
    contract.closing_since, contract.closing_by, contract.ended_why = clock.now(), side, why[:500]
    contract.save(update_fields=["closing_since", "closing_by", "ended_why"])
    layout.clear(contract, by=by)
    for extra in Extra.objects.filter(contract=contract).open().locked():
        extra.answered_at = clock.now()
        extra.move_to(Extra.Status.WITHDRAWN, by=by, why="the contract ends", saving=["answered_at"])


def when_nothing_is_held(contract: Contract, *, by: User | None, how: str = "") -> Contract:
    """End a contract that is closing with the last of its money. how: Contract.Ending, if the caller knows better."""
    if not contract.is_closing or contract.status not in RUNNING or _is_under_way(contract):
        return contract
    contract = finish(contract, how or _how(contract), by=by)
    deposits.send_back(contract, by=by, why=_("The contract ends."))
    return contract


def finish(contract: Contract, how: str, *, by: User | None) -> Contract:
    """It is over. how: Contract.Ending."""
    contract.ended_at, contract.ended_how, contract.dormant_since = clock.now(), how, None
    party = contract.party(Side(contract.closing_by)) if by else None
    saving = ["ended_at", "ended_how", "dormant_since"]
    contract.move_to(Status.ENDED, by=by, party=party, why=how, saving=saving)
    for kind in (clocks.DORMANCY, clocks.RESUMPTION, clocks.AMENDMENT_LAPSES, clocks.WEEKLY_CHARGE):
        timers.cancel(kind, contract.pk)
    endings.after_contract(contract.project, by=by)
    contract_news.ended(contract)
    deal_facts.ended(contract)
    return contract


def _is_under_way(contract: Contract) -> bool:
    """Whether the money of a milestone or of a week of hours is still to go its way, or a bank is taking some back."""
    is_held = contract.milestones.holding().exists() or contract.weeks.unsettled().exists()
    return is_held or deposits.is_stuck(contract)


def _how(contract: Contract) -> str:
    """Done where everything that was agreed, or worked by the hour, when it was ended has been paid; else by whom it
    was ended."""
    ids = dict(contract.milestones.values_list("pk", "status"))
    cut_off = Move.objects.filter(
        subject_id__in=ids, old=Milestone.Status.AGREED, new=Milestone.Status.CANCELLED, at__gte=contract.closing_since
    )
    ends = set(ids.values()) - {Milestone.Status.CANCELLED}
    are_hours_paid = contract.weeks.exists() and not contract.weeks.unpaid().exists()
    is_all = ends == {Milestone.Status.RELEASED} or (not ends and are_hours_paid)
    if is_all and not cut_off.exists():
        return Ending.DONE
    return Ending.CLIENT if contract.closing_by == Side.CLIENT else Ending.FREELANCER

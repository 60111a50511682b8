"""What one side does to end a contract that was signed.

Reads as `contract_endings.end(contract, by=ada, why="…")`. Locks: the job's row, the contract's, its milestones'.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock
from marketplace.kit.money import Money
from payments import retries
from projects import clocks, closing, contract_news, deals, layout, refund_requests
from projects.hours import deposits, time_entries, time_sums
from projects.models import Contract, Milestone, Side


@dataclass(frozen=True)
class Effect:
    """What ending it now would do, in figures: shown before it is done."""

    asked_back: Money  # the client ends it: asked for, and returned unless the freelancer says no
    returned: Money  # the freelancer ends it: goes back at once
    in_review: Money  # submitted: answered first, released by itself otherwise
    not_funded: Money  # cancelled
    hours: Money  # worked and not paid yet: each week is reviewed and paid first
    left_over: Money  # in escrow for hours, and needed for none: goes back when the last week is paid


@retries.atomic
def end(contract: Contract, *, by: User, why: str = "") -> Contract:
    """End it for one's side. What is not paid for is cancelled; what is held and not submitted is asked back (by the
    client) or returned (by the freelancer); what is submitted is answered first. Twice changes nothing.

    Raises NotAllowed, Refused for one that is not in force.
    """
    contract = deals.locked(contract)
    side = deals.permit(contract, by)
    deals.in_force(contract)
    if contract.is_closing:
        return contract
    time_entries.stop_all(contract)
    closing.begin(contract, side, why=why, by=by)
    if side == Side.FREELANCER:
        for milestone in _unfinished(contract):
            refund_requests.send_back(milestone, by=by, why=why, key="ended")
    else:
        refund_requests.ask_for_all(_unfinished(contract), why=why or _("The contract ends."), by=by)
    contract = closing.when_nothing_is_held(contract, by=by)
    if contract.is_closing:
        deals.stir(contract)
        contract_news.closing(contract, side, by=by)
    return contract


@retries.atomic
def close_after_silence(contract: Contract, *, by: User) -> Contract:
    """Close it without a mark: the freelancer has waited 14 days for money to be paid into escrow.

    Raises NotAllowed, and Refused where the wait is not over, or where money is held that must go its own way first.
    """
    contract = deals.locked(contract)
    side = deals.permit(contract, by)
    deals.in_force(contract)
    free_from = may_close_from(contract, side)
    if free_from is None or free_from > clock.now():
        raise Refused(_("You can close it without a mark once you have waited 14 days for the other side."))
    closing.begin(contract, side, why="", by=by)
    return closing.finish(contract, Contract.Ending.SILENCE, by=by)


def may_close_from(contract: Contract, side: str) -> datetime | None:
    """From when this side may close it without a mark; None while it does not wait for the other.

    It is the freelancer who can be left waiting with nothing held: for the next milestone to be paid into escrow. A
    client who is left waiting asks for the money back, which a silent freelancer cannot keep (refund_requests).
    """
    if side != Side.FREELANCER or not contract.takes_money or contract.stirred_at is None:
        return None
    if any(milestone.has_money for milestone in contract.milestones.all()) or _has_hours(contract):
        return None
    return contract.stirred_at + clocks.SILENCE


def effect_of(contract: Contract, side: str) -> Effect:
    """What ending it now would do for this side."""
    rows = list(contract.milestones.all())
    unfinished = _sum(contract, [one for one in rows if one.is_unfinished])
    nothing = Money(0, contract.currency)
    waits = list(contract.weeks.unpaid())
    sums = time_sums.of_weeks(waits)
    hours = sum((sums[week.pk].total - week.released for week in waits), nothing)
    return Effect(
        asked_back=unfinished if side == Side.CLIENT else nothing,
        returned=unfinished if side == Side.FREELANCER else nothing,
        in_review=_sum(contract, [one for one in rows if one.has_money and not one.is_unfinished]),
        not_funded=_sum(contract, [one for one in rows if one.status in layout.OPEN]),
        hours=hours,
        left_over=max(deposits.held_for(contract) - hours, nothing),
    )


def _has_hours(contract: Contract) -> bool:
    """Whether hours are under way, or money is in escrow for them."""
    return contract.is_hourly and (contract.weeks.unsettled().exists() or deposits.is_holding(contract))


def _unfinished(contract: Contract) -> list[Milestone]:
    found = list(contract.milestones.unfinished().select_related("hold").locked())
    for milestone in found:
        milestone.contract = contract
    return found


def _sum(contract: Contract, milestones: list[Milestone]) -> Money:
    return sum((milestone.price for milestone in milestones), Money(0, contract.currency))

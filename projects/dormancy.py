"""A contract with money in escrow that nobody touches: both are reminded, then asked in turn, then it is closed.

    day 76, 83    a word to both
    day 90        dormant: the client has 7 days
    day 97        the freelancer has 7 days, to hand in what there is
    day 104       both were silent: what is held goes back to the client, and the contract closes

Days are counted from the last sign of life or the last day on which held work is due (`deals.quiet_since`); any act on
the contract begins them anew, and so does saying that it goes on. What was submitted is released by its own clock, so
a freelancer who hands in during their days gets an answer or the money. support.upwork.com, article 360000990208.
"""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from marketplace.kit import clock, timers
from projects import clocks, closing, contract_news, deals, refund_requests
from projects.hours import time_entries
from projects.models import Contract, Side

LAST_NOTICE = len(clocks.DORMANCY_NOTICES) - 1
DORMANT, FREELANCER_ASKED, CLOSED = LAST_NOTICE + 1, LAST_NOTICE + 2, LAST_NOTICE + 3
AFTER = (
    *clocks.DORMANCY_NOTICES,
    clocks.DORMANT_AFTER,
    clocks.DORMANT_AFTER + clocks.DORMANT_ANSWER,
    clocks.DORMANT_AFTER + 2 * clocks.DORMANT_ANSWER,
)


@transaction.atomic
def say_it_goes_on(contract: Contract, *, by: User) -> Contract:
    """One click that counts as a sign of life, by either side. Raises NotAllowed, Refused for one that is over."""
    contract = deals.locked(contract)
    deals.permit(contract, by)
    deals.in_force(contract)
    deals.stir(contract)
    return contract


@transaction.atomic
def step(contract: Contract, *, step: int) -> None:
    """Take the next step of going quiet, if its day has come, and set the one after it.

    Each one is given its whole time from when the one before was told, also after the scheduler stood still.
    """
    contract = deals.locked(contract)
    quiet = deals.quiet_since(contract)
    if quiet is None or quiet + AFTER[step] > clock.now():
        return
    if step == CLOSED:
        _close(contract)
        return
    following = max(quiet + AFTER[step + 1], clock.now() + AFTER[step + 1] - AFTER[step])
    timers.set(clocks.DORMANCY, contract.pk, following, step=step + 1)
    _tell(contract, step, following)


def asked(contract: Contract, now: datetime | None = None) -> Side | None:
    """Whose seven days run in a dormant contract; None for one that is not dormant."""
    if contract.dormant_since is None:
        return None
    gone = (now or clock.now()) - contract.dormant_since
    return Side.CLIENT if gone < clocks.DORMANT_ANSWER else Side.FREELANCER


def closes_at(contract: Contract) -> datetime | None:
    """When a dormant contract closes; None for one that is not dormant."""
    return contract.dormant_since + 2 * clocks.DORMANT_ANSWER if contract.dormant_since else None


def _tell(contract: Contract, step: int, following: datetime) -> None:
    if step <= LAST_NOTICE:
        contract_news.quiet(contract, step=step, dormant_at=following + _between(step + 1, DORMANT))
        return
    if step == DORMANT:
        contract.dormant_since = clock.now()
        contract.save(update_fields=["dormant_since"])
    contract_news.dormant(contract, step=step, ends_at=following + _between(step + 1, CLOSED))


def _between(step: int, later: int) -> timedelta:
    return AFTER[later] - AFTER[step]


def _close(contract: Contract) -> None:
    """Both were silent. What waits for an answer of its own is left to it."""
    for milestone in contract.milestones.unfinished().select_related("hold").locked():
        milestone.contract = contract
        refund_requests.send_back(milestone, by=None, why="nobody had touched it", key="dormant")
    time_entries.stop_all(contract)
    closing.begin(contract, Side.CLIENT, why="", by=None)
    closing.when_nothing_is_held(contract, by=None, how=Contract.Ending.DORMANT)

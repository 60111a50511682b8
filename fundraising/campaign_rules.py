"""What a fundraiser may be, by the dated rule of the day on which it begins: how long it may run.

Sixty days all or nothing, 365 otherwise (Catarse and Kickstarter, docs/fundraising.md); a past one is judged by the
rule of its day.
"""

from datetime import date, timedelta

from fundraising import clocks
from fundraising.models import Fundraiser
from marketplace.kit import clock
from payments import limits, rulesets

KIND = "campaign"  # of the rule


def longest(fundraiser: Fundraiser) -> timedelta:
    """The longest that it may run, by the rule of the day of its launch, or of today."""
    day = (fundraiser.launched_at or clock.now()).date()
    return timedelta(days=longest_days(fundraiser.settlement, on=day))


def longest_days(settlement: str, *, on: date | None = None) -> int:
    """For how many days one that is settled so may run, by the rule of that day.

    What is paid at once lies at the gateway from the first day on, and must still be there for its first payout.
    """
    day = on or clock.today()
    by_rule: int = rulesets.in_force(KIND, day).value["longest_days"][settlement]
    if settlement == Fundraiser.Settlement.ALL_OR_NOTHING:
        return by_rule
    return min(by_rule, limits.days_here(day) - (clocks.FIRST_PAYOUT + clocks.VOTE).days)

"""What a fundraiser may be, by the dated rule of the day on which it begins: how long it may run.

Sixty days all or nothing, 365 otherwise (Catarse and Kickstarter, docs/fundraising.md); a past one is judged by the
rule of its day.
"""

from datetime import date, timedelta

from fundraising.models import Fundraiser
from marketplace.kit import clock
from payments import rulesets

KIND = "campaign"  # of the rule


def longest(fundraiser: Fundraiser, *, on: date | None = None) -> timedelta:
    """The longest that it may run, by the rule of that day: of its launch, or today."""
    day = on or (fundraiser.launched_at or clock.now()).date()
    return timedelta(days=longest_days(fundraiser.settlement, on=day))


def longest_days(settlement: str, *, on: date | None = None) -> int:
    """For how many days one that is settled so may run, by the rule of that day."""
    most: dict[str, int] = rulesets.in_force(KIND, on or clock.today()).value["longest_days"]
    return most[settlement]

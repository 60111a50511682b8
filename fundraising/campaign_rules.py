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
    most: dict[str, int] = rulesets.in_force(KIND, day).value["longest_days"]
    return timedelta(days=most[fundraiser.settlement])

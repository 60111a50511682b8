"""Where a fundraiser that runs may end, in its own money."""

from dataclasses import dataclass
from math import floor, log10

from analytics.forecasting import forecast
from fundraising.models import Fundraiser
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor


@dataclass(frozen=True)
class Outlook:
    """low to high: where eight of ten like it would end; middle: half of them above it. of, reached: how many were
    asked, and how many of them would reach this goal; none without a goal."""

    low: Money
    middle: Money
    high: Money
    of: int
    reached: int | None
    low_minor: int
    middle_minor: int
    high_minor: int


@dataclass(frozen=True)
class Foretold:
    """outlook: none where it is too early, or where it is over."""

    outlook: Outlook | None
    is_too_early: bool = False


def of(fundraiser: Fundraiser) -> Foretold:
    """What can be said now."""
    begun, ends, raised = fundraiser.launched_at, fundraiser.deadline_at, fundraiser.raised_minor
    if not fundraiser.is_open or begun is None or ends is None or raised is None:
        return Foretold(None)
    gone, whole = (clock.now() - begun).total_seconds(), (ends - begun).total_seconds()
    backers = fundraiser.backers if fundraiser.backers is not None else forecast.LEAST_BACKERS
    if raised <= 0 or forecast.is_too_early(elapsed=gone / whole, seconds=gone, backers=backers):
        return Foretold(None, is_too_early=True)
    goal = fundraiser.goal_minor
    funded = raised / goal if goal else 1.0
    band = forecast.band(elapsed=gone / whole, funded=funded)
    low, middle, high = (_said(fundraiser, raised * grew) for grew in (band.low, band.middle, band.high))
    code = fundraiser.currency
    reached = band.reaching(goal / raised) if goal else None
    sums = (from_minor(low, code), from_minor(middle, code), from_minor(high, code))
    return Foretold(Outlook(sums[0], sums[1], sums[2], band.of, reached, low, middle, high))


def _said(fundraiser: Fundraiser, minor: float) -> int:
    """In three figures, because more would pretend to know; no less than there is, no more than may be taken at all."""
    told = max(round(minor, 2 - floor(log10(minor))), fundraiser.raised_minor or 0)
    most = fundraiser.hard_goal_minor
    return int(min(told, most) if most else told)

"""The two charts of a fundraiser: what has come together against its goal, and what came on each day."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics import charts
from analytics.campaigns.days import Day
from analytics.campaigns.outlook import Outlook
from analytics.campaigns.periods import ALL, Period, day_of
from analytics.charts import Chart, Mark
from fundraising.models import Fundraiser
from marketplace.kit.money import format_minor

HIGHEST_BAND = 2  # times what matters more: a long band is cut at the top


def together(fundraiser: Fundraiser, days: Sequence[Day], period: Period, outlook: Outlook | None) -> Chart:
    """The sum as it grew. Of all of it, what is left of its time is drawn as well, with the forecast in it."""
    goal = fundraiser.goal_minor or 0
    last = _last(fundraiser, period)
    whole = max(1, (last - period.first).days)
    matters = max(goal, days[-1].together, outlook.middle_minor if outlook else 0)
    height = charts.scale(max(matters, min(outlook.high_minor, matters * HIGHEST_BAND) if outlook else 0))
    line = [(charts.x(place, whole), height.y(day.together)) for place, day in enumerate(days)]
    ahead, band = _ahead(line[-1], height, outlook) if outlook and period.name == ALL else ("", "")
    return Chart(
        rows=height.rows(lambda minor: _money(fundraiser, minor)),
        columns=_days(period.first, last),
        line=charts.points(line),
        area=charts.under(line),
        dot=line[-1],
        goal=Mark(height.y(goal), _("Goal")) if goal else None,
        ahead=ahead,
        band=band,
    )


def by_day(fundraiser: Fundraiser, days: Sequence[Day]) -> Chart:
    """What came on each day."""
    height = charts.scale(max(day.minor for day in days))
    made = charts.bars([day.minor for day in days], height)
    words = [_day(day.day) for day in days]
    return Chart(
        rows=height.rows(lambda minor: _money(fundraiser, minor)),
        columns=charts.columns(words, lambda place: round(made[place].x + made[place].width / 2, 1)),
        bars=made,
    )


def _last(fundraiser: Fundraiser, period: Period) -> date:
    ends = fundraiser.deadline_at
    return max(period.last, day_of(ends)) if ends and period.name == ALL else period.last


def _ahead(now: tuple[float, float], height: charts.Scale, outlook: Outlook) -> tuple[str, str]:
    low, middle, high = (
        (float(charts.RIGHT), height.y(minor))
        for minor in (outlook.low_minor, outlook.middle_minor, outlook.high_minor)
    )
    return charts.points([now, middle]), charts.points([now, high, low])


def _days(first: date, last: date) -> list[Mark]:
    many = (last - first).days + 1
    words = [_day(date.fromordinal(first.toordinal() + place)) for place in range(many)]
    return charts.columns(words, lambda place: charts.x(place, max(1, many - 1)))


def _day(day: date) -> str:
    return date_format(day, "j M")


def _money(fundraiser: Fundraiser, minor: int) -> str:
    return format_minor(minor, fundraiser.currency)

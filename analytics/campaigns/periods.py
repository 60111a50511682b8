"""The days that a dashboard shows: all of a fundraiser's, or the last ones of it. Days are those of UTC, as in the
books."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fundraising.models import Fundraiser
from marketplace.kit import clock

CHOICES = {"all": _("All of it"), "28": _("Last 28 days"), "7": _("Last 7 days")}
ALL = "all"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """first, last: days, both within. name: which of the choices."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def begins_at(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime(self.last.year, self.last.month, self.last.day, tzinfo=UTC) + A_DAY

    @property
    def before(self) -> "Period | None":
        """As many days right before it; None of all of it."""
        if self.name == ALL:
            return None
        return Period(self.name, self.first - self.days * A_DAY, self.first - A_DAY)


def of(fundraiser: Fundraiser, asked: str) -> Period:
    """The period that was asked for, of a fundraiser that has begun: until today, or until its last day."""
    begun = day_of(fundraiser.launched_at or fundraiser.created_at)
    ends = fundraiser.late_until or fundraiser.deadline_at
    last = max(begun, min(day_of(clock.now()), day_of(ends) if ends else date.max))
    if asked not in CHOICES or asked == ALL:
        return Period(ALL, begun, last)
    return Period(asked, max(begun, last - (int(asked) - 1) * A_DAY), last)


def day_of(moment: datetime) -> date:
    """Its day in UTC."""
    return moment.astimezone(UTC).date()

"""When somebody has time: their usual week, and the weeks that differ. `free_from` follows and feeds the filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import FreeWeek, Profile, User
from accounts.models.free_week import MOST_HOURS, monday_of
from accounts.refusals import Refused
from marketplace.kit import clock, timers

WEEK = timedelta(days=7)
AHEAD = 53  # weeks that may be planned
TIMER = "free_week_passes"


@dataclass(frozen=True)
class Week:
    """One week as it is seen: hours that are free, None where the person is free and says no number."""

    monday: date
    hours: int | None
    differs: bool = False

    @property
    def days(self) -> list[date]:
        """Monday to Sunday."""
        return [self.monday + timedelta(days=day) for day in range(7)]

    @property
    def is_free(self) -> bool:
        """Whether any of it is."""
        return self.hours is None or self.hours > 0


@transaction.atomic
def set_usual(profile: Profile, *, by: User, usual_from: date | None, hours_a_week: int | None) -> Profile:
    """Say from when on one is free, and for how many hours a week. Raises NotAllowed for somebody else's page."""
    profile = people.locked(profile, by)
    profile.usual_from, profile.hours_a_week = usual_from, hours_a_week
    profile.save(update_fields=["usual_from", "hours_a_week"])
    return refresh(profile)


@transaction.atomic
def set_weeks(profile: Profile, weeks: Mapping[date, int | None], *, by: User) -> Profile:
    """Let these weeks (by any day of theirs) have so many free hours; None makes one as usual again.

    Raises NotAllowed for somebody else's page, Refused for weeks that have passed or lie too far ahead.
    """
    profile = people.locked(profile, by)
    wanted = {monday_of(day): hours for day, hours in weeks.items()}
    _check(wanted)
    profile.free_weeks.filter(week__in=wanted).delete()
    rows = [FreeWeek(profile=profile, week=week, hours=hours) for week, hours in wanted.items() if hours is not None]
    FreeWeek.objects.bulk_create(rows)
    return refresh(profile)


def weeks_of(profile: Profile, *, first: date, count: int) -> list[Week]:
    """So many weeks from the one with this day on, in one query."""
    mondays = [monday_of(first) + number * WEEK for number in range(count)]
    differing = dict(profile.free_weeks.filter(week__in=mondays).values_list("week", "hours"))
    return [_week(profile, monday, differing) for monday in mondays]


def first_free_day(profile: Profile) -> date | None:
    """The first day on which the person could start; None where they are free and say no day."""
    differing = dict(profile.free_weeks.ahead().values_list("week", "hours"))
    if not differing:
        return profile.usual_from
    week = monday_of(clock.today())
    while not _week(profile, week, differing).is_free:
        week += WEEK
    is_usual = week not in differing
    return max(week, clock.today(), (is_usual and profile.usual_from) or week)


def refresh(profile: Profile) -> Profile:
    """Write down what follows, show it on the card, and look again when the next week begins."""
    profile.free_from, profile.updated_at = first_free_day(profile), clock.now()
    profile.save(update_fields=["free_from", "updated_at"])
    if profile.free_weeks.ahead().exists():
        timers.set(TIMER, profile.pk, _next_monday())
    else:
        timers.cancel(TIMER, profile.pk)
    return people.show_again(profile)


@timers.handles(TIMER)
@transaction.atomic
def pass_week(key: str) -> None:
    """A week has passed: somebody who was booked in it may be free now, or the other way round."""
    rows = Profile.objects.select_related("party", "listing__topic").select_for_update(of=("self",))
    if profile := rows.filter(pk=UUID(key)).first():
        refresh(profile)


def _week(profile: Profile, monday: date, differing: Mapping[date, int]) -> Week:
    if monday in differing:
        return Week(monday, differing[monday], differs=True)
    is_free = profile.usual_from is None or profile.usual_from < monday + WEEK
    return Week(monday, profile.hours_a_week if is_free else 0)


def _check(weeks: Mapping[date, int | None]) -> None:
    first = monday_of(clock.today())
    if any(not first <= week < first + AHEAD * WEEK for week in weeks):
        raise Refused(_("Choose weeks from this one on, at most a year ahead."))
    if any(hours is not None and not 0 <= hours <= MOST_HOURS for hours in weeks.values()):
        raise Refused(_("A week has at most %(most)d hours.") % {"most": MOST_HOURS})


def _next_monday() -> datetime:
    return datetime.combine(monday_of(clock.now().date()) + WEEK, time(), UTC)

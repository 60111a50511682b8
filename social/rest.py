"""When a person may be disturbed: not in their quiet hours, not while they have paused. And their next morning.

All of it by the clock on their own wall, so that seven in the morning stays seven when summer time begins.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import arrays, clock
from marketplace.kit.refusals import Refused
from marketplace.kit.wall_clock import next_at
from social.models import Rest

MORNING = time(7, 0)
MONDAY = 0
NEAR = timedelta(minutes=5)  # what is written this short before a morning comes with the next one
LONGEST_PAUSE = 90  # days


@dataclass(frozen=True)
class Peace:
    """What one person has said of when they want peace, and where they are."""

    zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    paused_until: datetime | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing but what can't be switched off goes out by mail or push."""
        return self.paused_until is not None and now < self.paused_until

    def is_quiet(self, now: datetime) -> bool:
        """Whether the wall's clock stands in the quiet hours: at their beginning it does, at their end no more."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        shown = now.astimezone(zone_of(self.zone)).time()
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= shown < self.quiet_until
        return shown >= self.quiet_from or shown < self.quiet_until

    def wakes_at(self, now: datetime) -> datetime:
        """The end of the quiet hours; now, unless they are on."""
        if self.quiet_until is None or not self.is_quiet(now):
            return now
        return next_at(self.quiet_until, zone_of(self.zone), after=now)

    def next_morning(self, now: datetime, *, weekday: int | None = None) -> datetime:
        """The next seven o'clock, at least five minutes away. weekday: on that day alone, Monday is 0."""
        return next_at(MORNING, zone_of(self.zone), after=now + NEAR, weekday=weekday)


def of(user: User) -> Peace:
    """What this person has said."""
    return of_many([user.pk]).get(user.pk, Peace())


def of_many(users: list[UUID]) -> dict[UUID, Peace]:
    """What each of these people has said, of those whose account is open. One query."""
    columns = ("pk", "timezone", "notice_rest__quiet_from", "notice_rest__quiet_until", "notice_rest__paused_until")
    rows = User.objects.filter(pk__in=arrays.among(users), is_active=True).values_list(*columns)
    return {pk: Peace(zone, begins, ends, paused) for pk, zone, begins, ends, paused in rows}


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC for one that is not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def keep_quiet(begins: time | None, ends: time | None, *, by: User) -> Rest:
    """Let mail and pushes wait between these hours of each day; neither: no quiet hours.

    Raises Refused where one is missing or both are the same.
    """
    if (begins is None) != (ends is None):
        raise Refused(_("Give both hours, or neither."))
    if begins is not None and begins == ends:
        raise Refused(_("The two hours must differ."))
    return _write(by, quiet_from=begins, quiet_until=ends)


def pause(days: int, *, by: User) -> Rest:
    """No mail and no push for so many days, but what can't be switched off. Raises Refused for none or too many."""
    if not 1 <= days <= LONGEST_PAUSE:
        raise Refused(_("Choose between 1 and %(most)d days.") % {"most": LONGEST_PAUSE})
    return _write(by, paused_until=clock.now() + timedelta(days=days))


def go_on(*, by: User) -> Rest:
    """End the pause."""
    return _write(by, paused_until=None)


@transaction.atomic
def _write(user: User, **fields: object) -> Rest:
    rest, _is_new = Rest.objects.update_or_create(user=user, defaults=fields)
    return rest

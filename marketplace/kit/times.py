"""Moments in words: "3 days ago", "9 hours left". The exact time stands in the title of the element (see ui.when)."""

from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.kit import clock

MINUTE, HOUR, DAY = 60, 3600, 86_400
MONTH, YEAR = 30 * DAY, 365 * DAY


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long since, in one unit, rounded down: "just now", "5 minutes ago", "2 months ago"."""
    seconds = int(((now or clock.now()) - moment).total_seconds())
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", n := seconds // MINUTE) % {"n": n}
    if seconds < DAY:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", n := seconds // HOUR) % {"n": n}
    if seconds < 2 * MONTH:
        return ngettext("%(n)d day ago", "%(n)d days ago", n := seconds // DAY) % {"n": n}
    if seconds < 2 * YEAR:
        return ngettext("%(n)d month ago", "%(n)d months ago", n := seconds // MONTH) % {"n": n}
    return ngettext("%(n)d year ago", "%(n)d years ago", n := seconds // YEAR) % {"n": n}


def left(moment: datetime, now: datetime | None = None) -> str:
    """How long until, in one unit, rounded down, so that nobody is promised more time than there is."""
    seconds = int((moment - (now or clock.now())).total_seconds())
    if seconds <= 0:
        return _("ended")
    if seconds < HOUR:
        return ngettext("%(n)d minute left", "%(n)d minutes left", n := max(1, seconds // MINUTE)) % {"n": n}
    if seconds < 2 * DAY:
        return ngettext("%(n)d hour left", "%(n)d hours left", n := seconds // HOUR) % {"n": n}
    return ngettext("%(n)d day left", "%(n)d days left", n := seconds // DAY) % {"n": n}


def is_last_day(moment: datetime, now: datetime | None = None) -> bool:
    """Whether it ends within 24 hours and has not ended."""
    return timedelta() < moment - (now or clock.now()) <= timedelta(days=1)


def exact(moment: datetime) -> str:
    """The whole moment in the viewer's zone, with the zone's name: 28 November 2026, 20:00 UTC."""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'j F Y, H:i')} {local.tzname()}"


def short_day(day: date) -> str:
    """A day near today, without its year: 24 Nov."""
    return formats.date_format(day, "j M")

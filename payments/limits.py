"""No gateway keeps money for ever: by when a hold's money must have gone to somebody, and who looks after it.

The limit is the gateway's and goes by country: a dated rule of the kind "hold_limit". One timer a hold wakes at each
warning and at the end (payments.expiry).
"""

from datetime import date, datetime, timedelta

from django.conf import settings

from marketplace.kit import clock, timers
from payments import rulesets, taxes
from payments.models import Hold, HoldRenewal, RuleSet

KIND = "hold_limit"  # of the rule
TIMER = "hold_limit"
WARNED_BEFORE = (timedelta(days=30), timedelta(days=14), timedelta(days=3))


def must_leave_by(hold: Hold, *, since: datetime) -> datetime:
    """The last moment at which the money may still be in the hold, counted from when it came."""
    return since + timedelta(days=_days(hold, since.date()))


def watch(hold: Hold) -> None:
    """Let the clock look at this hold when it must next: at a warning, or at the end. Called with the hold locked."""
    if hold.must_leave_by:
        timers.set(TIMER, hold.pk, next_look(hold.must_leave_by, after=clock.now()))


def forget(hold: Hold) -> None:
    """The hold has ended: nothing is left to look after, and nothing to hold longer."""
    timers.cancel(TIMER, hold.pk)
    forget_renewal(hold)


def forget_renewal(hold: Hold) -> None:
    """What the two said about holding it longer means nothing any more."""
    for renewal in HoldRenewal.objects.filter(hold=hold, status__in=HoldRenewal.LIVE).locked():
        renewal.move_to(HoldRenewal.Status.LAPSED)


def days_here(on: date) -> int:
    """For how many days money may be held at our own account at the gateway, by the rule of that day."""
    days: int = rulesets.in_force(KIND, on, jurisdiction=settings.PLATFORM_COUNTRY).value["days"]
    return days


def next_look(end: datetime, *, after: datetime) -> datetime:
    """The first warning that is still to come, or the end itself, also where it is past."""
    return min((end - before for before in WARNED_BEFORE if end - before > after), default=end)


def _days(hold: Hold, on: date) -> int:
    """That of the country of our own account at the gateway; a shorter one of the payer's country comes first."""
    ours = days_here(on)
    country = taxes.seat_of(hold.payer).country
    theirs = RuleSet.objects.filter(kind=KIND, jurisdiction=country).in_force(on).first() if country else None
    return min(ours, theirs.value["days"]) if theirs else ours

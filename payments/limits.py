"""No gateway keeps money for ever: by when a hold's money must have gone to somebody, and who looks after it.

The limit is the gateway's and goes by country: a dated rule of the kind "hold_limit". One timer a hold wakes at each
warning and at the end (payments.expiry).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from accounts.models import Party
from marketplace.kit import clock, timers
from payments import billing, rulesets
from payments.models import Hold, HoldRenewal, RuleSet

KIND = "hold_limit"  # of the rule
TIMER = "hold_limit"
WARNED_BEFORE = (timedelta(days=30), timedelta(days=14), timedelta(days=3))


def must_leave_by(hold: Hold, *, since: datetime) -> datetime:
    """The last moment at which the money may still be in the hold, counted from when it came."""
    return all_must_leave_by([hold], since=since)[hold.pk]


def all_must_leave_by(holds: Sequence[Hold], *, since: datetime) -> dict[UUID, datetime]:
    """The same of several, by id."""
    if not holds:
        return {}
    days = _days_by_payer([hold.payer for hold in holds], since.date())
    return {hold.pk: since + timedelta(days=days[hold.payer_id]) for hold in holds}


def watch(hold: Hold) -> None:
    """Let the clock look at this hold when it must next: at a warning, or at the end. Called with the hold locked."""
    watch_all([hold])


def watch_all(holds: Sequence[Hold]) -> None:
    """The same for several, in one statement."""
    after = clock.now()
    timers.set_many(TIMER, {
        str(hold.pk): next_look(hold.must_leave_by, after=after) for hold in holds if hold.must_leave_by
    })  # fmt: skip


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


def _days_by_payer(payers: Collection[Party], on: date) -> dict[UUID, int]:
    """That of the country of our own account at the gateway; a shorter one of the payer's country comes first."""
    ours, countries = days_here(on), billing.countries_of(payers)
    theirs = {country: _days_in(country, on) for country in set(countries.values())}
    return {pk: min(ours, theirs[country] or ours) for pk, country in countries.items()}


def _days_in(country: str, on: date) -> int | None:
    rule = RuleSet.objects.filter(kind=KIND, jurisdiction=country).in_force(on).first() if country else None
    return rule.value["days"] if rule else None

"""The ladder of badges: what each rung takes, who stands on which, and what is missing to the next.

The figures are ours. They stand on the page of every score, read from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from social.models import Badge, Score

GRACE = timedelta(days=30)  # how long a badge outlives the score that gave it


@dataclass(frozen=True)
class Rung:
    """What a badge takes, of the last 24 months. points: hundredths. days: since the first deal that counts."""

    badge: Badge
    deals: int
    partners: int
    points: int
    days: int


LADDER = (
    Rung(Badge.NEW, deals=0, partners=0, points=0, days=0),
    Rung(Badge.RISING, deals=3, partners=2, points=6_000, days=0),
    Rung(Badge.PROVEN, deals=8, partners=4, points=7_500, days=90),
    Rung(Badge.OUTSTANDING, deals=20, partners=8, points=8_800, days=180),
)


def earned(score: Score, today: date) -> Badge:
    """The highest badge whose every figure is reached, all below it being reached, too."""
    reached = Badge.NEW
    for rung in LADDER:
        if list(missing(score, rung, today)):
            break
        reached = rung.badge
    return reached


def missing(score: Score, rung: Rung, today: date) -> Iterator[str]:
    """What is not reached yet, each as a sentence of the figures; nothing where all is."""
    if score.deals < rung.deals:
        n = rung.deals - score.deals
        yield ngettext("%(n)d more deal that counts", "%(n)d more deals that count", n) % {"n": n}
    if score.partners < rung.partners:
        n = rung.partners - score.partners
        yield ngettext("with %(n)d more partner", "with %(n)d more partners", n) % {"n": n}
    if (score.points or 0) < rung.points:
        yield _("a score of %(points)d") % {"points": rung.points // 100}
    if rung.days and _days(score, today) < rung.days:
        n = rung.days - _days(score, today)
        yield ngettext("%(n)d more day since the first deal", "%(n)d more days since the first deal", n) % {"n": n}


def grows_on(score: Score, today: date) -> date | None:
    """The next day on which the first deal is old enough for a rung."""
    if score.first_on is None:
        return None
    days = (score.first_on + timedelta(days=rung.days) for rung in LADDER if rung.days)
    return min((day for day in days if day > today), default=None)


def _days(score: Score, today: date) -> int:
    return (today - score.first_on).days if score.first_on else 0

"""Where visitors came from, and how many of them became backers.

A visit belongs to the page on which it began; a backer to the last visit of theirs that names a place, in the thirty
days before (catalog.events.came_from). Where nothing is known, because somebody asked not to be followed or reads
without scripts, it says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import visits
from analytics.campaigns import days
from analytics.campaigns.periods import Period
from fundraising.models import Fundraiser
from marketplace.catalog.events import DIRECT
from marketplace.catalog.listings import permille
from marketplace.kit.money import Money, from_minor

SHOWN = 12
OURS = {
    "home": gettext_lazy("The home page here"),
    "discover": gettext_lazy("Discover and search"),
    "topics": gettext_lazy("Topic pages"),
    "people": gettext_lazy("Pages of people"),
    "companies": gettext_lazy("Pages of companies"),
    "portfolios": gettext_lazy("Portfolios"),
    "works": gettext_lazy("Works"),
    "jobs": gettext_lazy("Jobs"),
    "fundraisers": gettext_lazy("Other fundraisers"),
    "notices": gettext_lazy("Notices"),
    "messages": gettext_lazy("Messages"),
    DIRECT: gettext_lazy("The address itself, a mail or an app"),
    "": gettext_lazy("Not known"),
}


@dataclass(frozen=True)
class Source:
    """One place. visits: none where they can't be known. permille: of the visits that became backers."""

    name: str
    tag: str
    visits: int | None
    backers: int
    amount: Money

    @property
    def permille(self) -> int | None:
        return permille(self.backers, self.visits) if self.visits and self.backers <= self.visits else None

    @property
    def hundred(self) -> str:
        """Of a hundred visits that many became backers; a dash where that can't be told."""
        return "–" if self.permille is None else number_format(self.permille / 10, 1)


def of(fundraiser: Fundraiser, period: Period) -> list[Source]:
    """The places that brought most, most first; what is left of them in one row."""
    seen = visits.by_source(fundraiser.listing, period.first, period.last)
    backed = _backed(fundraiser, period)
    found = [_source(fundraiser, key, seen, backed) for key in {*seen, *backed}]
    found.sort(key=lambda one: (-one.amount.amount, -(one.visits or 0), one.name, one.tag))
    return [*found[:SHOWN], *_rest(fundraiser, found[SHOWN:])]


def _backed(fundraiser: Fundraiser, period: Period) -> dict[tuple[str, str], tuple[int, int]]:
    within = days.counting(fundraiser).filter(counted_at__gte=period.begins_at, counted_at__lt=period.ends_at)
    rows = within.values_list("came_from", "tag").annotate(Count("pk"), Sum("amount_minor")).order_by()
    return {(source, tag): (many, minor) for source, tag, many, minor in rows}


def _source(
    fundraiser: Fundraiser,
    key: tuple[str, str],
    seen: dict[tuple[str, str], int],
    backed: dict[tuple[str, str], tuple[int, int]],
) -> Source:
    many, minor = backed.get(key, (0, 0))
    name = str(OURS.get(key[0], key[0]))
    return Source(name, key[1], seen.get(key) if key[0] else None, many, from_minor(minor, fundraiser.currency))


def _rest(fundraiser: Fundraiser, rest: list[Source]) -> Iterator[Source]:
    if rest:
        together = sum((one.amount for one in rest), from_minor(0, fundraiser.currency))
        many = sum(one.backers for one in rest)
        yield Source(_("All others"), "", sum(one.visits or 0 for one in rest), many, together)

"""Who backs it, in numbers: for the first time or again, and from where."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Sum

from analytics.campaigns import days
from fundraising.models import Fundraiser, Pledge
from marketplace.catalog.listings import permille
from marketplace.kit import regions
from marketplace.kit.money import Money, from_minor

COUNTRIES = 10


@dataclass(frozen=True)
class Again:
    """How many of the backers had backed this maker before, had backed others here, or back here for the first time."""

    this_maker: int
    others: int
    first_time: int


@dataclass(frozen=True)
class Country:
    """A country that something is sent to."""

    name: str
    backers: int
    amount: Money
    permille: int | None


def again(fundraiser: Fundraiser) -> Again:
    """A company counts as a backer like a person."""
    earlier = Pledge.objects.counting().filter(backer=OuterRef("backer"), counted_at__lt=OuterRef("counted_at"))
    elsewhere = earlier.exclude(fundraiser=fundraiser)
    rows = (
        days.counting(fundraiser)
        .annotate(of_maker=Exists(elsewhere.filter(fundraiser__listing__owner=fundraiser.owner)))
        .annotate(elsewhere=Exists(elsewhere))
        .values_list("of_maker", "elsewhere")
        .annotate(Count("backer", distinct=True))
        .order_by()
    )
    found = {(of_maker, somewhere): many for of_maker, somewhere, many in rows}
    return Again(found.get((True, True), 0), found.get((False, True), 0), found.get((False, False), 0))


def countries(fundraiser: Fundraiser) -> list[Country]:
    """Where it is sent, the most first. Of pledges without anything to send no country is asked."""
    sent = days.counting(fundraiser).exclude(country="")
    rows = list(
        sent.values_list("country").annotate(Count("pk"), Sum("amount_minor")).order_by("-pk__count", "country")
    )
    total = sum(many for _code, many, _minor in rows)
    return [
        Country(regions.country_name(code), many, from_minor(minor, fundraiser.currency), permille(many, total))
        for code, many, minor in rows[:COUNTRIES]
    ]

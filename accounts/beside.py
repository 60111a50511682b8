"""The work that hangs beside the sign-in form: one a day, from what is shown here with a picture."""

from django.core.cache import cache
from django.db.models import QuerySet

from marketplace.catalog.models import Listing
from marketplace.kit import clock

KEPT = 600  # seconds that the choice is remembered


def work_of_the_day() -> Listing | None:
    """A work or a portfolio with a picture, the same for everybody all day. None where there is none."""
    key = f"beside:{clock.today():%Y-%m-%d}"
    chosen = cache.get_or_set(key, _choose, KEPT)
    return _with_picture().select_related("owner").filter(pk=chosen).first() if chosen else None


def _choose() -> str:
    pictured = _with_picture().order_by("published_at", "pk")
    count = pictured.count()
    return str(pictured[clock.today().toordinal() % count].pk) if count else ""


def _with_picture() -> "QuerySet[Listing]":
    return Listing.objects.live().filter(kind__in=[Listing.Kind.PORTFOLIO, Listing.Kind.WORK]).exclude(cover="")

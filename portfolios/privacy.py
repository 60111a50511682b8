"""What this floor keeps about people: portfolios, works with their pictures, and who made what with whom."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Done, Handler, Stored
from marketplace.catalog.models import Listing
from marketplace.kit import images
from portfolios.models import Credit, Media, Portfolio, Work

OWN = [Listing.Kind.PORTFOLIO, Listing.Kind.WORK]


class OfShown(Handler[Any]):
    """A thing whose listing is the person's: it goes with its listing."""

    def of(self, user: User) -> "QuerySet[Any]":
        return self.model._default_manager.filter(listing__owner__in=port.parties_of(user)).select_related("listing")

    def also(self, row: Any) -> dict[str, Any]:
        return {"title": row.listing.title, "summary": row.listing.summary}

    def erase(self, user: User) -> Done:
        listings = list(self.of(user).values_list("listing", flat=True))
        for cover in Listing.objects.filter(pk__in=listings).exclude(cover="").values_list("cover", flat=True):
            _discard(cover)
        Listing.objects.filter(pk__in=listings).delete()
        return Done(deleted=len(listings))


class OfPortfolios(OfShown):
    model = Portfolio
    title = _("Portfolios")
    note = _("Bodies of work that you put up.")
    seen_by = "everybody, where it is shown"


class OfWorks(OfShown):
    model = Work
    title = _("Works")
    note = _("What you made and show, with its label.")
    seen_by = "everybody, where it is shown"


class OfMedia(Handler[Media]):
    model = Media
    title = _("Pictures")
    note = _("Pictures of your portfolios, works and fundraisers.")
    seen_by = "everybody, where it is shown"

    def of(self, user: User) -> "QuerySet[Media]":
        return Media.objects.filter(listing__owner__in=port.parties_of(user))

    def files(self, user: User) -> Iterator[Stored]:
        """Also the covers, which stand on the listings themselves."""
        yield from super().files(user)
        covers = Listing.objects.filter(owner__in=port.parties_of(user), kind__in=OWN).exclude(cover="")
        yield from (Stored(cover) for cover in covers.values_list("cover", flat=True))

    def erase_files(self, user: User) -> int:
        """In all their widths."""
        found = list(self.files(user))
        for file in found:
            _discard(file.path)
        return len(found)


class OfCredits(Handler[Credit]):
    model = Credit
    title = _("Credits")
    note = _("Works of others that name you as one who made them.")
    seen_by = "everybody, where it is shown"
    path = "party__user"

    def erase(self, user: User) -> Done:
        """Also the names of others on the person's own works, before these go."""
        mine = Q(party__user=user) | Q(listing__owner__in=port.parties_of(user))
        return Done(deleted=Credit.objects.filter(mine).delete()[0])


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfPortfolios(), OfWorks(), OfMedia(), OfCredits())


def _discard(path: str) -> None:
    """A stored picture in all its widths; a cover without a width in its name has one only."""
    try:
        images.discard(path)
    except ValueError:
        Stored(path).storage().delete(path)

"""Who made a thing, as the card beside it says."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from moneyed import Money

from accounts.models import Company, Party, Profile
from marketplace.catalog.models import Listing
from marketplace.kit import clock, times
from marketplace.kit.money import from_minor


@dataclass(frozen=True)
class Maker:
    """The owner of a listing. `url` is empty where they have no page that others may open."""

    party: Party
    url: str
    note: str
    place: str = ""
    rating: int | None = None
    rating_count: int = 0
    rate: Money | None = None
    free: str = ""


def of(listing: Listing) -> Maker:
    """The maker's card. Reads no database where the thing was fetched `with_maker()`."""
    party = listing.owner
    if party.is_company:
        return _company(party, getattr(party, "company", None))
    return _person(party, getattr(party, "profile", None))


def _company(party: Party, company: Company | None) -> Maker:
    if company is None:
        return Maker(party, "", "")
    listing = company.listing
    page = _page(party, listing)
    return Maker(party, page, company.tagline, company.city, listing.rating, listing.rating_count)


def _person(party: Party, profile: Profile | None) -> Maker:
    if profile is None:
        return Maker(party, "", "")
    listing = profile.listing  # what it says is what everybody may see
    return Maker(
        party=party,
        url=_page(party, listing),
        note=profile.headline,
        place=listing.place,
        rating=listing.rating,
        rating_count=listing.rating_count,
        rate=None if listing.price_low is None else from_minor(listing.price_low, listing.currency),
        free=_free(listing) if listing.is_open else "",
    )


def _page(party: Party, listing: Listing) -> str:
    return party.get_absolute_url() if listing.is_live else ""


def _free(listing: Listing) -> str:
    if listing.free_from is None:
        return ""
    if listing.free_from <= clock.today():
        return _("Free now.")
    return _("Free from %(day)s.") % {"day": times.short_day(listing.free_from)}

"""What the pages of persons and companies print: the strip of facts, tabs, panels, and how machines read them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import ports
from accounts.models import Company, Part, Party, Profile, Record
from accounts.ports import Tab
from marketplace.catalog.models import Listing
from marketplace.kit import clock, linked_data, panels, pictures, regions, times
from marketplace.kit.money import format_money


@dataclass(frozen=True)
class Fact:
    """One figure of the strip: its name, the figure, and what it is of."""

    name: str
    value: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


@dataclass
class Sections:
    """What the floors above have to show of a party, drawn, and the tabs that lead there."""

    tabs: list[Tab] = field(default_factory=list)
    drawn: list[SafeString] = field(default_factory=list)


def sections(place: str, request: HttpRequest, party: Party) -> Sections:
    """The panels of the place in their order. One that brings `tab` in its context gets a tab."""
    found = Sections()
    for panel in panels.at(place):
        if made := panel(request, party):
            template, context = made
            found.drawn.append(render_to_string(template, {"subject": party, **context}, request))
            found.tabs += [context["tab"]] if "tab" in context else []
    return found


def record_of(party: Party) -> Record | None:
    """The public or sample record that the party comes from; None for somebody who signed up."""
    return getattr(party, "record", None)


def facts_of_person(profile: Profile, parts: Collection[str]) -> list[Fact]:
    """At most four: rate, when free, rating, what floors above know, experience; for an artist the dates and places.

    parts: those that the reader may see.
    """
    found = _lifetime(profile)
    found += _rate(profile) if Part.RATE in parts else []
    found += _free(profile) if Part.AVAILABILITY in parts else []
    found += _rating(profile.listing, record_of(profile.party))
    found += [Fact(*figure) for figure in ports.strip.of(profile.party)]
    if profile.level:
        found.append(Fact(_("Experience"), profile.get_level_display()))
    return found[:4]


def facts_of_company(company: Company) -> list[Fact]:
    """Spent, rating, and since when."""
    record = record_of(company.party)
    found = [*_spent(record), *_rating(company.listing, record)]
    found += [Fact(*figure) for figure in ports.strip.of(company.party)]
    if company.founded_on:
        found.append(Fact(_("Founded"), str(company.founded_on.year), company.jurisdiction))
    elif record and record.since:
        found.append(Fact(_("Client since"), str(record.since.year)))
    return found


def person_for_machines(profile: Profile) -> dict[str, Any]:
    """schema.org ProfilePage, without anything that the page does not show to everybody."""
    party, shows = profile.party, profile.is_public
    return {
        "@type": "ProfilePage",
        "mainEntity": _without_empty(
            {
                "@type": "Person",
                "name": party.name,
                "description": profile.headline,
                "url": linked_data.address(party.get_absolute_url()),
                "image": share_image(party),
                "knowsLanguage": profile.languages if shows(Part.LANGUAGES) else [],
                "knowsAbout": [held.topic.name for held in profile.profile_skills.all()],
                "sameAs": [*(profile.links if shows(Part.LINKS) else []), *_source(party)],
                "homeLocation": _place(profile.city, profile.country) if shows(Part.PLACE) else {},
                "birthDate": profile.born and str(profile.born),
                "deathDate": profile.died and str(profile.died),
            }
        ),
    }


def company_for_machines(company: Company) -> dict[str, Any]:
    """schema.org Organization."""
    party = company.party
    return _without_empty(
        {
            "@type": "Organization",
            "name": party.name,
            "description": company.tagline,
            "url": linked_data.address(party.get_absolute_url()),
            "sameAs": [*filter(None, [company.website]), *_source(party)],
            "foundingDate": company.founded_on and company.founded_on.isoformat(),
            "address": _place(company.city, company.country),
        }
    )


def share_image(party: Party) -> str:
    """The whole address of the photo, for previews elsewhere; empty without one."""
    return linked_data.address(pictures.url(party.photo.name)) if party.photo else ""


def title_of(name: str, *additions: str, most: int = 60) -> str:
    """The page's title before " · " and the site's name: the first addition that fits beside the name, whole."""
    room = most - len(f" · {settings.SITE_NAME}")
    longer = (f"{name}, {addition}" for addition in additions if addition)
    return next(
        (title for title in longer if len(title) <= room), name if len(name) <= room else f"{name[: room - 1]}…"
    )


def time_at(zone: str) -> str:
    """What the clock there says, 19:53; empty for a zone that is not known."""
    there = regions.time_in(zone)
    return f"{there:%H:%M}" if there else ""


def beyond(line: str, text: str) -> str:
    """The longer text, where it says more than the line above it."""
    return "" if text.strip() == line.strip() else text


def description_of(parts: Iterable[str], most: int = 160) -> str:
    """As many of the parts as fit into a search engine's line."""
    line = ""
    for part in filter(None, parts):
        longer = f"{line} {part.rstrip('.')}.".strip()
        line = longer if len(longer) <= most else line
    return line


def _lifetime(profile: Profile) -> list[Fact]:
    dates = ((_("Born"), profile.born, profile.birth_place), (_("Died"), profile.died, profile.death_place))
    return [Fact(name, str(year), place) for name, year, place in dates if year]


def _rate(profile: Profile) -> list[Fact]:
    return [Fact(_("Rate"), format_money(profile.rate, whole=True), _("an hour"))] if profile.rate else []


def _free(profile: Profile) -> list[Fact]:
    if profile.free_from is None and (record_of(profile.party) or profile.rate is None):
        return []  # nobody who takes on work, or a source that does not say
    is_free = profile.free_from is None or profile.free_from <= clock.today()
    hours = profile.hours_a_week
    week = ngettext("%(n)d hour a week", "%(n)d hours a week", hours) % {"n": hours} if hours else ""
    return [Fact(_("Free"), _("Now") if is_free else times.short_day(profile.free_from), week)]  # type: ignore[arg-type]


def _rating(listing: Listing, record: Record | None) -> list[Fact]:
    if listing.rating is None:
        return []
    count = formats.number_format(listing.rating_count, force_grouping=True)
    note = ngettext("from %(count)s review", "from %(count)s reviews", listing.rating_count) % {"count": count}
    if record and (record.rating, record.rating_count) == (listing.rating, listing.rating_count):
        note = _("%(note)s elsewhere") % {"note": note}
    return [Fact(_("Rating"), formats.number_format(listing.rating / 100, 1), note)]


def _spent(record: Record | None) -> list[Fact]:
    if not record or not record.spent_minor:
        return []
    return [Fact(_("Spent"), format_money(record.spent, whole=True), _("on freelancers, elsewhere"))]


def _place(city: str, country: str) -> dict[str, Any]:
    address = _without_empty({"@type": "PostalAddress", "addressLocality": city, "addressCountry": country})
    return {"@type": "Place", "address": address} if len(address) > 1 else {}


def _source(party: Party) -> list[str]:
    record = record_of(party)
    return [record.url] if record and record.url else []


def _without_empty(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value}


def place_of(city: str, country: str) -> str:
    """Town and country as one reads them: Leeds, United Kingdom."""
    return ", ".join(filter(None, (city, regions.country_name(country))))

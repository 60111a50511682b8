"""The public pages of persons and companies."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts import page, rights, standing
from accounts.models import Company, Part, Profile
from marketplace.kit.http import SiteRequest

PEOPLE_SHOWN = 24  # of a company's people, those who came first


def person(request: SiteRequest, slug: str) -> HttpResponse:
    """Somebody's page: what they make, what they cost, when they are free."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user).with_page(), party__slug=slug)
    return render(request, "accounts/people/person.html", _person_page(request, profile))


def company(request: SiteRequest, slug: str) -> HttpResponse:
    """A company's page: what it is, and what it has to offer."""
    company = get_object_or_404(Company.objects.visible_to(request.user).with_page(), party__slug=slug)
    return render(request, "accounts/companies/company.html", _company_page(request, company))


def _person_page(request: SiteRequest, profile: Profile) -> dict[str, Any]:
    parts = profile.parts_for(request.user)
    facts = page.facts_of_person(profile, parts)
    city = profile.city if Part.PLACE in parts else ""
    return {
        "profile": profile,
        "party": profile.party,
        "listing": profile.listing,
        "record": page.record_of(profile.party),
        "facts": facts,
        "sections": page.sections("person_page", request, profile.party),
        "asides": page.sections("person_aside", request, profile.party),
        "place": page.place_of(city, profile.country) if Part.PLACE in parts else "",
        "local_time": page.time_at(profile.timezone) if Part.PLACE in parts else "",
        "about": page.beyond(profile.headline, profile.bio),
        "page_title": page.title_of(profile.party.name, *_subtitles(profile, city)),
        "share_image": page.share_image(profile.party),
        "description": page.description_of([profile.headline, city, *(f"{fact.name}: {fact.value}" for fact in facts)]),
        "for_machines": page.person_for_machines(profile),
        "section": "people",
        **standing.of_page(profile, parts=parts, viewer=request.user),
    }


def _company_page(request: SiteRequest, company: Company) -> dict[str, Any]:
    return {
        "company": company,
        "may": rights.of(request.user, company),
        "people": list(company.memberships.shown().with_person().order_by("since", "id")[:PEOPLE_SHOWN]),
        "party": company.party,
        "listing": company.listing,
        "record": page.record_of(company.party),
        "facts": page.facts_of_company(company),
        "sections": page.sections("company_page", request, company.party),
        "asides": page.sections("company_aside", request, company.party),
        "place": page.place_of(company.city, company.country),
        "local_time": page.time_at(company.timezone),
        "about": page.beyond(company.tagline, company.about),
        "page_title": page.title_of(company.party.name, company.industry, company.city),
        "share_image": page.share_image(company.party),
        "description": page.description_of([company.tagline, company.city, company.industry]),
        "for_machines": page.company_for_machines(company),
        "section": "people",
    }


def _subtitles(profile: Profile, city: str) -> list[str]:
    """What may stand beside the name in the title, best first. city: empty where the reader may not see it."""
    topic = profile.listing.topic
    years = f"{profile.born}–{profile.died or ''}" if profile.born else ""
    in_town = _("%(what)s in %(city)s") % {"what": topic.name.lower(), "city": city} if topic and city else ""
    return [years, in_town, topic.name.lower() if topic else "", city]

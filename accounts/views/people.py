"""The public pages of persons and companies."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts import page
from accounts.models import Company, Profile
from marketplace.kit import regions
from marketplace.kit.http import SiteRequest


def person(request: SiteRequest, slug: str) -> HttpResponse:
    """Somebody's page: what they make, what they cost, when they are free."""
    profile = get_object_or_404(Profile.objects.visible_to(request.user).with_page(), party__slug=slug)
    return render(request, "accounts/people/person.html", _person_page(request, profile))


def company(request: SiteRequest, slug: str) -> HttpResponse:
    """A company's page: what it is, and what it has to offer."""
    company = get_object_or_404(Company.objects.visible_to(request.user).with_page(), party__slug=slug)
    return render(request, "accounts/companies/company.html", _company_page(request, company))


def _person_page(request: SiteRequest, profile: Profile) -> dict[str, Any]:
    sections = page.sections("person_page", request, profile.party)
    facts = page.facts_of_person(profile)
    return {
        "profile": profile,
        "party": profile.party,
        "listing": profile.listing,
        "record": page.record_of(profile.party),
        "facts": facts,
        "sections": sections,
        "asides": page.sections("person_aside", request, profile.party),
        "languages": [regions.language_name(code) for code in profile.languages],
        "place": page.place_of(profile.city, profile.country),
        "local_time": page.time_at(profile.timezone),
        "about": page.beyond(profile.headline, profile.bio),
        "page_title": page.title_of(profile.party.name, *_subtitles(profile)),
        "share_image": page.share_image(profile.party),
        "is_own": profile.party.user_id is not None and profile.party.user_id == request.user.pk,
        "description": page.description_of(
            [profile.headline, profile.city, *(f"{fact.name}: {fact.value}" for fact in facts)]
        ),
        "for_machines": page.person_for_machines(profile),
        "section": "people",
    }


def _company_page(request: SiteRequest, company: Company) -> dict[str, Any]:
    return {
        "company": company,
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


def _subtitles(profile: Profile) -> list[str]:
    """What may stand beside the name in the title, best first."""
    topic, city = profile.listing.topic, profile.city
    years = f"{profile.born}–{profile.died or ''}" if profile.born else ""
    in_town = _("%(what)s in %(city)s") % {"what": topic.name.lower(), "city": city} if topic and city else ""
    return [years, in_town, topic.name.lower() if topic else "", city]

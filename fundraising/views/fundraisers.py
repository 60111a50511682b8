"""The page of a fundraiser, and of a securities offer from a public record."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import guests
from fundraising import (
    backers,
    filings,
    linked,
    making_pages,
    matching_words,
    own_pledge,
    plans,
    spending,
    standing,
    talks,
)
from fundraising.models import Filing, Fundraiser
from fundraising.views import comments
from marketplace.catalog.models import Listing
from marketplace.kit import films
from portfolios import labels, makers, neighbours
from portfolios.linked import crumbs
from social import notices

MOST_UPDATES = 3
FILING = [f"filing__{field.name}" for field in Filing._meta.concrete_fields if not field.primary_key]


@require_safe
def fundraiser(request: HttpRequest, slug: str) -> HttpResponse:
    """The sum against the goal, the story, what backers get, and where the money goes."""
    found = Fundraiser.objects.visible_to(request.user).with_maker(*FILING)
    shown = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
    if request.user.is_authenticated:
        notices.mark_read(request.user, url=request.path)
    if hasattr(shown, "filing"):
        return render(request, "fundraising/fundraisers/filing.html", {**_common(shown), **_of_filing(shown)})
    response = render(request, "fundraising/fundraisers/fundraiser.html", campaign(shown, request))
    return films.let_frame(response, shown.story)


def campaign(shown: Fundraiser, request: HttpRequest) -> dict[str, Any]:
    """Everything that the page of a campaign prints. The preview prints the same."""
    for_maker = making_pages.bar(shown, request.user)
    guest = None if request.user.is_authenticated else guests.of(request)
    return {
        **_common(shown),
        **_of_campaign(shown),
        **for_maker,
        "waiting": making_pages.waiting(shown, request.user),
        "own": own_pledge.of(shown, guest.user if guest else request.user),
        "is_preview": not shown.listing.published_at,
        **_talk(shown, request),
    }


def _common(shown: Fundraiser) -> dict[str, Any]:
    listing = shown.listing
    return {
        "section": "fund",
        "fundraiser": shown,
        "listing": shown.listing,
        "standing": standing.in_full(shown),
        "origin": labels.origin(listing, shown.sample_note),
        "maker": makers.of(listing),
        "media": list(listing.media.all()),
        "near": neighbours.of(listing),
        "title": labels.page_title(listing),
        "description": labels.description(listing, shown.story),
        "crumbs": crumbs(listing),
        "linked": linked.fundraiser(shown),
    }


def _of_campaign(shown: Fundraiser) -> dict[str, Any]:
    prefetch_related_objects([shown], "stretch_goals")
    return {
        "budget": plans.budget(shown),
        "spending": spending.of(shown) if shown.status in Fundraiser.REACHED and spending.is_begun(shown) else [],
        "steps": plans.steps(shown),
        "tiers": plans.tiers(shown),
        "questions": list(shown.questions.all()),
        "subject": shown.subject if shown.subject and shown.subject.is_live else None,
        "stretch": list(shown.stretch_goals.all()),
        "matches": matching_words.of(shown),
        "named": backers.named(shown) if shown.backing else [],
        **_told(shown),
        "team": list(shown.team.agreed().select_related("party")),
    }


def _told(shown: Fundraiser) -> dict[str, Any]:
    """The newest updates; they are counted only where there are more."""
    told = shown.updates.published().order_by("-published_at", "-pk")
    newest = list(told[:MOST_UPDATES])
    return {"updates": newest, "updates_count": len(newest) if len(newest) < MOST_UPDATES else told.count()}


def _talk(shown: Fundraiser, request: HttpRequest) -> dict[str, Any]:
    """What is said about it, and whether its maker is there to be asked; nothing before it is public."""
    if shown.status not in Fundraiser.PUBLIC:
        return {}
    owner = shown.listing.owner
    is_asked = bool(owner.user_id or owner.is_company)
    return {
        "talk": comments.about(request, talks.FUNDRAISER, shown.pk),
        "kind": talks.FUNDRAISER,
        "can_ask": is_asked,
        "warning": talks.warning(shown, request.user),
    }


def _of_filing(shown: Fundraiser) -> dict[str, Any]:
    filing = shown.filing
    lines = list(filing.financials.all())
    return {
        "filing": filing,
        "facts": filings.key_facts(filing, lines),
        "terms": filings.terms(filing),
        "sums": filings.sums(filing),
        "accounts": filings.accounts(lines),
    }

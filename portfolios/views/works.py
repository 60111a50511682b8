"""The page of a work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.catalog.models import Listing
from portfolios import labels, linked, makers, neighbours
from portfolios.models import Work


@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """One work, large, with its wall label and its neighbours."""
    found = Work.objects.visible_to(request.user).with_maker("portfolio__listing__title", "portfolio__listing__url")
    shown = get_object_or_404(found, listing__kind=Listing.Kind.WORK, listing__slug=slug)
    portfolio = shown.portfolio.listing
    credits_shown = list(shown.listing.credits.shown().select_related("party"))
    before, after = neighbours.beside(shown)
    context = {
        "section": "discover",
        "work": shown,
        "listing": shown.listing,
        "media": list(shown.listing.media.all()),
        "lede": labels.lede(shown.listing, shown.body),
        "facts": labels.of_work(shown, credits_shown),
        "maker": makers.of(shown.listing),
        "origin": labels.origin(shown.listing, shown.sample_note),
        "before": before,
        "after": after,
        "similar": neighbours.on_the_subject(shown.listing),
        "title": labels.page_title(shown.listing),
        "description": labels.description(shown.listing, shown.body),
        "crumbs": linked.crumbs(shown.listing, (portfolio.title, portfolio.url)),
        "linked": linked.work(shown),
    }
    return render(request, "portfolios/works/work.html", context)

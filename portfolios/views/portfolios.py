"""The page of a portfolio."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from marketplace.catalog.models import Listing
from marketplace.kit.pagination import page_of
from portfolios import labels, linked, makers, neighbours
from portfolios.models import Portfolio

WORKS_A_PAGE = 24


@require_safe
def portfolio(request: HttpRequest, slug: str) -> HttpResponse:
    """The works on their wall, the story, and who made them."""
    found = Portfolio.objects.visible_to(request.user).with_maker()
    shown = get_object_or_404(found, listing__kind=Listing.Kind.PORTFOLIO, listing__slug=slug)
    credits_shown = list(shown.listing.credits.shown().select_related("party"))
    hung = shown.works.visible_to(request.user).with_label()
    works = page_of(hung, order=["position"], after=request.GET.get("after"), size=WORKS_A_PAGE)
    context = {
        "section": "discover",
        "portfolio": shown,
        "listing": shown.listing,
        "works": works,
        "has_pictures": any(work.listing.cover for work in works),
        "media": list(shown.listing.media.all()),
        "facts": labels.of_portfolio(shown, credits_shown),
        "origin": labels.origin(shown.listing, shown.sample_note),
        "maker": makers.of(shown.listing),
        "near": neighbours.of(shown.listing),
        "title": labels.page_title(shown.listing),
        "description": labels.description(shown.listing, shown.story),
        "crumbs": linked.crumbs(shown.listing),
        "linked": linked.portfolio(shown),
    }
    return render(request, "portfolios/portfolios/portfolio.html", context)

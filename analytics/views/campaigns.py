"""The dashboard of a fundraiser, for who raises it, and its tables as files."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from analytics.campaigns import dashboard, tables
from fundraising import standing
from fundraising.models import Fundraiser
from marketplace.catalog.models import Listing
from marketplace.kit import csv_files


@require_safe
@signed_in
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """How it goes. Before it has opened there is nothing to tell: its own page is shown."""
    fundraiser = _mine(request, slug)
    if fundraiser.launched_at is None:
        return redirect(fundraiser)
    context = {
        "section": "fund",
        "fundraiser": fundraiser,
        "listing": fundraiser.listing,
        "standing": standing.of(fundraiser),
        **dashboard.of(fundraiser, request.GET.get("period", "")),
    }
    return render(request, "analytics/campaigns/dashboard.html", context)


@require_safe
@signed_in
def table(request: SignedInRequest, slug: str, name: str) -> StreamingHttpResponse:
    """One of its tables for a spreadsheet."""
    fundraiser = _mine(request, slug)
    if name not in tables.TABLES or fundraiser.launched_at is None:
        raise Http404
    head, rows = tables.TABLES[name](fundraiser)
    return csv_files.answer(head, rows, named=f"{slug}-{name}.csv")


def _mine(request: SignedInRequest, slug: str) -> Fundraiser:
    """Sums and backers are for who may bind its owner."""
    theirs = Fundraiser.objects.filter(listing__owner__in=Party.objects.acted_for_by(request.user))
    found = theirs.filter(filing__isnull=True).select_related("listing__owner")
    shown: Fundraiser = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
    return shown

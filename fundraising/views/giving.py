"""Statements of giving: one year as a page, as a file, as a table."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in_or_guest
from accounts.models import Party
from fundraising import giving
from fundraising.giving import Year
from marketplace.kit import clock, csv_files, pdf
from payments.views.years import LAYOUT


@require_safe
@signed_in_or_guest
def show(request: SignedInRequest, slug: str, year: int) -> HttpResponse:
    """One year as it stands in the books now."""
    found = _of(request, slug, year)
    context = {"section": "fund", "party": found.party, "year": str(year), "sheet": giving.sheet(found)}
    return render(request, "fundraising/pledges/giving.html", context)


@require_safe
@signed_in_or_guest
def file(request: SignedInRequest, slug: str, year: int) -> HttpResponse:
    """The same as a PDF."""
    content = pdf.render(LAYOUT, giving.sheet(_of(request, slug, year)).as_json(), made=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="giving-{slug}-{year}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in_or_guest
def table(request: SignedInRequest, slug: str, year: int) -> StreamingHttpResponse:
    """The same as a table for a spreadsheet."""
    head, rows = giving.table(_of(request, slug, year))
    return csv_files.answer(head, rows, named=f"giving-{slug}-{year}.csv")


def _of(request: SignedInRequest, slug: str, year: int) -> Year:
    party = get_object_or_404(Party.objects.acted_for_by(request.user), slug=slug)
    if str(year) not in dict(giving.years_of([party])).get(party, []):
        raise Http404
    return giving.of(party, year)

"""Yearly statements: which there are, one as a page, as a file, as a table."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from marketplace.kit import clock, csv_files, pdf
from payments import year_sheets, yearly
from payments.yearly import Year

LAYOUT = "payments/documents/year.typ"


@require_safe
@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """Those of everybody one acts for."""
    parties = acting.of(request, request.user).choices
    whose = [(party, [str(year) for year in yearly.years_of(party)]) for party in parties]
    return render(request, "payments/documents/years.html", {"whose": whose, "at": "documents"})


@require_safe
@signed_in
def show(request: SignedInRequest, slug: str, year: int) -> HttpResponse:
    """One year as it stands in the books now."""
    found = _of(request, slug, year)
    context = {"party": found.party, "year": str(year), "sheet": year_sheets.of(found), "at": "documents"}
    return render(request, "payments/documents/year.html", context)


@require_safe
@signed_in
def file(request: SignedInRequest, slug: str, year: int) -> HttpResponse:
    """The same as a PDF."""
    content = pdf.render(LAYOUT, year_sheets.of(_of(request, slug, year)).as_json(), made=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{year}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def table(request: SignedInRequest, slug: str, year: int) -> StreamingHttpResponse:
    """The same as a table for a spreadsheet."""
    head, rows = year_sheets.table(_of(request, slug, year))
    return csv_files.answer(head, rows, named=f"{slug}-{year}.csv")


def _of(request: SignedInRequest, slug: str, year: int) -> Year:
    party = get_object_or_404(Party.objects.acted_for_by(request.user), slug=slug)
    if year not in yearly.years_of(party):
        raise Http404
    return yearly.of(party, year)

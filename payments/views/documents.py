"""Invoices, credit notes and receipts: the list, each as a page that prints, as a file, and all as a table."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in, signed_in_or_guest
from marketplace.kit import audit, private_files
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of
from marketplace.kit.refusals import Refused
from payments import corrections, listing, prints, sheets
from payments.models import Document

PER_PAGE = 30


@require_safe
@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """Those of everybody one acts for, the latest first; sorted out by side, sort and year."""
    chosen = listing.Choice.of(request.GET, acting.of(request, request.user))
    shown = page_of(chosen.documents(), order=["-issued_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    context = {"page": shown, "chosen": chosen, "rows": listing.rows(shown.items, chosen), "at": "documents"}
    return render(request, "payments/documents/index.html", context)


@require_safe
@signed_in
def table(request: SignedInRequest) -> StreamingHttpResponse:
    """The same as a table for a spreadsheet, all of it."""
    return listing.as_table(listing.Choice.of(request.GET, acting.of(request, request.user)))


@require_safe
@signed_in_or_guest
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One document as it was issued, in its own language."""
    document = _of(request, pk)
    is_mine = document.is_of(request.user)
    context = {
        "document": document,
        "sheet": sheets.of(document),
        "corrections": document.corrections.order_by("issued_at"),
        "about": document.body.get("about", {}),
        "may_correct": is_mine and corrections.may_correct(document),
        "at": "documents",
    }
    return render(request, "payments/documents/document.html", context)


@require_safe
@signed_in_or_guest
def file(request: SignedInRequest, pk: UUID) -> FileResponse:
    """Its PDF."""
    document = _of(request, pk)
    return private_files.answer(prints.of(document), named=prints.name_of(document))


@require_POST
@signed_in
def correct(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take an invoice back and issue it anew with what both sides say of themselves now."""
    document = _of(request, pk)
    try:
        anew = corrections.correct(document, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(document)
    return after_act(request, anew, said=_("Issued anew as %(number)s.") % {"number": anew.number})


def _of(request: SignedInRequest, pk: UUID) -> Document:
    """The document, if this person may read it; that staff read somebody else's is written down."""
    found = Document.objects.visible_to(request.user).select_related("corrects", "issuer", "recipient")
    document = get_object_or_404(found, pk=pk)
    if not document.is_of(request.user):
        audit.looked(document, by=request.user, what="document")
    return document

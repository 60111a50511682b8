"""Disputes, to be read: the page of one, its files, the list of one's own."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import private_files
from marketplace.kit.pagination import page_of
from projects.disputes import dispute_pages
from projects.models import Dispute, DisputeFile, SubmissionFile
from social import notices

PER_PAGE = 30


@require_safe
@signed_in
def dispute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was said, shown, offered, proposed and decided; what is at stake; and the one thing to do now."""
    shown = found(request, pk)
    notices.mark_read(request.user, url=request.path)
    context = {
        "section": "jobs",
        "dispute": shown,
        "contract": shown.contract,
        "seen": dispute_pages.seen_by(shown, request.user),
    }
    return render(request, "projects/disputes/dispute.html", context)


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The disputes of this person and of their companies: what is open by its clock, then what is over."""
    rows = Dispute.objects.of_sides(request.user).with_contract()
    page = page_of(rows, order=["-opened_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    return render(request, "projects/disputes/mine.html", {"section": "jobs", "page": page})


@require_safe
@signed_in
def file(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """A file that was shown as evidence."""
    visible = DisputeFile.objects.filter(event__dispute__in=Dispute.objects.visible_to(request.user))
    shown = get_object_or_404(visible, pk=pk)
    return private_files.answer(shown.file, named=shown.name)


@require_safe
@signed_in
def submitted(request: SignedInRequest, pk: UUID, file_pk: UUID) -> HttpResponseBase:
    """A file that was handed in for what the dispute is about, for who reads the dispute and not the contract."""
    shown = found(request, pk)
    handed_in = SubmissionFile.objects.filter(submission__milestone__dispute_items__dispute=shown)
    one = get_object_or_404(handed_in.distinct(), pk=file_pk)
    return private_files.answer(one.file, named=one.name)


def found(request: SignedInRequest, pk: UUID) -> Dispute:
    """The dispute, if this person may read it; else 404."""
    return get_object_or_404(Dispute.objects.visible_to(request.user).with_contract(), pk=pk)

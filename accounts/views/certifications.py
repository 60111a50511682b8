"""One's certifications, and their documents."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import certifications
from accounts.forms.certifications import CertificationForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Certification
from accounts.views import answers
from marketplace.kit import audit, private_files
from marketplace.kit.htmx import render_form, render_page

PAGE = "accounts/settings/certifications.html"
HERE = "accounts:settings_certifications"


@require_http_methods(["GET", "POST"])
@signed_in
def page(request: SignedInRequest) -> HttpResponse:
    """All of one's own, and the form for one more."""
    form = CertificationForm(*_sent(request))
    if not form.is_valid():
        return render_form(request, PAGE, form, **_around(request))
    mine = request.user.party.profile
    return answers.after(
        request, lambda: certifications.add(mine, by=request.user, **form.cleaned_data),
        to=HERE, said=_("Your certification is on your page."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One of them, to be written anew."""
    certification = get_object_or_404(Certification.objects.of(request.user), pk=pk)
    form = CertificationForm.of(certification, *_sent(request))
    if not form.is_valid():
        context = {"form": form, "certification": certification, "at": "certifications"}
        status = 422 if form.is_bound else 200
        return render_page(request, "accounts/settings/certification.html", context, status=status)
    return answers.after(
        request, lambda: certifications.change(certification, by=request.user, **form.cleaned_data),
        to=HERE, said=_("Saved."),
    )  # fmt: skip


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one from the page."""
    certification = get_object_or_404(Certification.objects.of(request.user), pk=pk)
    return answers.after(
        request, lambda: certifications.remove(certification, by=request.user), to=HERE, said=_("Removed.")
    )


@require_GET
@signed_in
def document(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The document, for its owner and for reviewers; each look of a reviewer is in the audit."""
    readable = Certification.objects.readable_by(request.user).exclude(document="").select_related("profile__party")
    certification = get_object_or_404(readable, pk=pk)
    if certification.profile.party.user_id != request.user.pk:
        audit.looked(certification, by=request.user, what="document")
    return private_files.answer(certification.document, named=certification.document_name)


def _sent(request: SignedInRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _around(request: SignedInRequest) -> dict[str, Any]:
    return {"at": "certifications", "certifications": Certification.objects.of(request.user)}

"""What a client's side keeps for itself of a proposal: a note, and whether it is put aside."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest, signed_in
from projects import filing
from projects.forms.proposal import FilingForm
from projects.models import Proposal
from projects.views import answers


@require_POST
@signed_in
def note(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write it over the one that stands."""
    found = _received(request, pk)
    form = FilingForm(request.POST)
    words = form.cleaned_data["note"] if form.is_valid() else str(request.POST.get("note", "")).replace("\0", "")
    said = _("Kept. Only your side reads it.")
    back = f"{found.get_absolute_url()}#note"
    return answers.after(request, lambda: filing.note(found, words, by=request.user), to=back, said=said)


@require_POST
@signed_in
def put_aside(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Out of the list; its writer is not told."""
    found = _received(request, pk)
    said = _("Put aside. It still waits for your answer, under “Put aside”.")
    return answers.after(request, lambda: filing.put_aside(found, by=request.user), to=_inbox(found), said=said)


@require_POST
@signed_in
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Among the others again."""
    found = _received(request, pk)
    said = _("Among the others again.")
    return answers.after(request, lambda: filing.take_back(found, by=request.user), to=_inbox(found), said=said)


def _received(request: SignedInRequest, pk: UUID) -> Proposal:
    return get_object_or_404(Proposal.objects.received_by(request.user).with_sides(), pk=pk)


def _inbox(proposal: Proposal) -> str:
    return reverse("projects:inbox", args=[proposal.project.listing.slug])

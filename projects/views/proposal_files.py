"""Files that go with a proposal."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from marketplace.kit import private_files
from projects import proposal_files, proposals
from projects.forms.upload import FileForm
from projects.models import Project, Proposal, ProposalFile
from projects.proposals import Offer
from projects.views import answers


@require_POST
@signed_in
def add_to_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a file beside the draft; the draft is begun where there is none."""
    project = get_object_or_404(Project.objects.visible_to(request.user).posted().with_client(), listing__slug=slug)
    back = f"{reverse('projects:propose', args=[slug])}#files"

    def draft() -> Proposal:
        found = project.proposals.by(request.user).filter(status=Proposal.Status.DRAFT).first()
        party = acting.of(request, request.user).party
        return found or proposals.keep(project, {}, Offer(), party=party, by=request.user)

    return _add(request, draft, back)


@require_POST
@signed_in
def add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a file beside a proposal that was sent and waits."""
    found = get_object_or_404(Proposal.objects.by(request.user), pk=pk)
    return _add(request, lambda: found, f"{reverse('projects:edit_proposal', args=[pk])}#files")


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a file away."""
    mine = ProposalFile.objects.filter(proposal__in=Proposal.objects.by(request.user))
    file = get_object_or_404(mine.select_related("proposal__project__listing"), pk=pk)
    proposal = file.proposal
    is_draft = proposal.status == Proposal.Status.DRAFT
    of_draft = reverse("projects:propose", args=[proposal.project.listing.slug])
    back = of_draft if is_draft else reverse("projects:edit_proposal", args=[proposal.pk])
    return answers.after(
        request, lambda: proposal_files.remove(file, by=request.user), to=f"{back}#files", said=_("Removed.")
    )


@require_safe
@signed_in
def file(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The file, for the two sides."""
    seen = ProposalFile.objects.filter(proposal__in=Proposal.objects.visible_to(request.user))
    found = get_object_or_404(seen, pk=pk)
    return private_files.answer(found.file, named=found.name)


def _add(request: SignedInRequest, proposal: Callable[[], Proposal], back: str) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("file", [])))
        return redirect(back)
    upload = form.cleaned_data["file"]
    return answers.after(
        request, lambda: proposal_files.add(proposal(), upload, by=request.user), to=back, said=_("Added.")
    )

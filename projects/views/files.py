"""Files of a brief."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest, signed_in
from projects import files
from projects.forms.upload import FileForm
from projects.models import Project, ProjectFile
from projects.views import answers


@require_POST
@signed_in
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put a file beside the brief, or say why it is not taken."""
    project = get_object_or_404(Project.objects.of(request.user).with_face(), listing__slug=slug)
    form = FileForm(request.POST, request.FILES)
    back = _files_of(project)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("file", [])))
        return redirect(back)
    upload = form.cleaned_data["file"]
    return answers.after(request, lambda: files.add(project, upload, by=request.user), to=back, said=_("Added."))


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a file away."""
    mine = ProjectFile.objects.filter(project__in=Project.objects.of(request.user))
    file = get_object_or_404(mine.select_related("project__listing"), pk=pk)
    back = _files_of(file.project)
    return answers.after(request, lambda: files.remove(file, by=request.user), to=back, said=_("Removed."))


def _files_of(project: Project) -> str:
    return f"{reverse('projects:edit', args=[project.listing.slug])}#files"

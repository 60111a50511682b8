"""A client pauses, reopens or calls off a job. Each is a resource of its own that is posted to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import render_form
from projects import attention, projects
from projects.forms.proposal import CancelForm
from projects.models import Project
from projects.views import answers


@require_POST
@signed_in
def pause(request: SignedInRequest, slug: str) -> HttpResponse:
    """No more proposals for now."""
    project = _mine(request, slug)
    said = _("Paused. Nobody finds it until you reopen it.")
    return answers.after(request, lambda: projects.pause(project, by=request.user), to=project, said=said)


@require_POST
@signed_in
def reopen(request: SignedInRequest, slug: str) -> HttpResponse:
    """Proposals again."""
    project = _mine(request, slug)
    said = _("Open again.")
    return answers.after(request, lambda: projects.reopen(project, by=request.user), to=project, said=said)


@require_POST
@signed_in
def still_looking(request: SignedInRequest, slug: str) -> HttpResponse:
    """The job stands: its client was warned that proposals wait."""
    project = _mine(request, slug)
    back = reverse("projects:inbox", args=[slug])
    said = _("Good. Those who wait see that you still look.")
    return answers.after(request, lambda: attention.still_looking(project, by=request.user), to=back, said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: SignedInRequest, slug: str) -> HttpResponse:
    """What calling it off does, in figures; then, with the title typed, it is done."""
    project = _mine(request, slug)
    form = CancelForm(request.POST or None, project=project)
    waiting = project.proposals.waiting().count()
    if request.method != "POST" or not form.is_valid():
        context: dict[str, Any] = {"section": "jobs", "project": project, "waiting": waiting}
        return render_form(request, "projects/projects/cancel.html", form, **context)
    why = form.cleaned_data["why"]
    return answers.after(
        request, lambda: projects.cancel(project, by=request.user, why=why), to="projects:mine", said=_("Called off.")
    )


def _mine(request: SignedInRequest, slug: str) -> Project:
    return get_object_or_404(Project.objects.of(request.user).with_face(), listing__slug=slug)

"""Writing a job: the first line, the form that saves itself, the preview, the posting; and changing a posted one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting, skills
from accounts.forms.acting import ActingForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.rights import Right
from marketplace.kit import clock
from marketplace.kit.htmx import after_act, render_form
from projects import projects
from projects.forms import typed
from projects.forms.project import ProjectForm, TitleForm
from projects.forms.upload import FileForm
from projects.models import Project
from projects.views import answers, keeping
from projects.views.problems import problems_of
from projects.views.projects import may_bind, page

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def post(request: SignedInRequest) -> HttpResponse:
    """The first line of a job. Sending it makes a draft, and the long form opens."""
    kept = typed.as_initial(keeping.take(request))
    form = TitleForm(request.POST or None, acting=acting.of(request, request.user), initial=kept)
    if request.method == "POST" and form.is_valid():
        title, client = form.cleaned_data["title"], form.cleaned_data["party"]
        try:
            return redirect("projects:edit", projects.start(title, by=request.user, client=client).listing.slug)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return render_form(request, "projects/projects/new.html", form, section="jobs")


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The long form. A draft goes on to its preview; a posted job shows its changes at once."""
    project = _mine(request, slug)
    if request.method != "POST":
        project.typed = keeping.take(request) or project.typed
        return _form_page(request, project, ProjectForm.of(project))
    form, seen = ProjectForm.sent(request.POST), request.POST.get("seen")
    is_right = form.is_valid()
    try:
        if project.is_draft or not is_right:
            project = projects.keep(project, typed.of(request.POST), form.terms(), by=request.user, seen=seen)
        else:
            projects.change(project, form.terms(), by=request.user, seen=seen)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        is_right = False
    if not is_right:
        return _form_page(request, project, form)
    if project.is_draft:
        return redirect("projects:preview", slug)
    return after_act(request, project, said=_("Saved. Everybody sees the change."))


@require_POST
@signed_in
def draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save what stands in the form, right or wrong. To a script it answers when it was saved and what is wrong."""
    project = _mine(request, slug)
    form = ProjectForm.sent(request.POST)
    form.is_valid()

    def act() -> Project:
        seen = request.POST.get("seen")
        return projects.keep(project, typed.of(request.POST), form.terms(), by=request.user, seen=seen)

    if not request.accepts("text/html"):
        return _saved(act, form)
    return answers.after(request, act, to=_form_address(project), said=_("Saved. Only you see it."))


@require_POST
@signed_in
def forget(request: SignedInRequest, slug: str) -> HttpResponse:
    """Drop changes to a posted job that were typed and not saved."""
    project = _mine(request, slug)
    return answers.after(request, lambda: projects.forget(project, by=request.user), to=_form_address(project))


@require_safe
@signed_in
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The page as everybody will see it, and what is still missing before it can be posted."""
    project = _mine(request, slug)
    if not project.is_draft:
        return redirect(project)
    form = _stored(project)
    missing = problems_of(form, form.problems())
    choices = [party for party in acting.of(request, request.user).parties(Right.WRITE) if party != project.client]
    context = page(project, request) | {"is_preview": True, "missing": missing, "other_clients": choices}
    return render(request, "projects/projects/project.html", context)


@require_POST
@signed_in
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Post the job as its draft stands. Where something is missing, the form says what."""
    project = _mine(request, slug)
    form = _stored(project)
    if project.is_draft and not form.is_valid():
        return _form_page(request, project, form)

    read = Party.objects.filter(slug=request.POST.get("party", project.client.slug).replace("\0", "")).first()

    def act() -> Project:
        return projects.publish(project, form.terms(), client=read or request.user.party, by=request.user)

    return answers.after(request, act, to=project, said=_("Posted. Freelancers find it from now on."))


@require_POST
@signed_in
def hand_to(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let the draft be for another client."""
    project = _mine(request, slug)
    form = ActingForm(request.POST, acting=acting.of(request, request.user), right=Right.WRITE)
    back = reverse("projects:preview", args=[slug])
    if not form.is_valid():
        messages.error(request, str(form.errors["party"][0]))
        return redirect(back)
    client = form.cleaned_data["party"]
    said = _("This draft is for %(name)s now.") % {"name": client.name}
    return answers.after(request, lambda: projects.hand_to(project, client, by=request.user), to=back, said=said)


@require_POST
@signed_in
def copy(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same again, as a new draft."""
    try:
        again = projects.copy(_mine(request, slug), by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("projects:mine")
    return after_act(request, _form_address(again), said=_("A draft that says the same. Choose its days anew."))


@require_safe
@signed_in
def find_skills(request: SignedInRequest) -> HttpResponse:
    """Names of skills that begin with or hold what was typed, for the list under the field."""
    words = request.GET.get("q", "")[:60].replace("\0", "").strip()
    return JsonResponse(
        {"names": [topic.name for topic in skills.find(words, among=skills.askable())] if len(words) > 1 else []}
    )


def _mine(request: SignedInRequest, slug: str) -> Project:
    found = Project.objects.of(request.user).with_client()
    return get_object_or_404(found, listing__slug=slug)


def _form_address(project: Project) -> str:
    return reverse("projects:edit", args=[project.listing.slug])


def _stored(project: Project) -> ProjectForm:
    """The form as the draft holds it, judged as if it were sent now."""
    form = ProjectForm.sent(typed.as_data(project.typed))
    form.is_valid()
    return form


def _form_page(request: SignedInRequest, project: Project, form: ProjectForm) -> HttpResponse:
    problems = form.problems() if form.is_bound else {}
    context = {
        "section": "jobs",
        "project": project,
        "form": form,
        "problems": problems_of(form, problems),
        "files": list(project.files.all()),
        "file_form": FileForm(),
        "has_proposals": project.proposals.waiting().exists(),
        "may_bind": may_bind(project, request.user),
    }
    return render(request, "projects/projects/edit.html", context, status=422 if problems else 200)


def _saved(act: Callable[[], Project], form: ProjectForm) -> JsonResponse:
    try:
        saved = act()
    except answers.REFUSALS as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    at = date_format(timezone.localtime(clock.now()), "H:i")
    said = {"saved": _("Saved %(time)s") % {"time": at}, "seen": saved.revision}
    return JsonResponse({**said, "problems": form.problems()})

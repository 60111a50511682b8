"""The editor of a fundraiser: the first line, then step by step, each saved by itself while it is written."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.rights import Right
from accounts.views import answers
from fundraising import making, making_pages, steps, subjects
from fundraising.forms.basics import StartForm
from fundraising.forms.editor import FORMS
from fundraising.forms.step import StepForm
from fundraising.models import Fundraiser
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.htmx import after_act, render_form
from projects.forms import typed
from projects.views import keeping
from projects.views.problems import problems_of

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def start(request: SignedInRequest) -> HttpResponse:
    """The first line of a fundraiser. Sending it makes a draft, and the editor opens.

    `?for=`: the portfolio or job that it is for.
    """
    now = acting.of(request, request.user)
    subject = _subject(request, now.parties(Right.WRITE))
    kept = typed.as_initial(keeping.take(request)) or {"party": subject.owner.slug if subject else now.party.slug}
    form = StartForm(request.POST or None, acting=now, initial=kept)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        own = subject if subject and subject.owner == said["party"] else None
        try:
            made = making.start(said["title"], kind=said["kind"], owner=said["party"], by=request.user, subject=own)
            return redirect("fundraising:step", made.listing.slug, "basics")
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return render_form(request, "fundraising/making/new.html", form, section="fund", subject=subject)


@require_safe
@signed_in
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """On to the first step that lacks something."""
    fundraiser = mine(request, slug)
    missing = making_pages.steps_missing(fundraiser)
    first = next((step for step in steps.of(fundraiser) if step.name in missing), steps.of(fundraiser)[0])
    return redirect(first.url(fundraiser))


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def step(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """One step. Sent whole it goes on to the next one."""
    fundraiser = mine(request, slug)
    kind = _form_of(fundraiser, name)
    if request.method != "POST":
        before = keeping.take(request) or fundraiser.typed_of(name)
        return page(request, fundraiser, name, kind(fundraiser=fundraiser, typed_before=before))
    form, seen = kind(request.POST, fundraiser=fundraiser), request.POST.get("seen")
    is_right = form.is_valid()
    try:
        if is_right:
            fundraiser = making.change(fundraiser, name, form.said(), by=request.user, seen=seen)
        else:
            fundraiser = making.keep(fundraiser, name, typed.of(request.POST), form.said(), by=request.user, seen=seen)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        is_right = False
    if not is_right:
        return page(request, fundraiser, name, form)
    return after_act(request, onward(fundraiser, name), said=_said(fundraiser))


@require_POST
@signed_in
def draft(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Save what stands in the form, right or wrong. To a script it answers when it was saved and what is wrong."""
    fundraiser = mine(request, slug)
    form = _form_of(fundraiser, name)(request.POST, fundraiser=fundraiser)
    is_right = form.is_valid()

    def act() -> Fundraiser:
        is_written = is_right and fundraiser.is_in_the_making
        kept = {} if is_written else typed.of(request.POST)
        return making.keep(fundraiser, name, kept, form.said(), by=request.user, seen=request.POST.get("seen"))

    if not request.accepts("text/html"):
        return _saved(act, form, name)
    here = reverse("fundraising:step", args=[slug, name])
    said = _("Saved. Only you see it.") if fundraiser.is_in_the_making else _("Saved, not shown yet.")
    return answers.after(request, act, to=here, said=said)


def mine(request: SignedInRequest, slug: str) -> Fundraiser:
    """One's own or one's company's. What may be done with it is asked by the acts."""
    found = Fundraiser.objects.of(request.user).with_face()
    return get_object_or_404(found, listing__slug=slug, filing__isnull=True)


def onward(fundraiser: Fundraiser, name: str) -> str:
    """From a step that is saved to the next; of a public one back to its page."""
    if not fundraiser.is_in_the_making:
        return fundraiser.get_absolute_url()
    following = steps.after(fundraiser, name)
    return following.url(fundraiser) if following else reverse("fundraising:preview", args=[fundraiser.listing.slug])


def frame(request: SignedInRequest, fundraiser: Fundraiser, name: str) -> dict[str, Any]:
    """What every page of the editor shows around its form."""
    following = steps.after(fundraiser, name)
    return {
        "section": "fund",
        "fundraiser": fundraiser,
        "step": steps.BY_NAME[name],
        "rail": steps.rail(fundraiser, making_pages.steps_missing(fundraiser), at=name),
        "following": following,
        "stays": making.stays(fundraiser, name),
        "sent_back": making_pages.sent_back_for(fundraiser),
    }


def page(request: SignedInRequest, fundraiser: Fundraiser, name: str, form: StepForm) -> HttpResponse:
    """The page of a step that is one form."""
    problems = form.problems() if form.is_bound else {}
    context = {
        **frame(request, fundraiser, name),
        "form": form,
        "revision": fundraiser.revision_of(name),
        "problems": problems_of(form, problems),
        "has_unsaved": not fundraiser.is_in_the_making and bool(fundraiser.typed_of(name)),
    }
    status = 422 if problems else 200
    return render(request, f"fundraising/making/{name}.html", context, status=status)


def _form_of(fundraiser: Fundraiser, name: str) -> type[StepForm]:
    if name not in FORMS or fundraiser.kind not in steps.BY_NAME[name].kinds:
        raise Http404
    return FORMS[name]


def _subject(request: SignedInRequest, parties: list[Party]) -> Listing | None:
    """What the page was that one came from. One that is not theirs, or not public, is left out."""
    pk = _uuid(request.GET.get("for", ""))
    theirs = subjects.public().filter(owner__in=parties).select_related("owner")
    return theirs.filter(pk=pk).first() if pk else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _said(fundraiser: Fundraiser) -> str:
    return _("Saved.") if fundraiser.is_in_the_making else _("Saved. Everybody sees the change.")


def _saved(act: Callable[[], Fundraiser], form: StepForm, name: str) -> JsonResponse:
    try:
        saved = act()
    except answers.REFUSALS as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    at = date_format(timezone.localtime(clock.now()), "H:i")
    said = {"saved": _("Saved %(time)s") % {"time": at}, "seen": saved.revision_of(name)}
    return JsonResponse({**said, "problems": form.problems(), "note": form.note})

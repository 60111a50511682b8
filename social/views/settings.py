"""How one wants to be told: which notices on which ways, quiet hours, a pause, and what one hears no more of."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import clock
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.refusals import Refused
from social import choices, kinds, mutes, rest
from social.families import ABOUT, LOCKED, Family
from social.forms import Line, PauseForm, QuietForm, WaysForm
from social.models import Mute

PAGE = "social/settings/notices.html"


@require_http_methods(["GET", "POST"])
@signed_in
def notices(request: SignedInRequest) -> HttpResponse:
    """The families and their ways; below them everything else about being told."""
    form = WaysForm(_family_lines(request), request.POST or None)
    if not form.is_valid():
        return _page(request, form=form)
    for name, ways in form.chosen().items():
        choices.choose_family(name, ways, by=request.user)
    return after_act(request, "social:settings", said=_("Saved."))


@require_http_methods(["GET", "POST"])
@signed_in
def family(request: SignedInRequest, family: str) -> HttpResponse:
    """The kinds of one family and their ways."""
    if family not in Family.values:
        raise Http404
    of_family = kinds.in_family(family)
    form = WaysForm(_kind_lines(request, of_family), request.POST or None)
    if not form.is_valid():
        is_locked = family in LOCKED
        page = "social/settings/family.html"
        return render_form(request, page, form, family=Family(family), is_locked=is_locked, at="notices")
    for kind in of_family:
        choices.choose_kind(kind, form.chosen()[kind.name], by=request.user)
    return after_act(request, "social:settings", said=_("Saved."))


@require_POST
@signed_in
def quiet(request: SignedInRequest) -> HttpResponse:
    """Set or clear the quiet hours."""
    form = QuietForm(request.POST)
    if form.is_valid():
        try:
            rest.keep_quiet(form.cleaned_data["begins"], form.cleaned_data["ends"], by=request.user)
        except Refused as refused:
            form.add_error("begins", str(refused))
    if form.errors:
        return _page(request, quiet=form)
    is_on = form.cleaned_data["begins"] is not None
    return after_act(request, "social:settings", said=_("Quiet hours are on.") if is_on else _("No quiet hours."))


@require_POST
@signed_in
def pause(request: SignedInRequest) -> HttpResponse:
    """No mail and no push for some days."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, pause=form)
    rest.pause(form.cleaned_data["days"], by=request.user)
    return after_act(request, "social:settings", said=_("Mail and pushes are paused."))


@require_POST
@signed_in
def go_on(request: SignedInRequest) -> HttpResponse:
    """End the pause."""
    rest.go_on(by=request.user)
    return after_act(request, "social:settings", said=_("The pause is over."))


@require_POST
@signed_in
def unmute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Hear again of something."""
    mutes.unmute(get_object_or_404(Mute, pk=pk, user=request.user), by=request.user)
    return after_act(request, "social:settings", said=_("You will hear of it again."))


def _page(request: SignedInRequest, **forms: Any) -> HttpResponse:
    """The whole page, with the form that was sent in its place."""
    peace = rest.of(request.user)
    wrong = next((one for one in forms.values() if one.errors), None)
    context: dict[str, Any] = {
        "at": "notices",
        "ways": forms.get("form") or WaysForm(_family_lines(request)),
        "quiet": forms.get("quiet") or QuietForm(initial={"begins": peace.quiet_from, "ends": peace.quiet_until}),
        "pause": forms.get("pause") or PauseForm(),
        "peace": peace,
        "paused_until": peace.paused_until if peace.is_paused(clock.now()) else None,
        "mutes": Mute.objects.filter(user=request.user).select_related("party", "listing").order_by("-since"),
    }
    return render_form(request, PAGE, wrong or context["ways"], **context)


def _family_lines(request: SignedInRequest) -> list[Line]:
    chosen = choices.of(request.user)
    return [
        Line(name, Family(name).label, ABOUT[name], choices.of_family(chosen, name), name in LOCKED)
        for name in Family.values
    ]


def _kind_lines(request: SignedInRequest, of_family: list[kinds.Kind]) -> list[Line]:
    chosen = choices.of(request.user)
    return [Line(kind.name, kind.label, "", choices.of_kind(chosen, kind), kind.is_locked) for kind in of_family]

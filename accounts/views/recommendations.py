"""Recommendations: one's own list, asking, writing, and the answers to each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import endorsements, ports, recommendations
from accounts.forms.recommendations import AskForm, TextForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party, Profile, Recommendation, User
from accounts.refusals import Refused
from accounts.views import answers
from marketplace.kit.htmx import after_act, render_form, render_page

PAGE = "accounts/settings/recommendations.html"
HERE = "accounts:settings_recommendations"


@require_GET
@signed_in
def page(request: SignedInRequest) -> HttpResponse:
    """What waits, what is shown, what one has written, and whom one can ask."""
    return render_page(request, PAGE, _around(request, AskForm(_askable(request.user))))


@require_POST
@signed_in
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask somebody for one."""
    form = AskForm(_askable(request.user), request.POST)
    if not form.is_valid():
        return render_page(request, PAGE, _around(request, form), status=422)
    mine = request.user.party.profile
    return answers.after(
        request, lambda: recommendations.ask(mine, by=request.user, **form.cleaned_data),
        to=HERE, said=_("You have asked for a recommendation."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def write(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write the text that was asked for, or change one's own."""
    written = Recommendation.objects.open().filter(writer=request.user.party).with_sides()
    recommendation = get_object_or_404(written, pk=pk)
    form = TextForm(request.POST or None, initial={"text": recommendation.text})
    if not form.is_valid():
        return _writing(request, form, recommendation.profile.party, recommendation)
    return answers.after(
        request, lambda: recommendations.write(recommendation, by=request.user, **form.cleaned_data),
        to=HERE, said=_sent(recommendation.profile.party),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def offer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write one for somebody without being asked."""
    visible = Profile.objects.visible_to(request.user).select_related("party")
    profile = get_object_or_404(visible, party__slug=slug)
    form = TextForm(request.POST or None)
    if refusal := _refusal(profile, request.user):
        return answers.after(request, refusal, to=profile.party)
    if not form.is_valid():
        return _writing(request, form, profile.party)
    recommendations.offer(profile, by=request.user, **form.cleaned_data)
    return after_act(request, profile.party, said=_sent(profile.party))


@require_POST
@signed_in
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show it on one's page."""
    return _answer(request, pk, recommendations.accept, _("It is on your page."))


@require_POST
@signed_in
def hide(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take it from one's page."""
    return _answer(request, pk, recommendations.hide, _("It is not on your page any more."))


@require_POST
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no to the question or to the text."""
    return _answer(request, pk, recommendations.decline, _("Declined."))


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's question or one's text back."""
    return _answer(request, pk, recommendations.withdraw, _("Taken back."))


def _answer(request: SignedInRequest, pk: UUID, act: Callable[..., Any], said: str) -> HttpResponse:
    recommendation = get_object_or_404(Recommendation.objects.of(request.user), pk=pk)
    return answers.after(request, lambda: act(recommendation, by=request.user), to=HERE, said=said)


def _around(request: SignedInRequest, form: AskForm) -> dict[str, Any]:
    mine = list(Recommendation.objects.open().of(request.user).with_sides())
    of_me = [one for one in mine if one.profile.party_id == request.user.party.pk]
    return {
        "at": "recommendations",
        "form": form,
        "may_ask": form.fields["writer"].queryset.exists(),  # type: ignore[attr-defined]
        "offered": [one for one in of_me if one.status == "offered"],
        "kept": [one for one in of_me if one.status in ("shown", "hidden")],
        "asked": [one for one in of_me if one.status == "asked"],
        "wanted": [one for one in mine if one not in of_me and one.status == "asked"],
        "written": [one for one in mine if one not in of_me and one.status != "asked"],
    }


def _writing(
    request: SignedInRequest, form: TextForm, subject: Party, recommendation: Recommendation | None = None
) -> HttpResponse:
    page, at = "accounts/recommendations/write.html", "recommendations"
    return render_form(request, page, form, at=at, subject=subject, recommendation=recommendation)


def _askable(user: User) -> Any:
    """Those with whom one has worked and with whom nothing is open yet."""
    known = [party.pk for party in ports.worked_with.ask(user.party)]
    open_with = Recommendation.objects.open().filter(profile__party=user.party).values("writer")
    return Party.objects.filter(pk__in=known, user__is_active=True).exclude(pk__in=open_with).order_by("name")


def _refusal(profile: Profile, user: User) -> Callable[[], None] | None:
    """The act that refuses with the reason, where this person may write nothing here."""
    try:
        endorsements.permit(profile, by=user)
    except Refused:
        return lambda: endorsements.permit(profile, by=user)
    return None


def _sent(subject: Party) -> str:
    return _("Sent. It shows once %(name)s accepts it.") % {"name": subject.name}

"""From a draft to a fundraiser that runs, for its maker: preview, hand in, open, call off; and one's list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.forms.acting import ActingForm
from accounts.http import SignedInRequest, signed_in
from accounts.rights import Right
from accounts.views import answers
from fundraising import calling_off, launching, making, making_pages, mine, opening
from fundraising.forms.money import opening as moment_of
from fundraising.forms.states import CallOffForm, OpeningForm
from fundraising.models import Fundraiser
from fundraising.readiness import NotReady
from fundraising.views import editor
from fundraising.views.fundraisers import campaign
from marketplace.kit import films
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.pagination import page_of

PER_PAGE = 30


@require_safe
@signed_in
def mine_all(request: SignedInRequest) -> HttpResponse:
    """One's own fundraisers and those of one's companies, with what comes next in each."""
    found = mine.of(request.user)
    page = page_of(found, order=["-updated_at", "-pk"], after=request.GET.get("after"), size=PER_PAGE)
    context = {"section": "fund", "rows": [mine.row(one) for one in page.items], "page": page}
    return render(request, "fundraising/making/mine.html", context)


@require_safe
@signed_in
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The page as everybody will see it, and what is still missing before it can be handed in."""
    fundraiser = editor.mine(request, slug)
    if fundraiser.listing.published_at:
        return redirect(fundraiser)
    shown = Fundraiser.objects.of(request.user).with_maker().get(pk=fundraiser.pk)
    choices = [one for one in acting.of(request, request.user).parties(Right.WRITE) if one != fundraiser.owner]
    context = campaign(shown, request) | {"is_preview": True, "other_owners": choices}
    response = render(request, "fundraising/fundraisers/fundraiser.html", context)
    return films.let_frame(response, shown.story)


@require_POST
@signed_in
def hand_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask staff to look at it. What is missing is listed on the preview, each with its step."""
    fundraiser = editor.mine(request, slug)
    to = reverse("fundraising:preview", args=[slug])
    try:
        launching.hand_in(fundraiser, by=request.user)
    except NotReady as refusal:
        count = len(refusal.missing)
        said = ngettext("Not ready yet: %(n)d thing is missing.", "Not ready yet: %(n)d things are missing.", count)
        messages.error(request, said % {"n": count})
        return redirect(to)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(to)
    return after_act(request, to, said=_("Handed in. You are told as soon as our staff have looked at it."))


@require_POST
@signed_in
def hand_to(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let the draft be somebody else's: one's own, or a company's."""
    fundraiser = editor.mine(request, slug)
    form = ActingForm(request.POST, acting=acting.of(request, request.user), right=Right.WRITE)
    back = reverse("fundraising:preview", args=[slug])
    if not form.is_valid():
        messages.error(request, str(form.errors["party"][0]))
        return redirect(back)
    owner = form.cleaned_data["party"]
    said = _("%(name)s raises it now.") % {"name": owner.name}
    return answers.after(request, lambda: making.hand_to(fundraiser, owner, by=request.user), to=back, said=said)


@require_POST
@signed_in
def launch(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open it now."""
    fundraiser = editor.mine(request, slug)
    said = _("It is open. Everybody who waited for it is told.")
    return answers.after(request, lambda: launching.launch(fundraiser, by=request.user), to=fundraiser, said=said)


@require_POST
@signed_in
def set_opening(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let it open by itself on a day, or take that day back."""
    fundraiser = editor.mine(request, slug)
    form = OpeningForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["opens_on"]))
        return redirect(fundraiser)
    day = form.cleaned_data["opens_on"]
    said = _("It opens by itself on that day.") if day else _("It opens when you say so.")

    def act() -> Fundraiser:
        return opening.open_at(fundraiser, moment_of(day), by=request.user)

    return answers.after(request, act, to=fundraiser, said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: SignedInRequest, slug: str) -> HttpResponse:
    """What calling it off does, in figures; then, with the title typed, it is done."""
    fundraiser = editor.mine(request, slug)
    form = CallOffForm(request.POST if request.method == "POST" else None, fundraiser=fundraiser)
    if request.method != "POST" or not form.is_valid():
        context: dict[str, Any] = {
            "section": "fund",
            "fundraiser": fundraiser,
            "waiting": making_pages.waiting(fundraiser, request.user),
            "sums": calling_off.sums(fundraiser),
        }
        return render_form(request, "fundraising/making/cancel.html", form, **context)
    why = form.cleaned_data.get("why", "")
    return answers.after(
        request,
        lambda: launching.cancel(fundraiser, why=why, by=request.user),
        to="fundraising:mine",
        said=_("Called off."),
    )

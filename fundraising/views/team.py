"""The team of a fundraiser: its maker asks, and who is asked answers."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.views import answers
from fundraising import teams
from fundraising.forms.team import TeammateForm
from fundraising.models import Fundraiser, Teammate
from fundraising.views.editor import frame, mine
from marketplace.kit.htmx import after_act
from portfolios import makers

NAME = "team"


@require_safe
@signed_in
def team(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who makes it, who was asked, and a form to ask one more."""
    return _page(request, mine(request, slug), TeammateForm())


@require_POST
@signed_in
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask somebody to be named."""
    fundraiser = mine(request, slug)
    form = TeammateForm(request.POST)
    if not form.is_valid():
        return _page(request, fundraiser, form)
    said = form.cleaned_data
    try:
        teams.ask(fundraiser, said["party"], role=said["role"], by=request.user)
    except answers.REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, fundraiser, form)
    told = _("%(name)s is asked. They stand on the page once they say yes.") % {"name": said["party"].name}
    return after_act(request, reverse("fundraising:step", args=[slug, NAME]), said=told)


@require_safe
@signed_in
def teammate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What one is asked to be named for, and the answer."""
    asked = _asked(request, pk)
    listing = asked.fundraiser.listing
    context = {"section": "fund", "asked": asked, "listing": listing, "maker": makers.of(listing)}
    return render(request, "fundraising/making/asked.html", context)


@require_POST
@signed_in
def agree(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say yes."""
    asked = _asked(request, pk)
    to = reverse("fundraising:teammate", args=[pk])
    said = _("You stand on its page now. You can leave again at any time.")
    return answers.after(request, lambda: teams.agree(asked, by=request.user), to=to, said=said)


@require_POST
@signed_in
def leave(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no, or leave; for the maker, take somebody off."""
    theirs = Teammate.objects.around(request.user).select_related("fundraiser__listing__owner", "party")
    one = get_object_or_404(theirs, pk=pk)
    is_makers = Fundraiser.objects.of(request.user).filter(pk=one.fundraiser_id).exists()
    to = reverse("fundraising:step", args=[one.fundraiser.listing.slug, NAME]) if is_makers else "social:notices"
    said = _("Taken off.") if is_makers else _("You do not stand on its page.")
    return answers.after(request, lambda: teams.leave(one, by=request.user), to=redirect(to).url, said=said)


def _asked(request: SignedInRequest, pk: UUID) -> Teammate:
    mine = Teammate.objects.to(request.user)
    return get_object_or_404(mine.select_related("fundraiser__listing__owner", "party"), pk=pk)


def _page(request: SignedInRequest, fundraiser: Fundraiser, form: TeammateForm) -> HttpResponse:
    people = list(fundraiser.team.select_related("party"))
    context = {**frame(request, fundraiser, NAME), "people": people, "form": form}
    return render(request, "fundraising/making/team.html", context, status=422 if form.is_bound else 200)

"""Matching what others pledge: the form, and a larger sum for a match that runs."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.views.answers import REFUSALS
from fundraising import agreed_terms, matches, matching_words
from fundraising.forms.match import LongerForm, MatchForm
from fundraising.models import Fundraiser, Pledge
from marketplace.catalog.models import Listing
from projects.views import keeping

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def offer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say how much, for what. It leads on to the card."""
    fundraiser = _fundraiser(request, slug)
    me = acting.of(request, request.user)
    form = MatchForm(keeping.sent(request), fundraiser=fundraiser, acting=me)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            made = matches.offer(
                fundraiser, form.terms(), backer=chosen["party"], by=request.user, is_anonymous=chosen["is_anonymous"]
            )
        except REFUSALS as refusal:
            form.refuse(str(refusal), getattr(refusal, "field", ""))
        else:
            return redirect(made.pledge)
    context = {
        "section": "fund",
        "fundraiser": fundraiser,
        "listing": fundraiser.listing,
        "form": form,
        "matches": matching_words.of(fundraiser),
        "agreement": agreed_terms.of(fundraiser),
        "is_own": fundraiser.listing.owner in me.parties(),
    }
    status = 422 if form.errors else 200
    return render(request, "fundraising/pledges/match.html", context, status=status)


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def extend(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let it go on to a larger sum."""
    mine = Pledge.objects.of_backer(request.user).with_all().filter(is_match=True).select_related("match")
    pledge: Pledge = get_object_or_404(mine, pk=pk)
    if not pledge.is_open:
        return redirect(pledge)
    form = LongerForm(keeping.sent(request), match=pledge.match)
    if request.method == "POST" and form.is_valid():
        try:
            matches.extend(pledge.match, total_minor=form.cleaned_data["total"], by=request.user)
        except REFUSALS as refusal:
            form.add_error("total", str(refusal))
        else:
            messages.success(request, _("Your match goes on to the new sum."))
            return redirect(pledge)
    context = {"section": "fund", "pledge": pledge, "listing": pledge.fundraiser.listing, "form": form}
    status = 422 if form.errors else 200
    return render(request, "fundraising/pledges/match_more.html", context, status=status)


def _fundraiser(request: SignedInRequest, slug: str) -> Fundraiser:
    found = Fundraiser.objects.visible_to(request.user).with_face().filter(filing__isnull=True)
    shown: Fundraiser = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
    if not shown.is_open:
        raise Http404
    return shown

"""The cards that one keeps for paying: those of oneself, or of the company that one acts for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in, signed_in_or_guest
from accounts.models import Party
from accounts.views import answers
from marketplace.kit.refusals import Refused
from payments import methods
from payments.models import MethodSetup, SavedMethod

PAGE = "payments:cards"


@require_safe
@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """Each card, the one that is offered first at the top."""
    party = acting.of(request, request.user).party
    context = {"cards": list(methods.of(party)), "party": party, "at": "cards"}
    return render(request, "payments/cards/cards.html", context)


@require_POST
@signed_in
def add(request: SignedInRequest) -> HttpResponse:
    """Go to the gateway's page, where a card is kept and nothing is paid."""
    party = acting.of(request, request.user).party
    try:
        setup = methods.begin_setup(party, by=request.user, currency=request.user.currency, return_to=reverse(PAGE))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(PAGE)
    return redirect("payments:card_onward", methods.send(setup).pk)


@require_safe
@signed_in_or_guest
def onward(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Lead on to that page (as checkouts.onward does, and for the same reason)."""
    mine = MethodSetup.objects.filter(party__in=Party.objects.acted_for_by(request.user))
    setup = get_object_or_404(mine, pk=pk)
    if setup.status != MethodSetup.Status.OPEN or not setup.action_url:
        messages.error(
            request, _("The payment service does not answer just now. Nothing was kept; try again in a minute.")
        )
        return redirect(PAGE)
    return render(request, "payments/cards/onward.html", {"setup": setup})


@require_POST
@signed_in
def make_default(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Offer this card first."""
    card = _card(request, pk)
    said = _("%(card)s is offered first from now on.") % {"card": card}
    return answers.after(request, lambda: methods.make_default(card, by=request.user), to=PAGE, said=said)


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Keep this card no longer."""
    card = _card(request, pk)
    said = _("%(card)s is not kept any more.") % {"card": card}
    return answers.after(request, lambda: methods.remove(card, by=request.user), to=PAGE, said=said)


def _card(request: SignedInRequest, pk: UUID) -> SavedMethod:
    mine = SavedMethod.objects.filter(party__in=Party.objects.acted_for_by(request.user), removed_at__isnull=True)
    return get_object_or_404(mine, pk=pk)

"""Backing without an account: the same form, with a name and an address in it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts import guests, throttle
from accounts.models import Guest
from fundraising import pledges, visits
from fundraising.forms.pledge import GuestPledgeForm
from fundraising.models import Fundraiser, Pledge
from fundraising.views import pledge_form
from marketplace.kit.http import SiteRequest
from marketplace.kit.refusals import Refused


def begin(request: SiteRequest, fundraiser: Fundraiser) -> HttpResponse:
    """Choose what to give, and say where the receipt goes. It leads on to the card, or to the checkout."""
    guest = guests.of(request)
    if guest and (mine := pledges.running(fundraiser, guest.party)):
        return redirect(mine)
    if request.method != "POST":
        form = GuestPledgeForm(fundraiser=fundraiser, initial=_known(request, guest))
        return pledge_form.page(request, form, backer=guest.party if guest else None)
    needs_name = "is_anonymous" not in request.POST
    form = GuestPledgeForm(request.POST, fundraiser=fundraiser, needs_name=needs_name)
    if form.is_valid() and (made := _made(request, form)):
        visits.remember(request, made)
        return redirect(made)
    return pledge_form.page(request, form, backer=guest.party if guest else None, status=422)


def _known(request: SiteRequest, guest: Guest | None) -> dict[str, str]:
    """The reward that was pressed on the page, and as who this browser was here before."""
    who = {"name": guest.party.name, "email": guest.email} if guest else {}
    return {"reward": request.GET.get("reward", ""), **who}


def _made(request: SiteRequest, form: GuestPledgeForm) -> Pledge | None:
    """The pledge; None where it was refused, which the form then says."""
    try:
        throttle.try_as_guest(request, form.cleaned_data["email"])
        guest, made = _pledge(request, form)
    except Refused as refusal:
        form.refuse(str(refusal), getattr(refusal, "field", ""))
        return None
    guests.welcome(request, guest)
    return made


@transaction.atomic
def _pledge(request: SiteRequest, form: GuestPledgeForm) -> tuple[Guest, Pledge]:
    """The guest and their pledge, in one commit: the same form once more finds both."""
    said: dict[str, Any] = form.cleaned_data
    fundraiser, email = form.fundraiser, said["email"]
    guest = guests.known_as(request, email)
    if guest is None:
        key: UUID = said["key"]
        guest, is_new = guests.begin(name=said["name"], email=email, key=key, currency=fundraiser.currency)
        if not is_new and (known := guest.party.pledges.filter(fundraiser=fundraiser).order_by("-pk").first()):
            return guest, known
    return guest, pledges.pledge(fundraiser, form.choice(), backer=guest.party, by=guest.user)

"""Guests: the link of a mail, a new one, and their page. The link is public: it is the proof."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import guests, throttle
from accounts.guests import NotOurs, RunOut
from accounts.http import SignedInRequest, SiteRequest, signed_in, signed_in_or_guest
from accounts.models import Guest
from marketplace.kit.htmx import after_act

HERE = "accounts:guest"


@require_safe
@never_cache
def link(request: SiteRequest, token: str) -> HttpResponse:
    """Come in by the link, and go on to what the mail spoke of. A member is asked whether it is theirs."""
    try:
        guest, to = guests.read(token.replace("\0", ""))
    except RunOut:
        return render(request, "accounts/guests/over.html", {"token": token}, status=410)
    except NotOurs:
        return render(request, "accounts/guests/over.html", {"token": ""}, status=404)
    guests.prove(guest)
    if request.user.is_authenticated:
        is_mine = guest.claimed_by_id == request.user.pk
        return (
            redirect(to) if is_mine else render(request, "accounts/guests/take.html", {"guest": guest, "token": token})
        )
    guests.welcome(request, guest)
    return redirect(to)


@require_POST
def send_anew(request: SiteRequest, token: str) -> HttpResponse:
    """Mail a new link in place of one whose days are over, to the same address."""
    try:
        guest, _to = guests.read(token.replace("\0", ""))
    except RunOut as over:
        guest = over.guest
    except NotOurs:
        raise Http404 from None
    try:
        throttle.try_mail(request, guest.email)
    except throttle.TooMany as refusal:
        return render(request, "accounts/guests/over.html", {"token": token, "why": str(refusal)}, status=429)
    guests.send_anew(guest)
    return render(request, "accounts/guests/sent.html")


@require_POST
@signed_in
def take(request: SignedInRequest, token: str) -> HttpResponse:
    """Let what was given as a guest be this member's: who has the link reads the mail of the address."""
    try:
        guest, to = guests.read(token.replace("\0", ""))
    except NotOurs:
        return redirect("fundraising:pledges")  # pressed twice: what the link opened stands there
    if guest.claimed_by_id not in {None, request.user.pk}:
        return redirect("accounts:guest_link", token)  # which says whose it is
    guests.hand_over(guest, to=request.user)
    return after_act(request, to, said=_("It is yours now, and stands among what you back."))


@require_safe
@signed_in_or_guest
def guest(request: SignedInRequest) -> HttpResponse:
    """Who this browser is here as a guest, and what one can do about it. Members have their own pages."""
    if not request.user.is_guest:
        return redirect("fundraising:pledges")
    return render(request, "accounts/guests/guest.html", {"guest": Guest.objects.get(user=request.user)})


@require_POST
@signed_in_or_guest
def leave(request: SignedInRequest) -> HttpResponse:
    """Let this browser be a visitor's again: on a computer that others use."""
    request.session.pop(guests.PLACE, None)
    return after_act(
        request, "discovery:home", said=_("This browser has forgotten you. The link in the mail works on.")
    )

"""The decorator that lets only signed-in people through, and the type of their requests."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import redirect

from accounts import guests
from marketplace.kit.http import SignedInRequest as SignedInRequest
from marketplace.kit.http import SiteRequest as SiteRequest

View = Callable[..., HttpResponseBase]


def signed_in_or_guest(view: View) -> View:
    """The same, and a guest who came by the link of a mail, or who has just begun here, passes too (accounts.guests).

    Only behind it `request.user` is the guest: to every other page they are a visitor like any other.
    """
    guarded = signed_in(view)

    @wraps(view)
    def known(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and (guest := guests.of(request)):
            request.user = guest.user
            return view(request, *args, **kwargs)
        return guarded(request, *args, **kwargs)

    told: Any = known
    told.asks_for_sign_in = True
    return told


def guests_too(view: View) -> View:
    """A page that everybody may open knows a guest of this browser, too."""

    @wraps(view)
    def known(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated and (guest := guests.of(request)):
            request.user = guest.user
        return view(request, *args, **kwargs)

    return known


def signed_in(view: View) -> View:
    """Anonymous visitors go to the sign-in page and come back; somebody without a name yet goes to give one.

    Behind it `request.user.party` is there.
    """

    @wraps(view)
    def known(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if hasattr(request.user, "party") else redirect("accounts:welcome")

    guarded: Any = login_required(known)
    guarded.asks_for_sign_in = True  # read by the test that walks the URL conf
    return guarded

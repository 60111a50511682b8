"""The decorator that lets only signed-in people through, and the type of their requests."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import redirect

from marketplace.kit.http import SignedInRequest as SignedInRequest
from marketplace.kit.http import SiteRequest as SiteRequest

View = Callable[..., HttpResponseBase]


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

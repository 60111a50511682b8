"""Before an act that cannot be taken back, who is here shows again that it is them.

    @require_POST
    @signed_in
    @stepup.recently
    def erase(request: SignedInRequest) -> HttpResponse: ...

Somebody with a second factor shows that one; somebody without one types the password, or a code from a mail where
there is no password either. A form that was on its way is kept and sent once the proof is there.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from marketplace.kit import clock
from marketplace.kit.htmx import is_fragment

PROOF_LASTS = timedelta(minutes=10)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

View = Callable[..., HttpResponseBase]


def recently(view: View) -> View:
    """Let through who signed in or proved themselves within ten minutes; ask everybody else first, then go on.

    Stands below `signed_in`. A proof counts for the session in which it was given, and for no other.
    """

    @wraps(view)
    def proved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_proved(request) else ask(request)

    return proved


def recently_if_doubled(view: View) -> View:
    """The same for who has a second factor; for an act that asks everybody else for the password itself."""

    @wraps(view)
    def proved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        must_prove = isinstance(user, User) and has_second_factor(user) and not is_proved(request)
        return ask(request) if must_prove else view(request, *args, **kwargs)

    return proved


def is_proved(request: HttpRequest) -> bool:
    """Whether this session holds a proof that is young enough, and a second factor where the person has one."""
    user = request.user
    if not isinstance(user, User):
        return False
    if user.is_guest:  # the link that opened this browser is the proof; they have no other
        return True
    oldest = (clock.now() - PROOF_LASTS).timestamp()
    recent = [record for record in get_authentication_records(request, user) if record["at"] > oldest]
    if any(record["method"] == "mfa" for record in recent):
        return True
    return bool(recent) and not has_second_factor(user)


def has_second_factor(user: User) -> bool:
    """Whether signing in takes more than a password or a mailed code: an app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def ask(request: HttpRequest) -> HttpResponse:
    """Send them to the page that asks, and from there on to where they were going."""
    if is_fragment(request):
        return HttpResponseClientRedirect(_asking(_page_behind(request)))
    if any("password" in name for name in request.POST):
        return HttpResponseRedirect(_asking(request.path))  # what is secret is typed again, not kept
    return suspend_request(request, reverse("account_reauthenticate"))


def _asking(page: str) -> str:
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}"


def _page_behind(request: HttpRequest) -> str:
    """The page of ours from which htmx sent the form."""
    address = request.headers.get("HX-Current-URL", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return urlsplit(address).path if is_ours else reverse("accounts:settings")

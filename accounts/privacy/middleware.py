"""Who is leaving, and who has not agreed to the papers of today, is asked before anything else."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.privacy import consents
from marketplace.kit import clock
from marketplace.kit.htmx import is_fragment

# What one may do without agreeing: read the papers, have one's data, prove who one is, leave.
OPEN_SPACES = {"pages", "kit", "catalog", "local", "admin"}
OPEN = {
    "accounts:agreement", "accounts:privacy", "accounts:consent", "accounts:receipt",
    "accounts:export", "accounts:ask_export", "accounts:export_file",
    "accounts:erasure", "accounts:ask_erasure", "accounts:take_back_erasure",
    "account_logout", "account_reauthenticate",
}  # fmt: skip


class FirstThings:
    """Behind the middleware that knows the viewer. It reads nothing but the viewer's row, which is there already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Lead to the page that asks, unless this one must be open."""
        user = request.user
        if not user.is_authenticated or _is_open(request):
            return None
        if user.leaves_at and user.leaves_at > clock.now():  # later: held, and what holds must be ended on its page
            return redirect("accounts:erasure")
        if consents.has_agreed(user) or not _is_visit(request) or not hasattr(user, "party"):
            return None
        return redirect(f"{reverse('accounts:agreement')}?{urlencode({'next': request.get_full_path()})}")


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or not match.url_name:
        return True
    proving = match.view_name.startswith(("mfa_reauthenticate", "account_reauthenticate"))
    return proving or match.view_name in OPEN or bool(OPEN_SPACES & set(match.namespaces))


def _is_visit(request: HttpRequest) -> bool:
    """A page being opened: a form on its way is never lost, and a piece of a page is not the place to ask."""
    return request.method == "GET" and not is_fragment(request)

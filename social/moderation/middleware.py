"""Who is suspended signs in to read why and to appeal, to have their data, and to leave; nothing else opens."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from marketplace.kit.htmx import after_act

OPEN_SPACES = {"pages", "kit", "catalog", "local"}
OPEN = {
    "social:standing", "social:appeal", "account_logout", "account_reauthenticate", "accounts:agreement",
    "accounts:privacy", "accounts:export", "accounts:ask_export", "accounts:export_file",
    "accounts:erasure", "accounts:ask_erasure", "accounts:take_back_erasure", "accounts:receipt",
}  # fmt: skip


class SuspendedMiddleware:
    """Behind the middleware that knows the viewer. It reads nothing but the viewer's row, which is there already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Lead to the page that says why, from every page but the few that stay open."""
        if not getattr(request.user, "is_suspended", False) or _is_open(request):
            return None
        return after_act(request, "social:standing")


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.view_name in OPEN or bool(OPEN_SPACES & set(match.namespaces)))

"""What pages may ask of the device: no page may use camera or microphone, unless its view says so.

The header Permissions-Policy (https://www.w3.org/TR/permissions-policy/) binds a page and every frame in it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

HEADER = "Permissions-Policy"
KEPT_CLOSED = ("camera", "display-capture", "geolocation", "microphone")

View = Callable[..., HttpResponseBase]


def lets_page_use(*features: str) -> Callable[[View], View]:
    """Let this page, and no frame in it from elsewhere, ask for these."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(*args, **kwargs)
            response[HEADER] = _policy(features)
            return response

        return guarded

    return guard


class PermissionsPolicy:
    """Middleware: closed on every page that does not say otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, _policy(()))
        return response


def _policy(features: tuple[str, ...]) -> str:
    return ", ".join(f"{name}=({'self' if name in features else ''})" for name in KEPT_CLOSED)

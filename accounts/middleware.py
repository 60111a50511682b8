"""Who is looking: language, zone and currency of the signed-in viewer, for the length of a request."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class ViewerMiddleware:
    """Times on the page stand in the viewer's own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or user.timezone == "UTC":
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(user.timezone)):
            return self.get_response(request)

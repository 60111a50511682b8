"""Who is looking: language, zone and currency of the signed-in viewer, for the length of a request."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

LANGUAGES = {code for code, _name in settings.LANGUAGES}


class ViewerMiddleware:
    """Pages speak the language that the viewer chose, and times stand in their own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        language = user.language if user.language in LANGUAGES else translation.get_language()
        request.LANGUAGE_CODE = language or settings.LANGUAGE_CODE
        with timezone.override(zoneinfo.ZoneInfo(user.timezone)), translation.override(language):
            return self.get_response(request)

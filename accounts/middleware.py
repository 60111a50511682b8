"""Who is looking: language, zone and currency of the signed-in viewer, for the length of a request."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import devices, staff_door
from marketplace.kit import languages


class ViewerMiddleware:
    """Pages speak the language that the viewer chose, and times stand in their own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        language = user.language if languages.is_offered(user.language) else translation.get_language()
        request.LANGUAGE_CODE = language or settings.LANGUAGE_CODE
        with timezone.override(zoneinfo.ZoneInfo(user.timezone)), translation.override(language):
            return self.get_response(request)


class DeviceMiddleware:
    """A session ends after a month, for staff after half a day; until then its device is noted as seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if devices.has_run_out(request):
                logout(request)
            else:
                devices.seen(request)
        return self.get_response(request)


class StaffDoorMiddleware:
    """The admin opens only to staff with a second factor; who has none is led to where one is set up.

    On a one-machine run with sample sign-ins the admin opens without, and says so (staff_door.badge).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path.startswith("/admin/")
        if is_admin and settings.STAFF_NEED_SECOND_FACTOR and staff_door.is_shut_to(request.user):
            messages.error(request, _("Staff need a second factor. Set up a passkey or an app for codes first."))
            return redirect("accounts:security")
        return self.get_response(request)

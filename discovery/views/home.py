"""The front door: for visitors what there is, for members what waits for them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from discovery import doors, front, mine


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page."""
    if isinstance(request.user, User) and hasattr(request.user, "party"):
        return render(request, "discovery/home/mine.html", mine.page(request.user))
    context: dict[str, Any] = {**front.page(), **doors.page(), "section": ""}
    return render(request, "discovery/home/front.html", context)

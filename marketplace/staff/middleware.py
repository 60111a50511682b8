"""While staff see the site as somebody else: whose pages they are, what stays shut, what is written down."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from marketplace.kit import audit
from marketplace.staff import impersonations
from marketplace.staff.models import Impersonation

KEY = "seeing_as"
END = "/staff/see-as/end/"
# The account itself, its settings, what it may have handed out, and the admin, where staff are themselves.
SHUT = ("/admin/", "/accounts/", "/settings/", "/welcome/", "/role/", "/staff/", "/api/")
NOBODYS = ("/covers/", "/media/", "/static/")  # pictures, the same for everybody: no line of the audit for each
SAFE = {"GET", "HEAD", "OPTIONS"}


class SeeingAs:
    """Before the middleware that speaks the viewer's language: from here on the viewer is the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        key = request.session.get(KEY)
        is_own = request.path == END or request.path.startswith(NOBODYS)
        if not key or is_own or not request.user.is_authenticated:
            return self.get_response(request)
        seeing = impersonations.running(key, staff=request.user)
        if seeing is None:
            return _be_oneself(request)
        request.seeing_as, request.user = seeing, seeing.person
        refusal = _refusal(request)
        _write_down(request, seeing, is_refused=bool(refusal))
        response = _refuse(request, refusal) if refusal else self.get_response(request)
        add_never_cache_headers(response)
        return response


def _refusal(request: HttpRequest) -> str:
    if request.path.startswith(SHUT):
        return _("This page stays shut while you see the site as somebody else. End it first.")
    if request.method not in SAFE:
        return _("You see the site as somebody else, so you can read but not change anything.")
    return ""


def _refuse(request: HttpRequest, refusal: str) -> HttpResponse:
    return render(request, "staff/seeing_as/refused.html", {"refusal": refusal}, status=403)


def _write_down(request: HttpRequest, seeing: Impersonation, *, is_refused: bool) -> None:
    data = {
        "as": str(seeing.person_id),
        "method": request.method or "",
        "path": request.path[:500].replace("\0", ""),
        "refused": is_refused,
    }
    audit.append("seen_as", by=seeing.staff_id, subject=audit.subject_of(seeing.person), data=data)


def _be_oneself(request: HttpRequest) -> HttpResponse:
    """The time is over, or the right was taken: this request is answered with who one is now."""
    del request.session[KEY]
    messages.info(request, _("You see the site as yourself again."))
    return redirect("admin:index")

"""Everything about me as a file: ask for it, watch it being made, have it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import stepup
from accounts.http import SignedInRequest, signed_in_or_guest
from accounts.models import Export
from accounts.privacy import exports, port
from accounts.refusals import Refused
from marketplace.kit import private_files
from marketplace.kit.htmx import after_act, render_page

HERE = "accounts:export"
SHOWN = 5


@require_GET
@signed_in_or_guest
def page(request: SignedInRequest) -> HttpResponse:
    """The newest files and how far the one that is being made has come. htmx asks for that part by itself."""
    return render_page(request, "accounts/privacy/export.html", _context(request), fragment="state")


@require_POST
@signed_in_or_guest
@stepup.recently
def ask(request: SignedInRequest) -> HttpResponse:
    """Have a file made."""
    try:
        exports.ask(by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return after_act(request, HERE)
    return after_act(request, HERE, said=_("Your file is being made. You can leave this page; you will be told."))


@require_GET
@signed_in_or_guest
@stepup.recently
def file(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The file, for its own person, while its week lasts."""
    export = get_object_or_404(Export.objects.visible_to(request.user), pk=pk)
    if not export.is_ready or not private_files.store().exists(export.path):
        raise Http404
    named = f"{request.get_host().partition(':')[0]}-{export.asked_at:%Y-%m-%d}.zip"
    response = FileResponse(private_files.store().open(export.path), as_attachment=True, filename=named)
    response["Cache-Control"] = "private, no-store"
    return response


def _context(request: SignedInRequest) -> dict[str, Any]:
    mine = Export.objects.visible_to(request.user).order_by("-asked_at")[:SHOWN]
    return {
        "at": "privacy",
        "exports": mine,
        "running": next((one for one in mine if one.is_under_way), None),
        "may_ask": exports.next_possible(request.user),
        "kinds": port.handlers(),
    }

"""Being forgotten: read what it means, ask for it, think again; and the receipt that is left."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts import stepup
from accounts.forms.privacy import ErasureForm
from accounts.http import SignedInRequest, SiteRequest, signed_in_or_guest
from accounts.models import Erasure
from accounts.privacy import erasures, port, receipts
from accounts.privacy.erasures import Held
from accounts.refusals import Refused
from marketplace.kit.htmx import after_act, render_form, render_page

HERE = "accounts:erasure"


@require_GET
@signed_in_or_guest
def page(request: SignedInRequest) -> HttpResponse:
    """What would be deleted and what stays; or, once it was asked for, the day and the way back."""
    if standing := erasures.standing(request.user):
        context = {"at": "privacy", "erasure": standing, "holds": _in_the_way(standing)}
        return render_page(request, "accounts/privacy/leaving.html", context)
    return _ask(request, ErasureForm())


@require_POST
@signed_in_or_guest
@stepup.recently
def ask(request: SignedInRequest) -> HttpResponse:
    """Be forgotten in fourteen days."""
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    try:
        erasures.ask(by=request.user)
    except Held as held:
        form.add_error(None, str(held))
        return _ask(request, form)
    return after_act(request, HERE)


@require_POST
@signed_in_or_guest
def take_back(request: SignedInRequest) -> HttpResponse:
    """Stay after all."""
    erasure = erasures.standing(request.user)
    if erasure is None:
        return after_act(request, "accounts:privacy")
    try:
        erasures.take_back(erasure, by=request.user)
    except Refused as refused:
        return after_act(request, HERE, said=str(refused))
    return after_act(request, "accounts:privacy", said=_("Your account stays. Everything is shown again as it was."))


@require_safe
@never_cache
def receipt(request: SiteRequest, token: str) -> HttpResponse:
    """What was deleted, for whoever has the link from the mail. It names nobody."""
    done = Erasure.objects.filter(status=Erasure.Status.DONE)
    erasure = get_object_or_404(done, token=token.replace("\0", ""))
    context = {"erasure": erasure, "lines": receipts.lines(erasure)}
    return render(request, "accounts/privacy/receipt.html", context)


def _in_the_way(erasure: Erasure) -> list[port.Hold]:
    """What holds an erasure that was due already."""
    return port.holds(erasure.user) if erasure.held_at else []


def _ask(request: SignedInRequest, form: ErasureForm) -> HttpResponse:
    context: dict[str, Any] = {
        "at": "privacy",
        "plan": erasures.plan(request.user),
        "holds": port.holds(request.user),
        "days": erasures.GRACE.days,
    }
    return render_form(request, "accounts/privacy/erasure.html", form, **context)

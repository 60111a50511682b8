"""One's own account: address, password, roles, and how pages are shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import people, roles
from accounts.forms.settings import DisplayForm, RolesForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Role
from accounts.next import next_page
from accounts.refusals import Refused
from marketplace.kit.htmx import after_act, render_form, render_page

DISPLAY = ("language", "timezone", "currency", "scheme", "density", "has_shortcuts")


@require_GET
@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """What can be set, and what it is now."""
    return render_page(request, "accounts/settings/account.html", {"at": "account"})


@require_http_methods(["GET", "POST"])
@signed_in
def roles_page(request: SignedInRequest) -> HttpResponse:
    """Which parts one plays."""
    held = [role.kind for role in request.user.roles.all()]
    form = RolesForm(request.POST or None, initial={"kinds": held})
    if not form.is_valid():
        return render_form(request, "accounts/settings/roles.html", form, at="roles")
    roles.choose(form.cleaned_data["kinds"], by=request.user)
    return after_act(request, "accounts:settings_roles", said=_("Your roles are saved."))


@require_http_methods(["GET", "POST"])
@signed_in
def display(request: SignedInRequest) -> HttpResponse:
    """Language, zone, currency, colours, density and keys."""
    user = request.user
    form = DisplayForm(request.POST or None, initial={name: getattr(user, name) for name in DISPLAY})
    if not form.is_valid():
        return render_form(request, "accounts/settings/display.html", form, at="display")
    people.set_display(user, **form.cleaned_data)
    return after_act(request, "accounts:settings_display", said=_("Saved."))


@require_POST
@signed_in
def act_as(request: SignedInRequest) -> HttpResponse:
    """Put one of one's parts in front, and stay on the page."""
    return _done(request, request.POST.get("role", ""))


def _done(request: SignedInRequest, kind: str) -> HttpResponse:
    said: dict[str, Any] = {}
    try:
        roles.act_as(kind, by=request.user)
        said["said"] = _("You are here as: %(role)s.") % {"role": Role.Kind(kind).label}
    except Refused as refused:
        messages.error(request, str(refused))
    return after_act(request, next_page(request), **said)

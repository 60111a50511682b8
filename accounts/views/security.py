"""One's security: the page that shows all of it, one's devices, and a code by mail as proof."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import beside, connected, devices, proof_codes, security, stepup
from accounts.forms.entrance import ProofCodeForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Device
from accounts.next import next_page
from accounts.refusals import Refused
from marketplace.kit.htmx import after_act, render_form, render_page

Type = Authenticator.Type
HERE = "accounts:security"


@require_GET
@signed_in
def overview(request: SignedInRequest) -> HttpResponse:
    """How one signs in, where one is signed in, and what happened of late."""
    current = devices.current(request)
    return render_page(
        request,
        "accounts/settings/security.html",
        {
            "at": "security",
            **_factors(request),
            "devices": Device.objects.visible_to(request.user).order_by("-last_seen_at")[:50],
            "current": current,
            "connected": SocialAccount.objects.filter(user=request.user),
            "providers": connected.providers(request),
            "events": security.recent(request.user),
        },
    )


@require_POST
@signed_in
def sign_out_device(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End the session on one device."""
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    devices.sign_out(device, by=request.user)
    return after_act(request, HERE, said=_("Signed out there."))


@require_POST
@signed_in
def forget_device(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End the session on one device, and know it no longer."""
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    label = device.label
    devices.forget(device, by=request.user)
    security.tell(request.user, "device_removed", request=request, device=label)
    return after_act(request, HERE, said=_("Forgotten. The next sign-in there counts as one on a new device."))


@require_POST
@signed_in
def sign_out_others(request: SignedInRequest) -> HttpResponse:
    """End all sessions but this one."""
    devices.sign_out_others(request, by=request.user)
    security.tell(request.user, "signed_out_elsewhere", request=request)
    return after_act(request, HERE, said=_("All other devices are signed out."))


@require_http_methods(["GET", "POST"])
@signed_in
def prove_by_code(request: SignedInRequest) -> HttpResponseBase:
    """Ask for a code by mail and type it, before something that matters."""
    if stepup.has_second_factor(request.user):
        return redirect("account_reauthenticate")
    if request.POST.get("action") == "send":
        return _send_code(request)
    form = ProofCodeForm(request.POST or None)
    if form.is_valid() and _is_taken(request, form):
        return resume_request(request) or redirect(HERE)
    context: dict[str, Any] = {
        "is_sent": proof_codes.is_on_its_way(request),
        "next": next_page(request, HERE),
        "beside": beside.work_of_the_day(),
    }
    return render_form(request, "account/reauthenticate_by_code.html", form, **context)


def _send_code(request: SignedInRequest) -> HttpResponse:
    try:
        proof_codes.send(request, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(request.get_full_path())


def _is_taken(request: SignedInRequest, form: ProofCodeForm) -> bool:
    try:
        proof_codes.take(request, request.user, form.cleaned_data["code"])
    except Refused as refused:
        form.add_error("code", str(refused))
        return False
    return True


def _factors(request: SignedInRequest) -> dict[str, Any]:
    """What one has set up, by sort."""
    held = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    codes = next((each for each in held if each.type == Type.RECOVERY_CODES), None)
    return {
        "passkeys": [each for each in held if each.type == Type.WEBAUTHN],
        "app": next((each for each in held if each.type == Type.TOTP), None),
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "needs_factor": request.user.is_staff and not stepup.has_second_factor(request.user),
    }

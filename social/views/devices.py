"""The devices that show one's notices though no page is open there."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import devices
from accounts.http import SignedInRequest, signed_in
from accounts.models import Device
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.refusals import Refused
from social.models import PushSubscription
from social.push import keys, services, subscriptions


class SubscriptionForm(forms.Form):
    """What a browser gives when it lets us push: filled in by static/js/push.js."""

    endpoint = forms.CharField(max_length=services.LONGEST)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)


class RenewalForm(SubscriptionForm):
    """The same for a browser whose mailbox has moved: it names the one that it had."""

    old = forms.CharField(max_length=services.LONGEST)


@require_http_methods(["GET", "POST"])
@signed_in
def devices_page(request: SignedInRequest) -> HttpResponse:
    """Which devices show one's notices; POST adds the one that is used."""
    form = SubscriptionForm(request.POST or None)
    if not (form.is_valid() and _subscribed(request, form)):
        return render_form(request, "social/devices/devices.html", form, **_shown(request))
    return after_act(request, "social:devices", said=_("This device shows your notices from now on."))


@csrf_exempt  # a service worker sends it, without a page and its token; it must name the mailbox that it had
@require_POST
@signed_in
def renew(request: SignedInRequest) -> HttpResponse:
    """The browser has another mailbox now: its service worker says so by itself."""
    form = RenewalForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    mine = PushSubscription.objects.filter(device__user=request.user).select_related("device")
    subscription = get_object_or_404(mine, endpoint=form.cleaned_data.pop("old"))
    try:
        subscriptions.subscribe(subscription.device, **form.cleaned_data, by=request.user)
    except Refused:
        return HttpResponseBadRequest()
    return HttpResponse(status=204)


@require_POST
@signed_in
def unsubscribe(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show notices on one of one's devices no more."""
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    gone = subscriptions.unsubscribe(device, by=request.user)
    said = _("%(device)s shows no notices any more.") if gone else _("%(device)s showed none already.")
    return after_act(request, "social:devices", said=said % {"device": device.label})


def _subscribed(request: SignedInRequest, form: SubscriptionForm) -> bool:
    device = devices.current(request)
    try:
        if not device:
            raise Refused(_("Sign in again in this browser first."))
        subscriptions.subscribe(device, **form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
    return form.is_valid()


def _shown(request: SignedInRequest) -> dict[str, Any]:
    mine = PushSubscription.objects.filter(device__user=request.user).select_related("device").order_by("-made_at")
    here = devices.current(request)
    return {
        "at": "notices",
        "subscriptions": mine,
        "here": here,
        "endpoint": next((one.endpoint for one in mine if one.device == here), ""),
        "push_key": keys.own().shown if keys.is_on() else "",
    }

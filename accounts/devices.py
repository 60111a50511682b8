"""Browsers in which somebody has signed in: known again, remembered, signed out from afar.

A device has a cookie of its own that outlives its sessions. It lets nobody in; it says only that this person has been
in here before. So a sign-in from a new one is told, an attack on the password from elsewhere does not touch the ones
that are known, and a second factor need not be asked for on one that is remembered.
"""

import re
import secrets
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from accounts import browsers
from accounts.models import Device, User
from accounts.refusals import NotAllowed
from marketplace.kit import clock

COOKIE = "device"
COOKIE_LASTS = timedelta(days=400)  # longer is cut short by browsers
SEEN_EVERY = timedelta(minutes=10)
SESSION_LASTS, STAFF_SESSION_LASTS = timedelta(days=30), timedelta(hours=12)
IN_SESSION = "device"


def token_of(request: HttpRequest) -> str:
    """What is stored of the device's cookie; empty for a browser without one."""
    cookie = request.COOKIES.get(COOKIE, "")
    return _digest(cookie) if re.fullmatch(r"[\w-]{43}", cookie, re.ASCII) else ""


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether the person with this address has signed in here before."""
    token = token_of(request)
    return bool(token) and Device.objects.filter(token=token, user__email=email.lower()).exists()


def is_remembered(request: HttpRequest, user: User) -> bool:
    """Whether no second factor need be asked for here. Staff are always asked."""
    token = token_of(request)
    remembered = Device.objects.filter(token=token, user=user, remembered_until__gt=clock.now())
    return bool(token) and not user.is_staff and remembered.exists()


@transaction.atomic
def arrive(
    request: HttpRequest, response: HttpResponse, user: User, *, is_to_be_remembered: bool
) -> tuple[Device, bool]:
    """Note that the person has just signed in here, and let the browser keep its cookie; whether it is a new device."""
    cookie = request.COOKIES.get(COOKIE, "") if token_of(request) else secrets.token_urlsafe(32)
    device, is_new = Device.objects.select_for_update().get_or_create(user=user, token=_digest(cookie))
    request.session.pop(IN_SESSION, None)
    if is_to_be_remembered and not user.is_staff:
        device.remembered_until = clock.now() + timedelta(days=settings.DEVICE_REMEMBERED_DAYS)
    _keep_up(device, request)
    response.set_cookie(
        COOKIE, cookie, max_age=COOKIE_LASTS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return device, is_new


def seen(request: HttpRequest) -> None:
    """Keep “last seen” and the session's key up to date, at most every ten minutes."""
    kept = request.session.get(IN_SESSION)
    if not kept or (kept["key"] == request.session.session_key and clock.now().timestamp() < kept["again"]):
        return
    device = current(request)
    if device:
        _keep_up(device, request)
    else:
        del request.session[IN_SESSION]


def has_run_out(request: HttpRequest) -> bool:
    """Whether this session has lasted as long as one may: a month, for staff half a day, however busy it was."""
    kept = request.session.get(IN_SESSION)
    lasts = STAFF_SESSION_LASTS if request.user.is_staff else SESSION_LASTS
    return kept is not None and clock.now().timestamp() > kept["began"] + lasts.total_seconds()


def current(request: HttpRequest) -> Device | None:
    """The device on which this request was made, if it signed in through the door."""
    kept = request.session.get(IN_SESSION)
    return Device.objects.visible_to(request.user).filter(pk=kept["id"]).first() if kept else None


@transaction.atomic
def sign_out(device: Device, *, by: User) -> None:
    """End the session there. Nothing happens where none is running. Raises NotAllowed for somebody else's."""
    device = _own(device, by)
    _end(device.session_key)
    Device.objects.filter(pk=device.pk).update(session_key="")


@transaction.atomic
def forget(device: Device, *, by: User) -> None:
    """End the session there, and treat the browser as new the next time: a second factor is asked for again."""
    device = _own(device, by)
    _end(device.session_key)
    device.delete()


@transaction.atomic
def sign_out_others(request: HttpRequest, *, by: User) -> None:
    """End every session of the person but this one, known device or not."""
    User.objects.filter(pk=by.pk).update(sign_in_round=F("sign_in_round") + 1)
    by.refresh_from_db(fields=["sign_in_round"])
    update_session_auth_hash(request, by)
    others_have_ended(by, but_not=current(request))
    seen(request)


def others_have_ended(user: User, *, but_not: Device | None) -> None:
    """Note that the person's other sessions no longer count: their password or the round of sign-ins has changed."""
    others = Device.objects.filter(user=user).signed_in()
    if but_not:
        others = others.exclude(pk=but_not.pk)
    for key in others.values_list("session_key", flat=True):
        _end(key)
    others.update(session_key="")


def leave(request: HttpRequest) -> None:
    """Note that the person signs out here themselves."""
    kept = request.session.get(IN_SESSION)
    if kept:
        Device.objects.filter(pk=kept["id"]).update(session_key="")


def _keep_up(device: Device, request: HttpRequest) -> None:
    now = clock.now()
    device.last_seen_at, device.user_agent = now, browsers.of(request)
    device.session_key = request.session.session_key or ""
    device.save(update_fields=["last_seen_at", "user_agent", "session_key", "remembered_until"])
    again = (now + SEEN_EVERY).timestamp()
    kept = request.session.get(IN_SESSION) or {"began": now.timestamp()}
    request.session[IN_SESSION] = {**kept, "id": str(device.pk), "key": device.session_key, "again": again}


def _own(device: Device, by: User) -> Device:
    if device.user_id != by.pk:
        raise NotAllowed
    return Device.objects.select_for_update(of=("self",)).get(pk=device.pk)


def _end(session_key: str) -> None:
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    if session_key:
        with suppress(SessionInterrupted):
            store(session_key).delete()


def _digest(cookie: str) -> str:
    return sha256(cookie.encode()).hexdigest()

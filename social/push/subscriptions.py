"""A device is let show its owner's notices, and is not any more."""

from binascii import Error as NotBase64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Device, User
from marketplace.kit import clock
from marketplace.kit.refusals import NotAllowed, Refused
from social.models import PushSubscription
from social.push import keys, services

WELL: dict[str, Any] = {"failures": 0, "rests_until": None}


@transaction.atomic
def subscribe(device: Device, *, endpoint: str, p256dh: str, auth: str, by: User) -> PushSubscription:
    """Push to this device from now on. Said again, with other keys too, it is one subscription.

    The mailbox of a browser is its user's: where somebody else had it before, they have it no more. Raises NotAllowed
    for somebody else's device, Refused where push is off or the endpoint or the keys are none.
    """
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.user_id != by.pk:
        raise NotAllowed(_("That is somebody else's device."))
    if not keys.is_on():
        raise Refused(_("Notices on devices are not set up here."))
    _check_keys(p256dh, auth)
    PushSubscription.objects.filter(endpoint=services.check(endpoint)).exclude(device=device).delete()
    fields = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth, **WELL}
    subscription, _is_new = PushSubscription.objects.update_or_create(
        device=device, defaults=fields, create_defaults={**fields, "made_at": clock.now()}
    )
    return subscription


def unsubscribe(device: Device | None, *, by: User) -> bool:
    """Push there no more; whether this person's device did until now. Said twice is harmless."""
    gone, _kinds = PushSubscription.objects.filter(device=device, device__user=by).delete()
    return bool(gone)


def is_signed_in(device: Device) -> bool:
    """Whether its owner is still signed in there: nobody else's eyes should read what we push."""
    running = Session.objects.filter(pk=device.session_key, expire_date__gt=clock.now())
    return device.is_signed_in and running.exists()


def _check_keys(p256dh: str, auth: str) -> None:
    """Raises Refused unless they are a point on the curve P-256 and 16 bytes, both in base64url."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.decoded(p256dh))
        is_good = len(keys.decoded(auth)) == 16
    except (ValueError, NotBase64):
        is_good = False
    if not is_good:
        raise Refused(_("Your browser gave keys that we can't use."))

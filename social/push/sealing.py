"""One message for one device: sealed for its keys alone (RFC 8291), signed with ours (RFC 8292)."""

import json
from datetime import timedelta
from email.utils import parseaddr
from typing import Any, NamedTuple

from django.conf import settings

from social.models import PushSubscription
from social.push import keys

KEPT_FOR = timedelta(days=1)  # by the push service, for a device that is off
SIGNATURE_HOLDS = timedelta(hours=12)  # the longest that push services take is a day


class Sealed(NamedTuple):
    """What goes over the wire."""

    body: bytes
    headers: dict[str, str]


def seal(subscription: PushSubscription, message: dict[str, Any], *, is_urgent: bool = False) -> Sealed:
    """Seal a message that JSON can hold; it must stay below 4 kB."""
    from webpush import WebPush, WebPushSubscription  # needs a tenth of a second to load, and only a worker seals
    from webpush.types import AnyHttpUrl, WebPushKeys

    own = keys.own()
    contact = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    signer = WebPush(own.private, own.public, contact, int(KEPT_FOR.total_seconds()), SIGNATURE_HOLDS.seconds)
    to = WebPushSubscription(
        endpoint=AnyHttpUrl(subscription.endpoint), keys=WebPushKeys(p256dh=subscription.p256dh, auth=subscription.auth)
    )
    made = signer.get(json.dumps(message, ensure_ascii=False).encode(), to)
    urgency = "high" if is_urgent else "normal"
    return Sealed(made.encrypted, {**made.headers, "urgency": urgency, "content-type": "application/octet-stream"})

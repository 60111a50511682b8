"""Knocking at the doors of the gateways: `webhooks.knock(client, event)` signs as Stripe signs."""

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from marketplace.kit import clock
from payments.gateways import signatures

SECRET, CONNECT_SECRET = "whsec_platform", "whsec_connect"
PLATFORM, CONNECT = "/payments/webhooks/stripe/", "/payments/webhooks/stripe/connect/"


def event(kind: str = "reporting.report_type.updated", **more: Any) -> dict[str, Any]:
    """An event as Stripe sends it, of a type that nothing follows from unless another is named."""
    thing = more.pop("object", {"id": "frt_1", "object": "reporting.report_type"})
    return {
        "id": f"evt_{uuid4().hex}", "object": "event", "type": kind, "livemode": False,
        "created": int(clock.now().timestamp()), "data": {"object": thing}, **more,
    }  # fmt: skip


def knock(client: Client, what: Any, *, door: str = PLATFORM, secret: str = SECRET, ahead: int = 0) -> HttpResponse:
    """Send an event (or any bytes), signed with this secret, as if it were so many seconds later than now."""
    body = what if isinstance(what, bytes) else json.dumps(what).encode()
    moment = int(clock.now().timestamp()) + ahead
    return send(client, body, signatures.sign(body, moment, secret), door=door)


def send(client: Client, body: bytes, header: str | None, *, door: str = PLATFORM) -> HttpResponse:
    """Send these bytes with this header."""
    headers = {} if header is None else {"Stripe-Signature": header}
    response: HttpResponse = client.post(door, body, content_type="application/json", headers=headers)
    return response

"""PayPal, by its Orders API: off until the operator sets it up.

The payer agrees on PayPal's page to an order (`orders.create`); then the money is called for (`orders.capture`).
Source: developer.paypal.com/docs/api/orders/v2 and /payments/v2. Every call carries our key as `PayPal-Request-Id`.
"""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.kit import clock
from payments.gateways import paypal_shapes, web
from payments.gateways.port import (
    Answer,
    BadSignature,
    Call,
    CannotPay,
    Charge,
    Heard,
    Order,
    Rejected,
    Returned,
    Unclear,
    Words,
)
from payments.models import Payment, Refund, SavedMethod

LIVE = "https://api-m.paypal.com"
_PATHS = {
    "orders.create": "/v2/checkout/orders",
    "orders.capture": "/v2/checkout/orders/{id}/capture",
    "captures.refund": "/v2/payments/captures/{id}/refund",
}
_READ = {"order": "/v2/checkout/orders/{id}", "refund": "/v2/payments/refunds/{id}"}
_SIGNED = {
    "auth_algo": "Paypal-Auth-Algo",
    "cert_url": "Paypal-Cert-Url",
    "transmission_id": "Paypal-Transmission-Id",
    "transmission_sig": "Paypal-Transmission-Sig",
    "transmission_time": "Paypal-Transmission-Time",
}


class PayPal:
    """The port, spoken to PayPal."""

    name = "paypal"
    title: Words = gettext_lazy("PayPal")
    keys_last = timedelta(hours=5)  # PayPal keeps the keys of orders for six hours

    def is_on(self) -> bool:
        return bool(settings.PAYPAL_CLIENT_ID and settings.PAYPAL_CLIENT_SECRET and settings.PAYPAL_WEBHOOK_ID)

    def is_live(self) -> bool:
        return bool(settings.PAYPAL_API_BASE == LIVE)

    def charging(self, order: Order) -> Call:
        if order.payment.currency not in paypal_shapes.CURRENCIES:
            raise CannotPay(_("PayPal does not take this currency. Pay by card."))
        return Call("orders.create", paypal_shapes.order(order))

    def confirming(self, payment: Payment, method: SavedMethod | None, *, return_url: str) -> Call | None:
        return None

    def capturing(self, payment: Payment) -> Call | None:
        return Call("orders.capture", {"id": payment.reference})

    def cancelling(self, payment: Payment) -> Call | None:
        return None  # an order that nobody captures takes no money, and runs out by itself

    def looking(self, payment: Payment) -> tuple[str, str]:
        return "order", payment.reference

    def refunding(self, refund: Refund, marks: Mapping[str, str]) -> Call:
        return Call("captures.refund", paypal_shapes.refund(refund, marks))

    def takes_marks(self, call: str) -> bool:
        return False  # they stand in custom_id and invoice_id

    def charge_in(self, answer: Answer) -> Charge:
        return paypal_shapes.charge_in(answer)

    def refund_in(self, answer: Answer) -> Returned:
        return paypal_shapes.refund_in(answer)

    def send(self, call: str, body: Mapping[str, Any], *, key: str, on_behalf_of: str = "") -> Answer:
        sent = {name: value for name, value in body.items() if name not in ("id", "order")}
        headers = {**_authorised(), "PayPal-Request-Id": key, "Prefer": "return=representation"}
        return _dict(web.call("POST", _url(_PATHS[call], body.get("id")), headers=headers, body=sent))

    def look_up(
        self, call: str, body: Mapping[str, Any], *, key: str, since: datetime, on_behalf_of: str = ""
    ) -> Answer | None:
        """An order that was made twice takes nothing twice; what was captured or refunded stands in its order."""
        if call == "orders.create":
            return None
        order = self.read("order", str(body["order"] if call == "captures.refund" else body["id"]))
        if order is None or call == "orders.capture":
            return order if order and order["status"] == "COMPLETED" else None
        return next((one for one in paypal_shapes.refunds_of(order) if one.get("invoice_id") == key), None)

    def read(self, what: str, reference: str, *, on_behalf_of: str = "") -> Answer | None:
        try:
            return _dict(web.call("GET", _url(_READ[what], reference), headers=_authorised()))
        except Rejected as rejected:
            if rejected.code in ("resource_missing", "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID"):
                return None
            raise Unclear(str(rejected)) from rejected

    def heard(self, payload: bytes, headers: Mapping[str, str], *, door: str) -> Heard:
        """PayPal itself is asked whether it sent this: its own way, without its certificates."""
        signed = {name: headers.get(header, "") for name, header in _SIGNED.items()}
        if not all(signed.values()) or not self.is_on():
            raise BadSignature("no signature")
        try:
            heard = self.again(json.loads(payload))
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            raise BadSignature("not an event") from error
        asked = json.dumps({**signed, "webhook_id": settings.PAYPAL_WEBHOOK_ID})[:-1].encode()
        whole = asked + b', "webhook_event": ' + payload + b"}"  # as it came: a re-written one has another signature
        url = f"{settings.PAYPAL_API_BASE}/v1/notifications/verify-webhook-signature"
        said = _dict(web.call("POST", url, headers={**_authorised(), "Content-Type": "application/json"}, body=whole))
        if said.get("verification_status") != "SUCCESS":
            raise BadSignature("another sender or another body")
        return heard

    def again(self, payload: Answer) -> Heard:
        made_at = datetime.fromisoformat(payload["create_time"])
        return Heard(
            reference=payload["id"],
            type=payload["event_type"],
            is_live=self.is_live(),
            payload=payload,
            made_at=made_at,
        )

    def subject_of(self, heard: Heard) -> Answer:
        what, reference = paypal_shapes.about(heard.payload["resource"], heard.type)
        thing = (self.read(what, reference) if reference else None) or heard.payload["resource"]
        return {**thing, "metadata": paypal_shapes.marks_in(thing)}

    def told(self, *, since: datetime, account: str = "") -> Iterator[Heard]:
        form = "%Y-%m-%dT%H:%M:%SZ"
        window = {"start_time": since.astimezone(UTC).strftime(form), "end_time": clock.now().strftime(form)}
        url = f"{settings.PAYPAL_API_BASE}/v1/notifications/webhooks-events?{urlencode({**window, 'page_size': 300})}"
        while url:
            page = _dict(web.call("GET", url, headers=_authorised()))
            yield from (self.again(event) for event in page.get("events", []))
            url = next((link["href"] for link in page.get("links", []) if link["rel"] == "next"), "")


def _url(path: str, reference: Any) -> str:
    return f"{settings.PAYPAL_API_BASE}{path.format(id=reference)}"


def _authorised() -> dict[str, str]:
    """A token is good for hours; one for all processes is kept until shortly before it ends."""
    kept = cache.get(key := f"paypal-token:{settings.PAYPAL_API_BASE}:{settings.PAYPAL_CLIENT_ID}")
    if kept is None or kept[1] < time.time():
        kept = _new_token()
        cache.set(key, kept, timeout=max(1, int(kept[1] - time.time())))
    return {"Authorization": f"Bearer {kept[0]}"}


def _new_token() -> tuple[str, float]:
    secret = base64.b64encode(f"{settings.PAYPAL_CLIENT_ID}:{settings.PAYPAL_CLIENT_SECRET}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/x-www-form-urlencoded"}
    url = f"{settings.PAYPAL_API_BASE}/v1/oauth2/token"
    try:
        said = _dict(web.call("POST", url, headers=headers, body=b"grant_type=client_credentials"))
    except Rejected as rejected:
        raise Unclear(str(rejected)) from rejected
    return said["access_token"], time.time() + int(said["expires_in"]) - 60


def _dict(answer: Answer | list[Any]) -> Answer:
    if not isinstance(answer, dict):
        raise Unclear("not an object")
    return answer

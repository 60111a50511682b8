"""Crypto checkout through the operator's own BTCPay Server: off until it is set up.

Prices are in ordinary currencies; BTCPay asks for the coins of the moment, and the operator's server holds them.
Source: docs.btcpayserver.org/API/Greenfield/v1. It knows no idempotency keys, so our key is its order number, and what
was made under it is looked for before anything is made.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy

from marketplace.kit.money import Money, currency
from payments.gateways import web
from payments.gateways.port import (
    Answer,
    BadSignature,
    Call,
    Charge,
    Disagrees,
    Heard,
    Order,
    Rejected,
    Returned,
    State,
    Unclear,
    Words,
)
from payments.models import Payment, Refund, SavedMethod

MINUTES = 60  # for which the coins are asked for at one rate
_STATES = {
    "New": State.ACTION_NEEDED,
    "Processing": State.PENDING,
    "Settled": State.DONE,
    "Expired": State.CANCELLED,
    "Invalid": State.CANCELLED,
}
_PAYOUTS = {"Completed": State.DONE, "Cancelled": State.FAILED}


class Crypto:
    """The port, spoken to a BTCPay Server."""

    name = "crypto"
    title: Words = gettext_lazy("Bitcoin")
    keys_last = timedelta(days=3_650)  # as long as its books: what is there is looked for before each call

    def is_on(self) -> bool:
        return bool(settings.BTCPAY_URL and settings.BTCPAY_API_KEY and settings.BTCPAY_STORE)

    def is_live(self) -> bool:
        return bool(settings.MONEY_IS_REAL)

    def charging(self, order: Order) -> Call:
        amount = order.payment.amount
        page = {"redirectURL": order.return_url, "redirectAutomatically": True, "expirationMinutes": MINUTES}
        described = {"itemDesc": ", ".join(title for title, _price in order.lines), "orderUrl": order.cancel_url}
        return Call("invoices.create", {
            "amount": str(amount.amount),
            "currency": amount.currency.code,
            "metadata": {"orderId": order.marks["our_key"], **order.marks, **described},
            "checkout": {**page, "speedPolicy": "MediumSpeed"},
        })  # fmt: skip

    def confirming(self, payment: Payment, method: SavedMethod | None, *, return_url: str) -> Call | None:
        return None

    def capturing(self, payment: Payment) -> Call | None:
        return None

    def cancelling(self, payment: Payment) -> Call | None:
        return Call("invoices.invalidate", {"id": payment.reference}) if payment.reference else None

    def looking(self, payment: Payment) -> tuple[str, str]:
        return "invoice", payment.reference

    def refunding(self, refund: Refund, marks: Mapping[str, str]) -> Call:
        """A sum that the payer claims to a wallet of theirs: coins have no way back of their own."""
        amount = refund.amount
        return Call("invoices.refund", {
            "id": refund.payment.reference,
            "name": marks["our_key"],
            "description": f"{settings.SITE_NAME} {refund.pk}",
            "refundVariant": "Custom",
            "customAmount": str(amount.amount),
            "customCurrency": amount.currency.code,
            "payoutMethodId": "BTC-CHAIN",
        })  # fmt: skip

    def takes_marks(self, call: str) -> bool:
        return False  # they were put where this server keeps such things

    def charge_in(self, answer: Answer) -> Charge:
        state = _STATES[answer["status"]]
        if answer.get("additionalStatus") == "PaidPartial" and state is State.CANCELLED:
            raise Disagrees(f"invoice {answer['id']} was paid in part, too late")
        received = Money(Decimal(answer["amount"]), currency(answer["currency"]))
        return Charge(
            state=state,
            reference=answer["id"],
            charge=answer["id"] if state is State.DONE else "",
            received=received if state is State.DONE else None,
            action_url=answer.get("checkoutLink") or "",
        )

    def refund_in(self, answer: Answer) -> Returned:
        payouts = answer.get("payouts") or [{}]
        state = _PAYOUTS.get(payouts[-1].get("state", ""), State.PENDING)
        amount = Money(Decimal(answer["amount"]), currency(answer["currency"]))
        page = answer.get("viewLink") or ""
        key = answer.get("name") or ""
        return Returned(state=state, reference=answer["id"], amount=amount, action_url=page, key=key)

    def send(self, call: str, body: Mapping[str, Any], *, key: str, on_behalf_of: str = "") -> Answer:
        since = datetime.now(UTC)
        if call != "invoices.invalidate" and (made := self.look_up(call, body, key=key, since=since)):
            return made
        sent = {name: value for name, value in body.items() if name != "id"}
        if call == "invoices.create":
            return _dict(_call("POST", "invoices", sent))
        if call == "invoices.invalidate":
            return _dict(_call("POST", f"invoices/{body['id']}/status", {"status": "Invalid"}))
        return _dict(_call("POST", f"invoices/{body['id']}/refund", sent))

    def look_up(
        self, call: str, body: Mapping[str, Any], *, key: str, since: datetime, on_behalf_of: str = ""
    ) -> Answer | None:
        if call == "invoices.invalidate":
            return self.read("invoice", str(body["id"]))
        if call == "invoices.create":
            found = _list(_call("GET", f"invoices?{urlencode({'orderId': key})}"))
            return next(iter(found), None)
        pulls = _list(_call("GET", "pull-payments?includeArchived=true"))
        made = next((one for one in pulls if one.get("name") == key), None)
        return self.read("refund", made["id"]) if made else None

    def read(self, what: str, reference: str, *, on_behalf_of: str = "") -> Answer | None:
        try:
            if what == "invoice":
                return _dict(_call("GET", f"invoices/{reference}"))
            pull = _dict(_call("GET", reference, root="pull-payments"))
            return {**pull, "payouts": _list(_call("GET", f"{reference}/payouts", root="pull-payments"))}
        except Rejected as rejected:
            if rejected.code in ("resource_missing", "invoice-not-found", "pullpayment-not-found"):
                return None
            raise Unclear(str(rejected)) from rejected

    def heard(self, payload: bytes, headers: Mapping[str, str], *, door: str) -> Heard:
        secret = settings.BTCPAY_WEBHOOK_SECRET
        expected = "sha256=" + hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()
        if not secret or not hmac.compare_digest(expected.encode(), headers.get("BTCPay-Sig", "").encode()):
            raise BadSignature("another secret or another body")
        try:
            return self.again(json.loads(payload))
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            raise BadSignature("not an event") from error

    def again(self, payload: Answer) -> Heard:
        return Heard(
            reference=payload.get("originalDeliveryId") or payload["deliveryId"],
            type=payload["type"],
            is_live=self.is_live(),
            payload=payload,
            made_at=datetime.fromtimestamp(payload["timestamp"], UTC),
        )

    def subject_of(self, heard: Heard) -> Answer:
        reference = heard.payload.get("invoiceId", "")
        return (self.read("invoice", reference) if reference else None) or heard.payload

    def told(self, *, since: datetime, account: str = "") -> Iterator[Heard]:
        return iter(())  # it lists no events; payments that are quiet are looked at


def _call(method: str, path: str, body: Mapping[str, Any] | None = None, *, root: str = "") -> Answer | list[Any]:
    base = root or f"stores/{settings.BTCPAY_STORE}"
    url = f"{settings.BTCPAY_URL.rstrip('/')}/api/v1/{base}/{path}"
    return web.call(method, url, headers={"Authorization": f"token {settings.BTCPAY_API_KEY}"}, body=body)


def _dict(answer: Answer | list[Any]) -> Answer:
    if not isinstance(answer, dict):
        raise Unclear("not an object")
    return answer


def _list(answer: Answer | list[Any]) -> list[Answer]:
    if not isinstance(answer, list):
        raise Unclear("not a list")
    return answer

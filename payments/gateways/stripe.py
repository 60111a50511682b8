"""Stripe: the one module that speaks to it. Every call that changes something carries our own idempotency key.

Separate charges and transfers: a payment stays on the platform's balance until a transfer takes it to the payee's
account (docs.stripe.com/connect/separate-charges-and-transfers). What Stripe's objects mean is read in `stripe_shapes`.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

import stripe
from django.conf import settings
from django.utils.translation import gettext_lazy

from payments.gateways import signatures, stripe_shapes
from payments.gateways.port import (
    Answer,
    BadSignature,
    Call,
    Card,
    Charge,
    Disagrees,
    Heard,
    Keeping,
    Kept,
    Order,
    Rejected,
    Returned,
    Unclear,
    Words,
)
from payments.gateways.stripe_calls import CALLS, EXPANDED, MANY, NAMELESS, PATHS
from payments.gateways.stripe_payees import StripePayees
from payments.gateways.stripe_statement import StripeStatement
from payments.models import Payment, Refund, SavedMethod

API_VERSION = "2026-10-28.endive"  # another one means other shapes: read stripe_shapes anew first
PAGE = 100
PAID_BY = {"payment_intent", "dispute"}  # objects behind which an invoice may be
DELIVERED_FOR = timedelta(days=3)  # for so long Stripe tries to deliver an event

_key: ContextVar[str] = ContextVar("stripe_key", default="")


class NoKeyOfOurs(Exception):
    """Somebody tried to change something at Stripe without a key by which it can be done once."""


class _OnlyWithOurKey(stripe.RequestsClient):
    """The library invents a key where none is given, so that a repeated call would be another one. Not with us."""

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **more: Any
    ) -> Any:
        key = (headers or {}).get("Idempotency-Key", "")
        if method.lower() != "get" and (not key or key != _key.get()):
            raise NoKeyOfOurs(url)
        if getattr(self._thread_local, "session", None) is None:
            self._thread_local.session = self._opened(url)
        return super().request(method, url, headers, post_data)

    def _opened(self, url: str) -> Any:
        """A thread's own connection. What the environment says of proxies is read once, not with each call; and no
        .netrc speaks for us."""
        session = self.requests.Session()
        session.proxies, session.trust_env = self.requests.utils.get_environ_proxies(url), False
        return session


class Stripe(StripePayees, StripeStatement):
    """The port, spoken to Stripe or to the local server that stands in for it."""

    name = "stripe"
    title: Words = gettext_lazy("Card")
    keys_last = timedelta(hours=23)  # Stripe keeps keys for 24 hours at least

    def is_on(self) -> bool:
        return bool(settings.STRIPE_SECRET_KEY)

    def is_live(self) -> bool:
        return bool(settings.MONEY_IS_REAL)

    def charging(self, order: Order) -> Call:
        return stripe_shapes.charging(order)

    def confirming(self, payment: Payment, method: SavedMethod | None, *, return_url: str) -> Call | None:
        return stripe_shapes.confirming(payment, method, return_url=return_url)

    def capturing(self, payment: Payment) -> Call | None:
        return None

    def cancelling(self, payment: Payment) -> Call | None:
        return stripe_shapes.cancelling(payment)

    def looking(self, payment: Payment) -> tuple[str, str]:
        return stripe_shapes.looking(payment)

    def refunding(self, refund: Refund, marks: Mapping[str, str]) -> Call:
        return stripe_shapes.refunding(refund, marks)

    def charge_in(self, answer: Answer) -> Charge:
        return stripe_shapes.charge_in(answer)

    def refund_in(self, answer: Answer) -> Returned:
        return stripe_shapes.refund_in(answer)

    def keeping(self, order: Keeping) -> Call:
        return stripe_shapes.keeping(order)

    def kept_in(self, answer: Answer) -> Kept:
        return stripe_shapes.kept_in(answer)

    def looking_kept(self, reference: str) -> tuple[str, str]:
        return "checkout.session", reference

    def card_in(self, answer: Answer) -> Card:
        return stripe_shapes.card_in(answer)

    def forgetting(self, card: SavedMethod) -> Call:
        return Call("payment_methods.detach", {"id": card.reference})

    def takes_marks(self, call: str) -> bool:
        return call.endswith(".create") and call not in NAMELESS

    def send(self, call: str, body: Mapping[str, Any], *, key: str, on_behalf_of: str = "") -> Answer:
        refuse_putting_aside(body)
        params = dict(body)
        ids = [params.pop("id")] if CALLS[call] else []
        with _saying(key), _in_our_words():
            if call in MANY:
                came = _client().raw_request("post", MANY[call], **params, **_options(on_behalf_of, key))
                return dict(came.data)
            made = attrgetter(call)(_client().v1)(*ids, params, _options(on_behalf_of, key))
        return _plain(made)

    def look_up(
        self, call: str, body: Mapping[str, Any], *, key: str, since: datetime, on_behalf_of: str = ""
    ) -> Answer | None:
        noun, _, verb = call.rpartition(".")
        if verb != "create":
            return self.read(noun.rpartition(".")[2].removesuffix("s"), str(body["id"]), on_behalf_of=on_behalf_of)
        ids, window = ([body["id"]] if CALLS[call] else []), {}
        if not ids:
            window = {"created": {"gte": int((since - timedelta(minutes=10)).timestamp())}}
        with _in_our_words():
            found = attrgetter(f"{noun}.list")(_client().v1)(*ids, {"limit": PAGE, **window}, _options(on_behalf_of))
            for made in found.auto_paging_iter():
                if ((plain := _plain(made)).get("metadata") or {}).get("our_key") == key:
                    return plain
        return None

    def read(self, what: str, reference: str, *, on_behalf_of: str = "") -> Answer | None:
        params = {"expand": EXPANDED[what]} if what in EXPANDED else {}
        try:
            with _in_our_words():
                found = attrgetter(f"{PATHS[what]}.retrieve")(_client().v1)(reference, params, _options(on_behalf_of))
        except Rejected as rejected:
            if rejected.code == "resource_missing":
                return None
            raise Unclear(str(rejected)) from rejected
        return _plain(found)

    def list(self, call: str, params: Mapping[str, Any], *, on_behalf_of: str = "") -> Iterator[Answer]:
        """All objects of a list, page by page: "balance_transactions". Raises Unclear."""
        with _in_our_words():
            found = attrgetter(f"{call}.list")(_client().v1)({"limit": PAGE, **params}, _options(on_behalf_of))
            for made in found.auto_paging_iter():
                yield _plain(made)

    def balance(self, *, on_behalf_of: str = "") -> Answer:
        """What lies there: lists of available and pending sums by currency, in Stripe's units. Raises Unclear."""
        with _in_our_words():
            return _plain(_client().v1.balance.retrieve({}, _options(on_behalf_of)))

    def heard(self, payload: bytes, headers: Mapping[str, str], *, door: str) -> Heard:
        secrets = settings.STRIPE_WEBHOOK_SECRETS if door == "platform" else settings.STRIPE_CONNECT_WEBHOOK_SECRETS
        signatures.check(payload, headers.get("Stripe-Signature", ""), secrets)
        try:
            told = json.loads(payload)
            return _heard(told)
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
            raise BadSignature("not an event") from error

    def again(self, payload: Answer) -> Heard:
        return _heard(payload)

    def subject_of(self, heard: Heard) -> Answer:
        told: Answer = heard.payload["data"]["object"]
        what = told.get("object", "")
        if what not in PATHS or "id" not in told:
            return told
        found = self.read(what, told["id"], on_behalf_of=heard.account) or told
        bill = self._bill_behind(found) if what in PAID_BY and not heard.account else None
        return {**found, "bill": bill} if bill else found

    def _bill_behind(self, thing: Answer) -> Answer | None:
        """The invoice that a payment, or a dispute of one, is for. Stripe puts none of our names on either, and tells
        which invoice it is in the list of their payments alone."""
        charge: Any = thing.get("charge")
        marked = {
            **(thing.get("metadata") or {}),
            **((charge.get("metadata") if isinstance(charge, dict) else {}) or {}),
        }
        intent = thing["id"] if thing["object"] == "payment_intent" else thing.get("payment_intent")
        if "our_id" in marked or not isinstance(intent, str):
            return None
        by = {"type": "payment_intent", "payment_intent": intent}
        paid = next(self.list("invoice_payments", {"payment": by}), None)
        return self.read("invoice", paid["invoice"]) if paid else None

    def told(self, *, since: datetime, account: str = "") -> Iterator[Heard]:
        """What happened since then, and whatever could not be delivered in the days for which Stripe tries."""
        tries = {"created": {"gte": int((since - DELIVERED_FOR).timestamp())}, "delivery_success": False}
        for window in ({"created": {"gte": int(since.timestamp())}}, tries):
            yield from (_heard(event) for event in self.list("events", window, on_behalf_of=account))


def refuse_putting_aside(body: Any) -> None:
    """What is put aside on a card is gone after some days (docs.stripe.com/payments/place-a-hold-on-a-payment-method),
    and a deal would stand on nothing. So this site takes money, or takes none. Raises ValueError."""
    if isinstance(body, Mapping):
        if body.get("capture_method", "automatic") not in ("automatic", "automatic_async"):
            raise ValueError("Money is taken, or it is not: nothing is put aside on a card to be called for later.")
        for value in body.values():
            refuse_putting_aside(value)
    elif isinstance(body, list | tuple):
        for value in body:
            refuse_putting_aside(value)


def _heard(event: Answer) -> Heard:
    return Heard(
        reference=event["id"],
        type=event["type"],
        is_live=event["livemode"],
        account=event.get("account") or "",
        made_at=datetime.fromtimestamp(event["created"], UTC),
        payload=event,
    )


def _client() -> stripe.StripeClient:
    return _client_for(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.GATEWAY_TIMEOUT)


@cache
def _client_for(secret: str, base: str, timeout: float) -> stripe.StripeClient:
    return stripe.StripeClient(
        secret,
        stripe_version=API_VERSION,
        max_network_retries=0,  # the request's row knows when it may be sent again
        http_client=_OnlyWithOurKey(timeout=(min(5.0, timeout), timeout)),
        base_addresses={"api": base} if base else None,
    )


def _options(account: str, key: str = "") -> Any:
    return {**({"stripe_account": account} if account else {}), **({"idempotency_key": key} if key else {})}


@contextmanager
def _saying(key: str) -> Iterator[None]:
    token = _key.set(key)
    try:
        yield
    finally:
        _key.reset(token)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        raise _rejected(error) from error
    except stripe.IdempotencyError as error:
        raise Disagrees(f"a key of ours names another call: {error.user_message}") from error
    except stripe.StripeError as error:
        raise _unclear(error) from error


def _unclear(error: stripe.StripeError) -> Unclear:
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    words = f"{type(error).__name__} {error.http_status or ''}: {error.user_message or error}"
    return Unclear(words, is_final=headers.get("idempotent-replayed") == "true")


def _rejected(error: stripe.StripeError) -> Rejected:
    said: Any = error.json_body if isinstance(error.json_body, dict) else {}
    about = said.get("error", {})
    code = about.get("decline_code") or about.get("code") or ("resource_missing" if error.http_status == 404 else "")
    if about.get("code") == "authentication_required":
        code = "authentication_required"
    return Rejected(code or "invalid_request", about.get("message", ""), about.get("payment_intent"))


def _plain(made: Any) -> Answer:
    plain: Answer = made.to_dict(for_json=True)
    return plain

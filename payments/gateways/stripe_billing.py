"""Stripe Billing in our words: what is sold as products, what is collected as subscriptions and invoices.

Source: docs.stripe.com/billing/subscriptions/build-subscriptions and /upgrade-downgrade. Nothing here calls anybody.
"""

from datetime import UTC, datetime
from typing import Any

from marketplace.kit import clock
from marketplace.kit.money import Money
from payments.gateways import stripe_units
from payments.gateways.billing import Billed, Standing, Subscribed, Subscribing
from payments.gateways.port import Answer, Call
from payments.gateways.stripe_calls import EXPANDED
from payments.gateways.stripe_shapes import PAGE_LASTS, card_in

_STANDING = {
    "incomplete": Standing.BEGUN,
    "incomplete_expired": Standing.ENDED,
    "trialing": Standing.ACTIVE,
    "active": Standing.ACTIVE,
    "past_due": Standing.PAST_DUE,
    "unpaid": Standing.ENDED,
    "paused": Standing.ENDED,
    "canceled": Standing.ENDED,
}


class StripeBilling:
    """The port, spoken to Stripe or to the local server that stands in for it."""

    def offering(self, product: str, name: str) -> Call:
        return Call("products.create", {"id": product, "name": name})

    def subscribing(self, order: Subscribing) -> Call:
        body = {
            "mode": "subscription",
            "client_reference_id": str(order.pk),
            "success_url": order.return_url,
            "cancel_url": order.cancel_url,
            "expires_at": int((clock.now() + PAGE_LASTS).timestamp()),
            "line_items": [{"quantity": 1, "price_data": _price(order.product, order.price, order.every)}],
            "subscription_data": {"metadata": dict(order.marks)},
            "metadata": dict(order.marks),
            **({"customer": order.customer} if order.customer else {"customer_email": order.email}),
        }
        return Call("checkout.sessions.create", body)

    def page_in(self, answer: Answer) -> tuple[str, str, str]:
        return answer["id"], answer.get("url") or "", _id(answer.get("subscription"))

    def closing(self, page: str) -> Call:
        return Call("checkout.sessions.expire", {"id": page})

    def changing(self, subscription: str, item: str, product: str, price: Money, every: str, *, at_once: bool) -> Call:
        body = {
            "id": subscription,
            "items": [{"id": item, "price_data": _price(product, price, every)}],
            "proration_behavior": "always_invoice" if at_once else "none",
            "payment_behavior": "error_if_incomplete",
            "expand": EXPANDED["subscription"],
        }
        return Call("subscriptions.update", body)

    def ending(self, subscription: str, *, at_once: bool) -> Call:
        if at_once:
            return Call("subscriptions.cancel", {"id": subscription, "expand": EXPANDED["subscription"]})
        return self._updating(subscription, cancel_at_period_end=True)

    def going_on(self, subscription: str) -> Call:
        return self._updating(subscription, cancel_at_period_end=False)

    def resting(self, subscription: str) -> Call:
        return self._updating(subscription, pause_collection={"behavior": "void"})

    def waking(self, subscription: str) -> Call:
        return self._updating(subscription, pause_collection="")

    def paying_with(self, subscription: str, method: str) -> Call:
        return self._updating(subscription, default_payment_method=method)

    def paying(self, bill: str, method: str) -> Call:
        return Call("invoices.pay", {"id": bill, "payment_method": method, "expand": EXPANDED["invoice"]})

    def subscription_in(self, answer: Answer) -> Subscribed:
        item: Answer = answer["items"]["data"][0]
        price: Answer = item["price"]
        paid_to = _moment(item["current_period_end"])
        ends = answer.get("cancel_at")
        method = answer.get("default_payment_method")
        return Subscribed(
            standing=_STANDING[answer["status"]],
            reference=answer["id"],
            item=item["id"],
            product=_id(price["product"]),
            every=price["recurring"]["interval"],
            price=stripe_units.money(price["unit_amount"], price["currency"]),
            paid_from=_moment(item["current_period_start"]),
            paid_to=paid_to,
            ends_at=_moment(ends) if ends else paid_to if answer.get("cancel_at_period_end") else None,
            customer=_id(answer.get("customer")),
            method=card_in(method).words if isinstance(method, dict) else "",
            bill=_id(answer.get("latest_invoice")),
        )

    def bill_in(self, answer: Answer) -> Billed:
        paid_at = answer["status_transitions"].get("paid_at")
        periods = [line["period"] for line in answer["lines"]["data"]]
        next_try = answer.get("next_payment_attempt")
        intent = _intent(answer)
        return Billed(
            reference=answer["id"],
            subscription=_subscription(answer),
            is_paid=answer["status"] == "paid",
            amount=stripe_units.money(
                answer["amount_paid" if answer["status"] == "paid" else "amount_due"], answer["currency"]
            ),
            starts_at=_moment(min((one["start"] for one in periods), default=answer["period_start"])),
            ends_at=_moment(max((one["end"] for one in periods), default=answer["period_end"])),
            paid_at=_moment(paid_at) if paid_at else None,
            charge=_id(intent.get("latest_charge")),
            intent=intent.get("id", ""),
            pay_url=answer.get("hosted_invoice_url") or "",
            next_try_at=_moment(next_try) if next_try else None,
        )

    def _updating(self, subscription: str, **changes: Any) -> Call:
        return Call("subscriptions.update", {"id": subscription, **changes, "expand": EXPANDED["subscription"]})


def _price(product: str, price: Money, every: str) -> dict[str, Any]:
    return {
        "currency": price.currency.code.lower(),
        "unit_amount": stripe_units.units(price),
        "product": product,
        "recurring": {"interval": every},
    }


def _subscription(invoice: Answer) -> str:
    """Invoices say what they are for below `parent`; other parents than subscriptions are none of ours."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return _id(details.get("subscription"))


def _intent(invoice: Answer) -> Answer:
    """The payment intent by which an invoice was paid, where it is read together with it."""
    for payment in ((invoice.get("payments") or {}).get("data")) or []:
        intent = (payment.get("payment") or {}).get("payment_intent")
        if isinstance(intent, dict):
            return intent
        if intent:
            return {"id": intent}
    return {}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id(value: Any) -> str:
    return str(value["id"] if isinstance(value, dict) else value or "")

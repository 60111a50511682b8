"""What the house asks of a gateway that collects a price again and again, and in which words it answers.

Beside `port.Gateway`, which takes single payments: the calls are made by `outgoing` in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol
from uuid import UUID

from marketplace.kit.money import Money
from payments.gateways.port import Answer, Call


class Standing(Enum):
    """How a subscription stands, by the gateway's word."""

    BEGUN = "begun"  # its first payment is not there yet
    ACTIVE = "active"
    PAST_DUE = "past_due"  # a period could not be paid for, and is tried again
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Subscribing:
    """How a subscription is to be begun. product: under which name the gateway knows what is sold."""

    pk: UUID
    product: str
    price: Money
    every: str
    return_url: str
    cancel_url: str
    marks: Mapping[str, str]
    customer: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Subscribed:
    """What a gateway says about a subscription.

    product, every, price: what the next period will be asked for. paid_from, paid_to: the period that runs. ends_at:
    when it ends by itself, None while it goes on. bill: its newest bill.
    """

    standing: Standing
    reference: str
    item: str
    product: str
    every: str
    price: Money
    paid_from: datetime
    paid_to: datetime
    ends_at: datetime | None = None
    customer: str = ""
    method: str = ""
    bill: str = ""


@dataclass(frozen=True, kw_only=True)
class Billed:
    """What a gateway says about one bill of a subscription. pay_url: where a bill that is open can be paid."""

    reference: str
    subscription: str
    is_paid: bool
    amount: Money
    starts_at: datetime
    ends_at: datetime
    paid_at: datetime | None = None
    charge: str = ""
    intent: str = ""
    pay_url: str = ""
    next_try_at: datetime | None = None


class Billing(Protocol):
    """Somebody who collects prices for us, period by period."""

    def offering(self, product: str, name: str) -> Call:
        """How to let the gateway know what is sold."""

    def subscribing(self, order: Subscribing) -> Call:
        """How to begin: the gateway's page, on which a card is entered and the first period paid."""

    def page_in(self, answer: Answer) -> tuple[str, str, str]:
        """The page's own name, its address while it is open, and the subscription once there is one."""

    def closing(self, page: str) -> Call:
        """How to close that page."""

    def changing(self, subscription: str, item: str, product: str, price: Money, every: str, *, at_once: bool) -> Call:
        """How to sell something else instead. at_once: the difference for the rest of the period is collected now, and
        nothing changes if it can't be; else the price holds from the next period on."""

    def ending(self, subscription: str, *, at_once: bool) -> Call:
        """How to end it: now, or when the period that is paid for ends."""

    def going_on(self, subscription: str) -> Call:
        """How to take that back before then."""

    def resting(self, subscription: str) -> Call:
        """How to let it rest: its periods pass, and nothing is collected for them."""

    def waking(self, subscription: str) -> Call:
        """How to collect again, from the next period on."""

    def paying_with(self, subscription: str, method: str) -> Call:
        """How to collect from another card from now on."""

    def paying(self, bill: str, method: str) -> Call:
        """How to collect an open bill now, from this card."""

    def subscription_in(self, answer: Answer) -> Subscribed:
        """What an answer or a read object says about a subscription."""

    def bill_in(self, answer: Answer) -> Billed:
        """What a read object says about a bill."""


def of(name: str) -> Billing:
    """The gateway of this name, as one that collects. Raises LookupError."""
    from payments.gateways import stripe_billing

    return {"stripe": stripe_billing.StripeBilling()}[name]

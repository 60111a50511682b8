"""What the house asks of a gateway that pays people out, and in which words it answers. Nothing here knows any gateway.

Beside `port.Gateway`: a payee's own account there, transfers to it and back, payouts to their bank, and payments that a
card network takes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from marketplace.kit.money import Money
from payments.gateways.port import Answer, Call

if TYPE_CHECKING:
    from payments.models import Payout, PayoutAccount, Transfer, TransferReversal


@dataclass(frozen=True, kw_only=True)
class Bank:
    """Where a payee's money goes, as far as the gateway tells. fingerprint: the same for the same bank account."""

    name: str
    last4: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class AccountTold:
    """What a gateway says about a payee's account. wanted: its own names of what it must still be told."""

    reference: str
    country: str
    can_receive: bool
    can_pay_out: bool
    wanted: tuple[str, ...]
    bank: Bank | None


class Way(Enum):
    """How far a payout is, by the gateway's word."""

    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class PayoutTold:
    """What a gateway says about a payout. failure: its own code."""

    way: Way
    reference: str
    amount: Money
    arrives_on: date | None = None
    failure: str = ""
    failure_words: str = ""


@dataclass(frozen=True)
class CashMoved:
    """What a chargeback did to the platform's cash, in the currency of that cash.

    taken: below zero where it was given back. fee: what the gateway kept for it; below zero where that was given back.
    """

    reference: str
    taken: Money
    fee: Money


class Outcome(Enum):
    """How a chargeback ended, or that it has not."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class DisputeTold:
    """What a gateway says about a chargeback, or about an inquiry before one: then no cash has moved."""

    reference: str
    charge: str
    intent: str
    amount: Money
    reason: str
    outcome: Outcome
    moves: tuple[CashMoved, ...]
    answer_by: datetime | None = None


class PayeeGateway(Protocol):
    """Somebody who pays people out for us."""

    name: str

    def opening(self, account: "PayoutAccount", *, email: str, is_company: bool) -> Call:
        """How to make an account for a payee, from which nothing is paid out but by our own call."""

    def leading(self, account: "PayoutAccount", *, back_to: str, again_at: str) -> Call:
        """How to get the address where the payee tells the gateway who they are; it is good once, for minutes."""

    def address_in(self, answer: Answer) -> str:
        """That address."""

    def account_in(self, answer: Answer) -> AccountTold:
        """What an answer or a read object says about a payee's account."""

    def transferring(self, transfer: "Transfer", account: "PayoutAccount", marks: Mapping[str, str]) -> Call:
        """How to move a sum from the platform's cash to the payee's account."""

    def taking_back(self, reversal: "TransferReversal", marks: Mapping[str, str]) -> Call:
        """How to move a piece of a transfer back."""

    def paying_out(self, payout: "Payout", marks: Mapping[str, str]) -> Call:
        """How to send a sum from the payee's account to their bank. Said on behalf of that account."""

    def nearest(self, amount: Money) -> Money:
        """The sum nearest to this one, towards nothing, that the gateway can move: some count no last digit."""

    def bank_in(self, answer: Answer) -> Bank | None:
        """The bank account that an object is, if payouts go there by default."""

    def reference_in(self, answer: Answer) -> str:
        """The gateway's name of what a call made."""

    def amount_in(self, answer: Answer) -> Money:
        """The sum of a transfer or of a reversal."""

    def payout_in(self, answer: Answer) -> PayoutTold:
        """What an answer or a read object says about a payout."""

    def dispute_in(self, answer: Answer) -> DisputeTold:
        """What a read object says about a chargeback."""

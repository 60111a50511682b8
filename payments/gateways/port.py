"""What the house asks of a gateway, and in which words it answers. Nothing here knows any gateway.

A gateway does three things. It says how an act of ours is called there (`charging`, `refunding`, …: plain values, so
that a request can be written down before it is made); it makes such a call (`send`); and it reads what comes back
(`charge_in`, `refund_in`), whether an answer, a webhook or a look brought it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from django.utils.functional import Promise

from marketplace.kit.money import Money
from marketplace.kit.refusals import Refused

if TYPE_CHECKING:
    from payments.models import Payment, Refund, SavedMethod

Answer = dict[str, Any]
Words = str | Promise


class Unclear(Exception):
    """No sure answer: the call may have been done or not. The same call with the same key must be made again.

    is_final: that will bring the same non-answer again, because it is what the gateway remembers for the key.
    """

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


class Rejected(Exception):
    """The gateway will not do it, for good: a declined card, an impossible sum.

    code: the gateway's own. words: what it says about it. about: the object that it speaks of, if any.
    """

    def __init__(self, code: str, words: str, about: Answer | None = None) -> None:
        super().__init__(f"{code}: {words}")
        self.code, self.words, self.about = code, words, about or {}

    def as_json(self) -> Answer:
        """As a row keeps it."""
        return {"code": self.code, "words": self.words, "about": self.about}


class Disagrees(Exception):
    """What the gateway says does not fit what stands here. Nothing is posted; a person must look."""


class NotOurs(Exception):
    """The gateway speaks of something that this site never made."""


class BadSignature(Exception):
    """Whoever sent this did not know the secret."""


class CannotPay(Refused):
    """The gateway can't take this sum in this currency."""


class State(Enum):
    """How far a payment or a refund is, by the gateway's word."""

    PENDING = "pending"  # it works on it
    ACTION_NEEDED = "action_needed"  # the payer must do something at `action_url`
    APPROVED = "approved"  # the payer has agreed, the money must be called for
    DONE = "done"
    FAILED = "failed"  # this attempt came to nothing
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Call:
    """One thing to say to a gateway: the name of the call, and what goes with it; `id` in it is what it is about."""

    name: str
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card or account that can be charged again, in the words by which its owner knows it."""

    reference: str
    customer: str = ""
    brand: str = ""
    last4: str = ""
    expires_on: date | None = None

    @property
    def words(self) -> str:
        """ "Visa …4242"."""
        return f"{self.brand} …{self.last4}".removesuffix(" …") if self.last4 else self.brand


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a gateway says about a payment.

    reference: the object to look at from now on. received: what the payer gave. settled: what of it came to the
    platform's cash before the fee, in the currency of that cash. fee: what the gateway kept, by the transaction
    `fee_reference`. is_kept: the payer let the card be used again.
    """

    state: State
    reference: str = ""
    charge: str = ""
    received: Money | None = None
    settled: Money | None = None
    fee: Money | None = None
    fee_reference: str = ""
    action_url: str = ""
    card: Card | None = None
    is_kept: bool = False
    failure: str = ""
    failure_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What a gateway says about a refund.

    settled: what it took from the platform's cash, in the currency of that cash. action_url: where the payer claims
    it, where it can't go back by itself. key: our name of the attempt that it belongs to, where the gateway keeps it.
    """

    state: State
    reference: str
    amount: Money
    settled: Money | None = None
    action_url: str = ""
    failure: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a gateway told us by itself. account: whose, where it is a payee's own account there."""

    reference: str
    type: str
    is_live: bool
    payload: Answer
    account: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """How a payment is to be made. customer: as whom the gateway knows the payer, if it does. save: let the card be
    used again. lines: titles and sums for the gateway's own page. marks: our names for it, kept at the gateway."""

    payment: "Payment"
    lines: tuple[tuple[str, Money], ...]
    return_url: str
    cancel_url: str
    expires_at: datetime
    marks: Mapping[str, str]
    method: "SavedMethod | None" = None
    customer: str = ""
    email: str = ""
    save: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """How a card is to be kept without paying. currency: in which it may be charged later."""

    pk: UUID
    currency: str
    return_url: str
    cancel_url: str
    marks: Mapping[str, str]
    customer: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a gateway says about the keeping of a card."""

    state: State
    reference: str
    action_url: str = ""
    card: Card | None = None
    failure: str = ""


class Speaker(Protocol):
    """Somebody outside to whom requests are sent and of whom news come.

    title: its name for payers. keys_last: how long the same key surely means the same call there; afterwards what was
    asked for is looked up instead.
    """

    name: str
    title: Words
    keys_last: timedelta

    def is_on(self) -> bool:
        """Whether the operator has set it up."""

    def is_live(self) -> bool:
        """Whether it moves real money."""

    def takes_marks(self, call: str) -> bool:
        """Whether our names can be kept with what this call makes, as its `metadata`."""

    def send(self, call: str, body: Mapping[str, Any], *, key: str, on_behalf_of: str = "") -> Answer:
        """Make a call that changes something. Raises Unclear, Rejected."""

    def look_up(
        self, call: str, body: Mapping[str, Any], *, key: str, since: datetime, on_behalf_of: str = ""
    ) -> Answer | None:
        """What became of a call whose answer never came: the object made under this key, None where there is none.

        Raises Unclear.
        """

    def read(self, what: str, reference: str, *, on_behalf_of: str = "") -> Answer | None:
        """An object as it is now; None where there is no such object. Raises Unclear."""

    def heard(self, payload: bytes, headers: Mapping[str, str], *, door: str) -> Heard:
        """A webhook, once it is sure who sent it. door: "platform" or "connect". Raises BadSignature."""

    def again(self, payload: Answer) -> Heard:
        """A webhook whose signature was checked when it was kept."""

    def subject_of(self, heard: Heard) -> Answer:
        """The object of a webhook, read anew where it can be, our names in its `metadata`. Raises Unclear."""

    def told(self, *, since: datetime, account: str = "") -> Iterator[Heard]:
        """What it has told, or tried to, since then. Raises Unclear."""


class Gateway(Speaker, Protocol):
    """Somebody who takes payments for us and sends them back."""

    def charging(self, order: Order) -> Call:
        """How to take this payment. Raises CannotPay."""

    def confirming(self, payment: "Payment", method: "SavedMethod | None", *, return_url: str) -> Call | None:
        """How to go on with the same payment once the payer is here; None where only its page can."""

    def capturing(self, payment: "Payment") -> Call | None:
        """How to call for the money of a payment that the payer agreed to; None where that is no step of its own."""

    def cancelling(self, payment: "Payment") -> Call | None:
        """How to end a payment that nobody goes on with; None where it ends by itself."""

    def looking(self, payment: "Payment") -> tuple[str, str]:
        """What to read to know how the payment stands: the kind of object, and its reference."""

    def refunding(self, refund: "Refund", marks: Mapping[str, str]) -> Call:
        """How to send money back."""

    def charge_in(self, answer: Answer) -> Charge:
        """What an answer or a read object says about a payment. Raises Disagrees for what no rule covers."""

    def refund_in(self, answer: Answer) -> Returned:
        """What an answer or a read object says about a refund."""


@runtime_checkable
class Keeper(Gateway, Protocol):
    """A gateway that keeps cards, to be charged again."""

    def keeping(self, order: Keeping) -> Call:
        """How to keep a card without paying."""

    def kept_in(self, answer: Answer) -> Kept:
        """What an answer or a read object says about it."""

    def looking_kept(self, reference: str) -> tuple[str, str]:
        """What to read to know how it stands: the kind of object, and its reference."""

    def card_in(self, answer: Answer) -> Card:
        """What a read object says about a card."""

    def forgetting(self, card: "SavedMethod") -> Call:
        """How to let a card go."""

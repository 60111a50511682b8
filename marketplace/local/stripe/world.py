"""What every endpoint works with: the store, the time, where hosted pages are, and how objects are made and moved."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from marketplace.local.stripe import PLATFORM, events, kinds
from marketplace.local.stripe.errors import missing
from marketplace.local.stripe.faults import Faults, Mail
from marketplace.local.stripe.store import Obj, Store

DAY = 86_400
LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Pace:
    """How long the outside takes, in seconds."""

    available_after: int = 2 * DAY  # a card payment, until it can be paid out or transferred without its charge
    bank_takes: int = DAY  # a payout, until it has arrived
    network_takes: int = 5  # a dispute or the end of a slow refund, of a card that makes one


@dataclass
class World:
    """One local Stripe."""

    store: Store
    key: str
    hosted: str  # the address under which a browser finds the hosted pages, without a slash at the end
    pace: Pace = field(default_factory=Pace)
    faults: Faults = field(default_factory=Faults)
    mail: Mail = field(default_factory=Mail)
    rates: dict[str, tuple[str, Decimal]] = field(
        default_factory=dict
    )  # what is settled in another currency, at which rate
    clock: Callable[[], float] = time.time
    site_name: str = "Daybook"
    as_of: int | None = None
    asked_by: dict[str, str | None] = field(default_factory=lambda: {"id": None, "idempotency_key": None})

    def now(self) -> int:
        """The time, in seconds since 1970. While something happens that was due, it is the time at which it was."""
        return self.as_of or int(self.clock())

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Do something as one: all of it is kept, or nothing."""
        with self.store.turn():
            yield

    def make(self, kind: str, account: str = PLATFORM, /, **values: Any) -> Obj:
        """A new object of its kind's shape, written down."""
        shape = kinds.of(kind).shape()
        born = {"id": new_id(kinds.of(kind).prefix)}
        if "created" in shape:
            born["created"] = self.now()  # type: ignore[assignment]
        obj = Obj(kind, account, {**shape, **born, **values})
        self.store.put(obj)
        return obj

    def get(self, kind: str, reference: str, account: str = PLATFORM, *, param: str = "id") -> Obj:
        """An object of this account. Raises Refusal where there is none."""
        found = self.store.get(kind, reference)
        if found is None or found.account != account or found.get("deleted"):
            raise missing(kind, reference, param=param)
        return found

    def save(self, obj: Obj, **values: Any) -> Obj:
        """Change values of an object and write it down."""
        obj.update(values)
        self.store.put(obj)
        return obj

    def move(self, obj: Obj, status: str, **values: Any) -> Obj:
        """Bring an object to another state, as its kind allows, and tell of it."""
        kind, before = kinds.of(obj.kind), obj["status"]
        if status != before and status not in kind.moves.get(before, set()):
            raise AssertionError(f"{obj.kind} can't go from {before} to {status}")
        self.save(obj, status=status, **values)
        if status in kind.told:
            self.tell(kind.told[status], obj, previous={"status": before})
        return obj

    def tell(self, event: str, obj: Obj, *, previous: dict[str, Any] | None = None) -> None:
        """Make an event of it, for everybody who listens."""
        events.tell(self, event, obj, previous=previous)

    def settled(self, amount: int, currency: str) -> tuple[int, str, Decimal | None]:
        """A sum in the currency in which it comes to the balance, in its units, and the rate if that is another one."""
        if currency not in self.rates:
            return amount, currency, None
        into, rate = self.rates[currency]
        return int((amount * rate).quantize(Decimal(1), ROUND_HALF_EVEN)), into, rate

    def due(self, what: str, subject: str, at: int) -> None:
        """Let something happen at that time (`clockwork`), once; another time for the same replaces the first."""
        self.store.sql.execute("INSERT OR REPLACE INTO due VALUES (?, ?, ?)", (what, subject, at))


def new_id(prefix: str) -> str:
    """A new id that nobody guesses."""
    return prefix + "".join(secrets.choice(LETTERS) for _ in range(24))

"""What payments asks of the things that can be paid for. Each floor plugs its own in from `AppConfig.ready`.

    class Milestones:
        kind = "milestone"
        def quote(self, pk, *, by): ...
        def settled(self, pk, *, hold, payment): ...

    payables.plug(Milestones())

So escrow, checkout and refunds know nothing of milestones, orders, pledges or plans, and all of these use the same
acts.
Every answer runs in the caller's transaction, and its errors are seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.catalog.models import Listing
from marketplace.kit.money import Money
from marketplace.kit.refusals import Refused
from payments import chart
from payments.chart import AccountName
from payments.taxes import Tax
from payments.terms import Terms

if TYPE_CHECKING:
    from payments.models import Hold, HoldPart, Payment


class UnknownPayable(LookupError):
    """No floor has plugged in payables of this kind."""


@dataclass(frozen=True)
class Later:
    """A payment of the same deal that is not part of this one: what for, how much, and when it will be asked for.

    thing: its own kind and pk, if it is a payable already: paid in the same checkout, it is not paid later.
    """

    what: str
    amount: Money
    when: str
    thing: tuple[str, UUID] | None = None


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What a payable costs now, by its own word: never by the browser's.

    price: all that the payer pays for it, fees that they bear included (each a line of `parts`, which add up to it).
    payee, terms: who earns it and what the platform keeps when it is released. payee None: the platform earns it, and
    `tax` is what of the price it owes to the state.
    paid_at_once: what the payer is told about when money moves ("held until you release it").
    otherwise: what happens by itself if nobody acts.
    later: what the same deal will cost besides, so that nobody learns of it after paying.
    change_url: where the payer may still change what they buy. listing: whose cover stands beside it.
    purpose: whether it is a gift or buys something ahead (payments.purposes); empty: an ordinary purchase.
    """

    kind: str
    pk: UUID
    title: str
    url: str
    payer: Party
    price: Money
    payee: Party | None = None
    terms: Terms | None = None
    tax: Tax | None = None
    parts: tuple[tuple[str, Money], ...] = ()
    note: str = ""
    paid_at_once: str = ""
    otherwise: str = ""
    later: tuple[Later, ...] = ()
    change_url: str = ""
    listing: Listing | None = None
    purpose: str = ""


@dataclass(frozen=True)
class Clock:
    """Who must act on held money, by when, and what happens by itself if they do not."""

    who: str
    must: str
    at: datetime
    otherwise: str


class Paid(NamedTuple):
    """Something of a payable's kind that is paid for: its pk, the hold in which its money is, and the payment."""

    subject: UUID
    hold: "Hold | None"
    payment: "Payment"


class Payable(Protocol):
    """A sort of thing that can be paid for.

    A kind of which thousands are paid at the same moment also has `lock_all(pks)` beside its `lock`, and
    `settled_all(paid)`, a sequence of Paid: they do for many what `lock` and `settled` do for one.

    A kind of which many may lie in one cart also has `quotes(pks, by=user)`: a mapping of each pk to its Quote or to
    the Refused that `quote` would raise, asked in as many queries for thirty as for one.
    """

    kind: str
    has_hold: bool  # whether its money is kept in escrow; else it is the platform's when it is paid

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """What it costs this person now. Raises Refused where it can't be paid, NotAllowed for a stranger."""

    def settled(self, pk: UUID, *, hold: "Hold | None", payment: "Payment") -> None:
        """It is paid. In the payment's own transaction, once."""

    def failed(self, pk: UUID, *, payment: "Payment") -> None:
        """The payment for it came to nothing. It may be tried again."""

    def parted(self, hold: "Hold", part: "HoldPart") -> None:
        """Money left its hold: by an act of its own floor, of staff, or by the clock."""

    def ended(self, hold: "Hold") -> None:
        """Its hold has ended (`hold.status` says how): by an act of its own floor, which knows, or by the clock."""

    def clock(self, hold: "Hold") -> Clock | None:
        """Whose move it is, for pages that show the hold."""


class Locking(Protocol):
    """A payable whose own acts lock a row of the deal before its hold: so does a payment that comes in, and who else
    begins at the money (the clock, staff, a chargeback): else two would wait for each other (docs/locking.md)."""

    def lock(self, pk: UUID) -> None:
        """Hold the deal's row to the end of the transaction, as its own acts do first."""


class Earning(Protocol):
    """A payable without a hold says on which account of the platform its price goes."""

    def earned(self, pk: UUID) -> AccountName:
        """Such as chart.PLANS."""


class Passing(Protocol):
    """A payable without a hold that is no sale of the platform's: its price is somebody's already, a debt or a hold's.

    No invoice follows from it. went: where the money is once it is paid, for the receipt.
    """

    is_sale: bool
    went: str


class Spending(Protocol):
    """A payable without a hold whose price lies apart until the platform has earned it says where it goes then."""

    def spent(self, pk: UUID) -> AccountName:
        """Such as chart.PROMOTIONS."""


class Disputable(Protocol):
    """A payable without a hold that does something while a bank takes its payment back. One with a hold is frozen."""

    def disputed(self, pk: UUID, *, payment: "Payment") -> None:
        """A bank takes the payment back, has the money, or has decided: the payment says which. Twice as once."""


class Billing(Protocol):
    """A payable of which several things are paid out of one hold says itself what each release was for."""

    def billed(self, part: "HoldPart") -> Sequence[tuple[str, Money]]:
        """The lines of its invoice: they add up to what was released. None where the deal's own title says it."""


class Telling(Protocol):
    """A payable of which thousands reach their limit on one day tells its two sides itself: a payee once for all."""

    def nears_limit(self, hold: "Hold", left: Money) -> None:
        """What is left in it goes back at `hold.must_leave_by`. Said some days before, several times."""

    def reached_limit(self, hold: "Hold", left: Money) -> None:
        """What was left in it has gone back."""


class Payables:
    """All sorts of payables, by kind."""

    def __init__(self) -> None:
        self._kinds: dict[str, Payable] = {}

    def plug(self, payable: Payable) -> None:
        """Let things of this kind be paid for."""
        self._kinds[payable.kind] = payable

    def unplug(self, kind: str) -> None:
        """Things of this kind can't be paid for any more."""
        self._kinds.pop(kind, None)

    def of(self, kind: str) -> Payable:
        """The floor's own answers for this kind. Raises UnknownPayable."""
        try:
            return self._kinds[kind]
        except KeyError as error:
            raise UnknownPayable(kind) from error

    def lock(self, kind: str, pk: UUID) -> None:
        """Let one payment at a time deal with this: by its row, or by its name where its floor has no row to hold."""
        if lock := getattr(self.of(kind), "lock", None):
            lock(pk)
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payable:{kind}:{pk}"])

    def lock_all(self, things: Iterable[tuple[str, UUID]]) -> None:
        """Hold the rows of these deals, in one order for everybody."""
        for kind, some in groupby(sorted(things, key=str), key=itemgetter(0)):
            pks = [pk for _kind, pk in some]
            if lock_all := getattr(self.of(kind), "lock_all", None):
                lock_all(pks)
            else:
                for pk in pks:
                    self.lock(kind, pk)

    def settled(self, paid: Iterable[tuple[str, Paid]]) -> None:
        """Tell each floor which of its things are paid: (kind, Paid)."""
        for kind, some in groupby(sorted(paid, key=itemgetter(0)), key=itemgetter(0)):
            of_floor, theirs = self.of(kind), [one for _kind, one in some]
            if settled_all := getattr(of_floor, "settled_all", None):
                settled_all(theirs)
            else:
                for one in theirs:
                    of_floor.settled(one.subject, hold=one.hold, payment=one.payment)

    def earned(self, kind: str, pk: UUID) -> AccountName:
        """Where the price of what has no hold goes."""
        of_floor = getattr(self.of(kind), "earned", None)
        return of_floor(pk) if of_floor else chart.PLANS

    def is_sale(self, kind: str) -> bool:
        """Whether the platform itself sells things of this kind, where they have no hold. What is gone was one."""
        return bool(getattr(self._kinds.get(kind), "is_sale", True))

    def went(self, kind: str) -> str:
        """Where the money of what is no sale is, in words; empty for a sale."""
        return str(getattr(self._kinds.get(kind), "went", ""))

    def spent(self, kind: str, pk: UUID) -> AccountName | None:
        """Where it goes from there; None where it is earned when it is paid."""
        of_floor = getattr(self.of(kind), "spent", None)
        return of_floor(pk) if of_floor else None

    def disputed(self, kind: str, pk: UUID, *, payment: "Payment") -> None:
        """Tell its floor how its payment stands with the bank."""
        if of_floor := getattr(self.of(kind), "disputed", None):
            of_floor(pk, payment=payment)

    def nears_limit(self, hold: "Hold", left: Money) -> bool:
        """Let its floor say that the money goes back soon; returns whether it does so itself."""
        return self._told(hold, left, "nears_limit")

    def reached_limit(self, hold: "Hold", left: Money) -> bool:
        """Let its floor say that the money has gone back; returns whether it does so itself."""
        return self._told(hold, left, "reached_limit")

    def _told(self, hold: "Hold", left: Money, name: str) -> bool:
        of_floor = getattr(self.of(hold.kind), name, None)
        if of_floor:
            of_floor(hold, left)
        return bool(of_floor)

    def billed(self, part: "HoldPart") -> Sequence[tuple[str, Money]]:
        """What a release was for, by its floor's own word; nothing where that says no more than the deal's title."""
        of_floor = getattr(self._kinds.get(part.hold.kind), "billed", None)
        return of_floor(part) if of_floor else ()

    def kinds(self) -> Iterable[str]:
        """The kinds that are plugged in."""
        return self._kinds.keys()


payables = Payables()


def quotes(things: Sequence[tuple[str, UUID]], *, by: User) -> Mapping[tuple[str, UUID], Quote | Refused]:
    """What each of these (kind, pk) costs now, or why it can't be paid for. A kind that is gone can't be."""
    wanted: dict[str, list[UUID]] = {}
    for kind, pk in things:
        wanted.setdefault(kind, []).append(pk)
    return {(kind, pk): answer for kind, pks in wanted.items() for pk, answer in _ask(kind, pks, by).items()}


def _ask(kind: str, pks: Sequence[UUID], by: User) -> Mapping[UUID, Quote | Refused]:
    try:
        payable = payables.of(kind)
    except UnknownPayable:
        return dict.fromkeys(pks, Refused(_("This can't be paid for here any more.")))
    if many := getattr(payable, "quotes", None):
        answers: Mapping[UUID, Quote | Refused] = many(pks, by=by)
        return answers
    return {pk: _ask_one(payable, pk, by) for pk in pks}


def _ask_one(payable: Payable, pk: UUID, by: User) -> Quote | Refused:
    try:
        return payable.quote(pk, by=by)
    except Refused as refusal:
        return refusal
    except ObjectDoesNotExist:  # never was, or is deleted: whoever sent its id learns no more than that
        return Refused(_("This can't be paid for here any more."))

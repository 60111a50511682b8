"""A small payable of the tests' own: prints that people sell to each other at a stall. Each costs what its tag says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from accounts.models import Party, User
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money
from marketplace.kit.refusals import NotAllowed, Refused
from payments.ports import Clock, Later, Quote, payables
from payments.terms import Terms


@dataclass
class Print:
    """One print, who wants it, who sells it (nobody: the site), and what became of it."""

    pk: UUID
    title: str
    price: Money
    payer: Party
    payee: Party | None
    later: tuple[Later, ...] = ()
    is_paid: bool = False
    is_gone: bool = False
    failures: int = 0


class Stall:
    """Sells prints: `stall.hang("Loaf", "64.00 EUR", payer=ada, payee=cleo)`."""

    kind = "print"
    has_hold = True

    def __init__(self) -> None:
        self.prints: dict[UUID, Print] = {}

    def hang(self, title: str, price: str, *, payer: User, payee: User | None, later: tuple[Later, ...] = ()) -> Print:
        """One more print, for this payer."""
        amount, code = price.split()
        one = Print(uuid7(), title, Money(amount, code), payer.party, payee.party if payee else None, later)
        self.prints[one.pk] = one
        return one

    def price_anew(self, one: Print, price: str) -> None:
        """Its tag says another price from now on."""
        amount, code = price.split()
        self.prints[one.pk] = replace(one, price=Money(amount, code))

    def quote(self, pk: UUID, *, by: User) -> Quote:
        answer = self.quotes([pk], by=by)[pk]
        if isinstance(answer, Refused):
            raise answer
        return answer

    def quotes(self, pks: Sequence[UUID], *, by: User) -> dict[UUID, Quote | Refused]:
        theirs = set(Party.objects.seen_by(by).values_list("pk", flat=True))
        terms = Terms.agree(self.kind, payee=by.party)
        return {pk: self._answer(pk, theirs, terms) for pk in pks}

    def settled(self, pk: UUID, *, hold: Any, payment: Any) -> None:
        assert not self.prints[pk].is_paid, "settled twice"
        self.prints[pk].is_paid = True

    def failed(self, pk: UUID, *, payment: Any) -> None:
        self.prints[pk].failures += 1

    def parted(self, hold: Any, part: Any) -> None: ...

    def ended(self, hold: Any) -> None: ...

    def clock(self, hold: Any) -> Clock | None:
        return None

    def _answer(self, pk: UUID, theirs: set[UUID], terms: Terms) -> Quote | Refused:
        one = self.prints.get(pk)
        if one is None or one.payer.pk not in theirs:
            return NotAllowed("This print is not for you.")
        if one.is_paid or one.is_gone:
            return Refused(f"{one.title} is sold.")
        return Quote(
            kind=self.kind,
            pk=pk,
            title=one.title,
            url=f"/stall/{pk}/",
            payer=one.payer,
            price=one.price,
            payee=one.payee,
            terms=terms if one.payee else None,
            note="A signed print",
            later=one.later,
            paid_at_once="Held in escrow until you have the print in hand.",
            otherwise="If nothing arrives within 14 days, it goes back to you.",
        )


def opened() -> Stall:
    """A stall that is plugged in, empty."""
    stall = Stall()
    payables.plug(stall)
    return stall

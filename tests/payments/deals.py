"""Deals for tests of the money floor: a payable of our own, and holds that are paid as a payment pays them.

    hold = deals.held(ada, cleo, "400.00 EUR")

`paid` writes the rows and the entry that a settled payment writes, where a test is not about paying.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from marketplace.kit import clock
from marketplace.kit.money import Money
from payments import booked, chart, escrow, ledger
from payments.ledger import Posting
from payments.models import Checkout, CheckoutLine, Hold, HoldPart, Payment
from payments.ports import Clock, payables
from payments.terms import Terms

KIND = "deal"


class Deals:
    """A sort of payable that remembers what it was told."""

    kind = KIND
    has_hold = True

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        self.told.append(("settled", pk))

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        self.told.append(("failed", pk))

    def parted(self, hold: Hold, part: HoldPart) -> None:
        self.told.append((part.kind, part.gross))

    def ended(self, hold: Hold) -> None:
        self.told.append(("ended", hold.status))

    def clock(self, hold: Hold) -> Clock | None:
        return None


def plugged() -> Deals:
    """Fresh deals, known to the money floor."""
    deals: Any = Deals()
    payables.plug(deals)
    return deals


def money(text: str) -> Money:
    """ "400.00 EUR" as Money."""
    amount, code = text.split()
    return Money(amount, code)


def opened(payer: User, payee: User, amount: str, *, subject: UUID | None = None) -> Hold:
    """A hold that waits for its payment."""
    terms = Terms.agree(KIND, payee=payee.party, payer=payer.party)
    return escrow.open(
        KIND, subject or uuid4(), payer=payer.party, payee=payee.party, amount=money(amount), terms=terms
    )


def held(payer: User, payee: User, amount: str, **rest: Any) -> Hold:
    """A hold with its money in it."""
    hold = opened(payer, payee, amount, **rest)
    paid([hold], by=payer)
    return Hold.objects.get(pk=hold.pk)


def paid(holds: Iterable[Hold], *, by: User) -> Payment:
    """One payment for these holds, of one currency, as it stands when the gateway has taken the money."""
    payment = sent(holds, by=by)
    lines = list(payment.checkout.lines.select_related("hold"))
    postings = [Posting(chart.gateway("stripe"), chart.hold(line.hold), line.price) for line in lines]
    entry = ledger.post("payment", postings, ref=f"payment:{payment.reference}")
    booked.note("stripe", "charge", payment.charge, entry)
    payment.entry_id, payment.succeeded_at = entry.id, clock.now()
    payment.move_to(Payment.Status.SUCCEEDED, saving=["entry", "succeeded_at"])
    for line in lines:
        escrow.held(line.hold, payment=payment)
    return payment


def sent(holds: Iterable[Hold], *, by: User) -> Payment:
    """A payment that is on its way."""
    holds = list(holds)
    total = sum((hold.amount for hold in holds[1:]), start=holds[0].amount)
    checkout = Checkout(payer=by.party, by=by, expires_at=clock.now() + timedelta(hours=1))
    checkout.total = total
    checkout.save()
    for place, hold in enumerate(holds, start=1):
        line = CheckoutLine(checkout=checkout, place=place, kind=hold.kind, subject=hold.subject, title="A deal")
        line.payee, line.hold, line.terms, line.price = hold.payee, hold, hold.terms, hold.amount
        line.paid_minor = line.price_minor
        line.save()
    number = uuid4().hex
    payment = Payment(checkout=checkout, payer=by.party, gateway="stripe", reference=f"pi_{number}")
    payment.charge, payment.amount = f"ch_{number}", total
    payment.save()
    payment.move_to(Payment.Status.SENT)
    return payment

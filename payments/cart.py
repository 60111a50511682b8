"""What somebody has laid in to pay for at once: payables of any kind, of any number of sellers.

    cart.put("order", order.pk, by=ada)
    for basket in cart.baskets(ada): basket.payer, basket.total, basket.lines
    checkout = cart.check_out(ada.party, "EUR", by=ada)

One payment has one payer and one currency, so a cart falls into baskets. A line keeps no price: each look asks anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit.money import Money
from marketplace.kit.refusals import Refused
from payments import checkouts, ports, quoting
from payments.models import CartLine, Checkout, Payment
from payments.ports import Quote
from payments.quoting import Thing

MOST = 30


class Full(Refused):
    """The cart holds as many things as one payment may have."""


@dataclass(frozen=True)
class Item:
    """A line of the cart and what it costs now."""

    line: CartLine
    quote: Quote


@dataclass(frozen=True)
class Gone:
    """A line that can't be paid for (any more), and why."""

    line: CartLine
    why: str


@dataclass(frozen=True)
class Basket:
    """What is paid in one payment: the things of one payer in one currency."""

    payer: Party
    currency: str
    items: Sequence[Item]

    @property
    def total(self) -> Money:
        """All that would be paid now."""
        return sum((item.quote.price for item in self.items), Money(0, self.currency))

    @property
    def things(self) -> list[Thing]:
        """(kind, pk) of each."""
        return [(item.line.kind, item.line.subject) for item in self.items]

    @property
    def payees(self) -> list[Party]:
        """Everybody who would be paid, each once."""
        return list(dict.fromkeys(item.quote.payee for item in self.items if item.quote.payee))


@dataclass(frozen=True)
class Cart:
    """All that somebody has laid in."""

    baskets: Sequence[Basket]
    gone: Sequence[Gone]

    @property
    def mixed(self) -> list[Party]:
        """Who would pay in more than one currency, so more than once."""
        payers = [basket.payer for basket in self.baskets]
        return [payer for payer in dict.fromkeys(payers) if payers.count(payer) > 1]


@transaction.atomic
def put(kind: str, pk: UUID, *, by: User) -> CartLine:
    """Lay it in. Twice changes nothing.

    Raises Refused where it can't be paid for, NotAllowed where somebody else pays for it, Full, UnknownPayable.
    """
    ports.payables.of(kind)
    quoting.ask([(kind, pk)], by=by)
    if CartLine.objects.of(by).count() >= MOST:
        raise Full(_("The cart is full: pay for what is in it first."))
    return CartLine.objects.get_or_create(user=by, kind=kind, subject=pk)[0]


@transaction.atomic
def take_out(line: CartLine, *, by: User) -> None:
    """Take it out again. Twice changes nothing."""
    CartLine.objects.of(by).filter(pk=line.pk).delete()


def forget_paid(payment: Payment) -> None:
    """What is paid lies in nobody's cart any more."""
    for kind, pk in checkouts.things_of(payment.checkout):
        CartLine.objects.filter(kind=kind, subject=pk).delete()


def count(user: User) -> int:
    """How many things it holds."""
    return CartLine.objects.of(user).count()


def of(user: User) -> Cart:
    """What is in it, as the payables quote it now. Each kind is asked once for all of its things."""
    lines = list(CartLine.objects.of(user))
    quoted = ports.quotes([(line.kind, line.subject) for line in lines], by=user)
    items, gone = [], []
    for line in lines:
        answer = quoted[line.kind, line.subject]
        if isinstance(answer, Quote):
            items.append(Item(line, answer))
        else:
            gone.append(Gone(line, str(answer)))
    return Cart(_baskets(items), gone)


@transaction.atomic
def check_out(payer: Party, currency: str, *, by: User, is_all: bool = False) -> Checkout:
    """Go and pay for one basket, in its currency.

    is_all: for all of this payer's baskets in one payment, in that currency; the prices in others are converted.
    Raises Refused where nothing is in it any more, rates.NoRate.
    """
    baskets = [one for one in of(by).baskets if one.payer == payer and (is_all or one.currency == currency)]
    things = [thing for basket in baskets for thing in basket.things]
    if not things:
        raise Refused(_("There is nothing to pay for in this part of the cart any more."))
    return checkouts.open(things, by=by, currency=currency)


def _baskets(items: Sequence[Item]) -> list[Basket]:
    found: dict[tuple[Party, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.quote.payer, item.quote.price.currency.code), []).append(item)
    return [Basket(payer, currency, inside) for (payer, currency), inside in found.items()]

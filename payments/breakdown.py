"""A checkout or a receipt as it is read: what is paid now and for what, what later, and who gets what of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit.money import Money, from_minor, to_minor
from payments import quoting
from payments.models import AccountBalance, Business, Checkout, CheckoutLine, RateQuote
from payments.ports import Later, payables
from payments.terms import Terms

Sum = tuple[str, Money]


# What is in the hold of a line now: the balance of its account.
_HELD = Subquery(
    AccountBalance.objects.filter(account__code="hold", account__owner=OuterRef("hold")).values("balance")[:1]
)


@dataclass(frozen=True)
class Bought:
    """One line of it: what it is, whose, what its price is made of, and what is paid for it in the payer's currency."""

    line: CheckoutLine
    parts: Sequence[Sum]
    paid: Money
    listing: Listing | None = None

    @property
    def change_url(self) -> str:
        return str(self.line.said.get("change_url", ""))

    @property
    def is_plain(self) -> bool:
        """Whether its title and its price say all."""
        return len(self.parts) == 1 and self.parts[0][0] == self.line.title


@dataclass(frozen=True)
class Share:
    """Who gets what of all prices in one currency, in the end. The parts add up to the total."""

    total: Money
    parts: Sequence[Sum]


@dataclass(frozen=True)
class Breakdown:
    """All of it. total: in the payer's currency."""

    checkout: Checkout
    bought: Sequence[Bought]
    later: Sequence[Later] = ()
    promises: Sequence[str] = ()
    otherwise: Sequence[str] = ()

    @property
    def total(self) -> Money:
        """What is paid, in the payer's currency."""
        total: Money = self.checkout.total
        return total

    @property
    def lines(self) -> list[CheckoutLine]:
        """Its lines, in order."""
        return [one.line for one in self.bought]

    @property
    def held(self) -> dict[UUID, Money]:
        """What is in escrow of each line now, by the line's id."""
        return {line.pk: from_minor(getattr(line, "held_minor", 0) or 0, line.currency) for line in self.lines}

    @cached_property
    def shares(self) -> list[Share]:
        """Who gets what of it, by currency of the prices. Asked for when it is read."""
        return _by_currency(self.checkout, self.lines)

    @property
    def no_fee(self) -> Money:
        """What the payer is charged on top: nothing, and it is said."""
        return Money(0, self.total.currency)

    @property
    def rates(self) -> list[RateQuote]:
        """The exchange rates in it, each once."""
        found = (one.line.rate for one in self.bought)
        return list({(rate.base, rate.rate): rate for rate in found if rate}.values())

    @property
    def payees(self) -> list[Party]:
        """Everybody who is paid, each once."""
        return list(dict.fromkeys(one.line.payee for one in self.bought if one.line.payee))

    @property
    def only(self) -> Bought | None:
        """The one thing that is paid for, where it is one."""
        return self.bought[0] if len(self.bought) == 1 else None

    @property
    def payee(self) -> Party | None:
        """Who gets all of it, where that is one party."""
        return self.payees[0] if len(self.payees) == 1 and all(one.line.payee for one in self.bought) else None


def of(checkout: Checkout) -> Breakdown:
    """What its lines say. Two queries, however many there are, and one for who gets what."""
    lines = list(
        checkout.lines.select_related("payee", "rate", "hold__payee").annotate(held_minor=_HELD).order_by("place")
    )
    wanted = [pk for line in lines if (pk := line.said.get("listing"))]
    listings = Listing.objects.in_bulk(wanted) if wanted else {}
    return Breakdown(
        checkout=checkout,
        bought=[_bought(line, checkout.currency, listings) for line in lines],
        later=_later(lines),
        promises=_each_once(line.said.get("paid_at_once", "") for line in lines),
        otherwise=_each_once(line.said.get("otherwise", "") for line in lines),
    )


def _later(lines: Sequence[CheckoutLine]) -> list[Later]:
    """Each once, without what is paid here."""
    here = {(line.kind, line.subject) for line in lines}
    return list(dict.fromkeys(one for line in lines for one in quoting.later(line) if one.thing not in here))


def _bought(line: CheckoutLine, currency: str, listings: dict[Any, Listing]) -> Bought:
    return Bought(line, quoting.parts(line), from_minor(line.paid_minor, currency), _listing(line, listings))


def _listing(line: CheckoutLine, found: dict[Any, Listing]) -> Listing | None:
    wanted = line.said.get("listing")
    return next((listing for pk, listing in found.items() if str(pk) == wanted), None)


def _each_once(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))


def _by_currency(checkout: Checkout, lines: Sequence[CheckoutLine]) -> list[Share]:
    before = _earned_before(checkout.payer, lines)
    of_each: dict[str, list[CheckoutLine]] = {}
    for line in lines:
        of_each.setdefault(line.currency, []).append(line)
    return [_share(of_one, before) for of_one in of_each.values()]


def _share(lines: Sequence[CheckoutLine], before: dict[Any, int]) -> Share:
    """By payee what they get, then what the site keeps, then the tax on that. As it would be if released today."""
    nets: dict[Party, Money] = {}
    kept: dict[str, Money] = {}
    for line in lines:
        if line.payee is None:
            _add(kept, _of_no_payee(line), line.price)
            continue
        terms, key = Terms.from_json(line.terms), (line.payee.pk, line.currency)
        already = before.get(key, 0)
        taken = terms.take(line.price, earned_before=from_minor(already, line.currency))
        before[key] = already + to_minor(line.price)
        _add(nets, line.payee, taken.net)
        _add(kept, _fee_label(terms, line.price, already), taken.fee)
        _add(kept, _("Tax on the fee of %(site)s") % {"site": settings.SITE_NAME}, taken.tax)
    gets = [(_("%(name)s gets") % {"name": payee.name}, net) for payee, net in nets.items()]
    parts = [*gets, *((label, amount) for label, amount in kept.items() if amount.amount)]
    return Share(sum((line.price for line in lines[1:]), lines[0].price), parts)


def _of_no_payee(line: CheckoutLine) -> str:
    """What the site sells is the site's; a debt, or money that is held anew, is what its title says."""
    if not payables.is_sale(line.kind):
        return line.title
    return _("%(site)s, for %(title)s") % {"site": settings.SITE_NAME, "title": line.title}


def _earned_before(payer: Party, lines: Sequence[CheckoutLine]) -> dict[Any, int]:
    known = Business.objects.filter(
        payer=payer,
        payee__in=[line.payee for line in lines if line.payee],
        currency__in={one.currency for one in lines},
    )
    return {(one.payee_id, one.currency): one.released_minor for one in known}


def _fee_label(terms: Terms, price: Money, already: int) -> str:
    """ "Daybook, 20 %"; without a rate where the price crosses the line between two."""
    quote = terms.schedule.quote(price, earned_before=from_minor(already, price.currency.code))
    if len(quote.parts) != 1:
        return str(settings.SITE_NAME)
    percent = number_format(quote.parts[0].percent.normalize(), use_l10n=True)
    return _("%(site)s, %(percent)s %%") % {"site": settings.SITE_NAME, "percent": percent}


def _add(to: dict[Any, Money], key: Any, amount: Money) -> None:
    to[key] = to[key] + amount if key in to else amount

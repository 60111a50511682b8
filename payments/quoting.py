"""Between what a payable quotes and the lines of a checkout, which keep it word by word."""

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import conversions, ports
from payments.models import CheckoutLine, RateQuote
from payments.ports import Later, Quote

Thing = tuple[str, UUID]


class NotTogether(Refused):
    """Things that cannot be paid for in one payment, because two payers pay for them."""


def ask(things: Sequence[Thing], *, by: User) -> list[Quote]:
    """What each of them costs now. Raises the first refusal, NotTogether, NotAllowed for a stranger to the payer."""
    answers = ports.quotes(things, by=by)
    quoted = [_given(answers[thing]) for thing in dict.fromkeys(things)]
    if len({quote.payer.pk for quote in quoted}) != 1:
        raise NotTogether(_("One payment has one payer. Pay for these one after the other."))
    if not Party.objects.acted_for_by(by).filter(pk=quoted[0].payer.pk).exists():
        raise NotAllowed(_("You cannot pay for %(party)s.") % {"party": quoted[0].payer.name})
    return quoted


def currencies(quoted: Sequence[Quote]) -> list[str]:
    """In which currencies their prices are, each once."""
    return list(dict.fromkeys(quote.price.currency.code for quote in quoted))


def lines(quoted: Sequence[Quote], *, currency: str, kept: Sequence[CheckoutLine] = ()) -> list[CheckoutLine]:
    """The lines that keep them, not saved yet, to be paid in this currency. Raises rates.NoRate.

    kept: those of an earlier quote; an exchange rate that was offered there holds until it runs out.
    """
    earlier = {(line.kind, line.subject): line for line in kept}
    made = []
    for place, quote in enumerate(quoted):
        line = _line(place, quote)
        _convert(line, quote.price, currency, earlier.get((quote.kind, quote.pk)))
        made.append(line)
    return made


def mark(kept: Sequence[CheckoutLine]) -> str:
    """A short name of exactly these prices and terms: the button sends the one that its reader saw."""
    facts = [
        [line.kind, str(line.subject), line.currency, line.price_minor, line.terms, line.paid_minor, paid_in(line)]
        for line in kept
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def paid_in(line: CheckoutLine) -> str:
    """The currency in which it is paid."""
    return line.rate.quote if line.rate else line.currency


def parts(line: CheckoutLine) -> list[tuple[str, Money]]:
    """Of what the price of a line is made; the title alone where the payable names no parts."""
    kept = line.said.get("parts") or [[line.title, line.price_minor]]
    return [(label, from_minor(minor, line.currency)) for label, minor in kept]


def later(line: CheckoutLine) -> list[Later]:
    """What the same deal will cost besides."""
    return [
        Later(what, from_minor(minor, currency), when, (of[0], UUID(of[1])) if of else None)
        for what, minor, currency, when, of in line.said.get("later", [])
    ]


def _given(answer: Quote | Refused) -> Quote:
    if isinstance(answer, Refused):
        raise answer
    return answer


def _line(place: int, quote: Quote) -> CheckoutLine:
    minor = to_minor(quote.price)
    return CheckoutLine(
        place=place,
        kind=quote.kind,
        subject=quote.pk,
        title=quote.title,
        note=quote.note,
        url=quote.url,
        payee=quote.payee,
        currency=quote.price.currency.code,
        price_minor=minor,
        paid_minor=minor,
        terms=quote.terms.as_json() if quote.terms else {},
        said=_said(quote),
    )


def _convert(line: CheckoutLine, price: Money, currency: str, earlier: CheckoutLine | None) -> None:
    if price.currency.code == currency:
        return
    if earlier and earlier.rate and earlier.price == price and _still_holds(earlier.rate, currency):
        line.paid_minor, line.rate = earlier.paid_minor, earlier.rate
        return
    offer = conversions.offer(price, currency)
    line.paid_minor, line.rate = to_minor(offer.paid), offer.quote


def _still_holds(rate: RateQuote, currency: str) -> bool:
    return rate.quote == currency and rate.expires_at > clock.now()


def _said(quote: Quote) -> dict[str, object]:
    return {
        "parts": [[label, to_minor(amount)] for label, amount in quote.parts],
        "later": [_said_later(one) for one in quote.later],
        "paid_at_once": quote.paid_at_once,
        "otherwise": quote.otherwise,
        "change_url": quote.change_url,
        "purpose": quote.purpose,
        "listing": str(quote.listing.pk) if quote.listing else "",
        "tax": quote.tax.as_json() if quote.tax else {},
    }


def _said_later(one: Later) -> list[object]:
    thing = [one.thing[0], str(one.thing[1])] if one.thing else None
    return [one.what, to_minor(one.amount), one.amount.currency.code, one.when, thing]

"""Paying in one currency for what is priced in another.

    offer = conversions.offer(Money(100, "GBP"), "EUR")
    offer.paid, offer.quote.rate, offer.quote.source, offer.quote.expires_at

A hold has the currency of its price for its whole life. What the payer pays in another goes through the `fx` accounts:
their currency in, the price's out, at the quote that they were shown; so each currency's books stay closed in
themselves, and what lies on `fx` is what the platform has yet to exchange. A refund goes back by the same quote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.kit import clock
from marketplace.kit.money import Money, exponent, from_minor, to_minor
from payments import chart, rates, rulesets
from payments.chart import AccountName
from payments.fees import WHOLE
from payments.ledger import Posting
from payments.models import RateQuote
from payments.rates import NoRate, Rate, Table
from payments.splitting import portion

KIND = "conversion"


@dataclass(frozen=True)
class Offer:
    """What a price costs in the payer's currency. quote: the rate it was worked out by; None in the same currency."""

    price: Money
    paid: Money
    quote: RateQuote | None = None


def offer(price: Money, currency: str, *, table: Table | None = None) -> Offer:
    """Offer to pay this price in that currency. The quote is kept, and holds for the minutes that its rule names.

    table: today's rates, for a caller with many prices. Raises NoRate for a currency without a rate, or an old one.
    """
    if price.currency.code == currency:
        return Offer(price, price)
    quote = _quote((table or rates.latest()).between(price.currency.code, currency))
    quote.save(force_insert=True)
    return Offer(price, max(convert(price, currency, quote.rate), _least(currency)), quote)


def convert(amount: Money, currency: str, rate: Decimal) -> Money:
    """The amount at this rate, to the nearest minor unit, half to even."""
    exact = (amount.amount * rate).scaleb(exponent(currency))
    return from_minor(int(exact.to_integral_value(ROUND_HALF_EVEN)), currency)


def postings(paid: Money, price: Money, *, source: AccountName, destination: AccountName) -> list[Posting]:
    """How a payment that was worked out by an offer reaches its place; one posting where nothing is exchanged."""
    if paid.currency == price.currency:
        return [Posting(source, destination, price)]
    return [Posting(source, chart.FX, paid), Posting(chart.FX, destination, price)]


def back(part: Money, *, price: Money, paid: Money, before: Money) -> Money:
    """What the payer gets back, in what they paid in, for a part of the price, `before` of which went back earlier.

    At the rate they paid by, and in such pieces that the whole price gives back all that was paid.
    """
    if paid.currency == price.currency:
        return part
    start = to_minor(before)
    return portion(paid, of=to_minor(price), start=start, end=start + to_minor(part))


def exchange(sold: Money, bought: Money, *, place: AccountName, result: Money | None = None) -> list[Posting]:
    """How the books follow when money at a gateway or bank really became another currency: `fx` closes by as much.

    place: where the cash lies. result: what of `bought` is more (or below zero: less) than was promised; it is the
    platform's own gain or loss.
    """
    return [Posting(chart.FX, place, sold), Posting(place, chart.FX, bought), *gained(result)]


def gained(result: Money | None) -> list[Posting]:
    """What is left between two currencies once all is exchanged is the platform's own gain, or its loss below zero."""
    if result is None or not result.amount:
        return []
    if result.amount > 0:
        return [Posting(chart.FX, chart.FX_RESULT, result)]
    return [Posting(chart.FX_RESULT, chart.FX, -result)]


def settled_as(promised: Sequence[tuple[Money, Money]], bought: Money) -> Money | None:
    """The gain or loss of a payment that the gateway itself exchanged: pairs of (paid, price), and what it gave.

    None where not everything that was promised is in the currency that came.
    """
    prices = [price for _paid, price in promised]
    if not prices or any(price.currency != bought.currency for price in prices):
        return None
    return bought - sum(prices[1:], prices[0])


def _quote(mid: Rate) -> RateQuote:
    now = clock.now()
    rule = rulesets.in_force(KIND, now.date()).value
    if settings.MONEY_IS_REAL and now - mid.as_of > timedelta(days=rule["oldest_days"]):
        raise NoRate(_("The last exchange rate is too old to pay by. Pay in the currency of the price instead."))
    rate = mid.rate * (WHOLE + rule["margin_permyriad"]) / WHOLE
    return RateQuote(
        base=mid.base,
        quote=mid.quote,
        rate=rate.quantize(Decimal("1e-10")),
        source=mid.source,
        margin_permyriad=rule["margin_permyriad"],
        as_of=mid.as_of,
        made_at=now,
        expires_at=now + timedelta(minutes=rule["minutes"]),
    )


def _least(currency: str) -> Money:
    return from_minor(1, currency)

"""Money at the edges: exact amounts between the database's minor units and the text that people read.

The database keeps an integer in the currency's minor unit (cents, yen, fils) beside its ISO 4217 code. Code handles
`moneyed.Money`. Nothing here rounds in silence: an amount that the currency cannot hold is refused.
"""

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale
from moneyed import Currency, Money, get_currency
from moneyed.classes import CurrencyDoesNotExist

__all__ = [
    "Money",
    "TooFine",
    "UnknownCurrency",
    "currency",
    "current_locale",
    "exponent",
    "format_minor",
    "format_money",
    "format_range",
    "from_minor",
    "to_minor",
]


_SIGN_BEFORE = re.compile(r"^[^\d-]+")
_SIGN_AFTER = re.compile(r"[^\d]+$")


class UnknownCurrency(ValueError):
    """The text is not the ISO 4217 code of a currency in use."""


class TooFine(ValueError):
    """The amount has more decimals than its currency has minor units."""


def currency(code: str) -> Currency:
    """The currency with this ISO code. Raises UnknownCurrency."""
    try:
        return get_currency(code=code.upper())
    except CurrencyDoesNotExist as error:
        raise UnknownCurrency(code) from error


@lru_cache(maxsize=512)
def exponent(code: str) -> int:
    """How many decimals the currency has: EUR 2, JPY 0, KWD 3 (ISO 4217 through CLDR)."""
    return get_currency_precision(currency(code).code)


def from_minor(minor: int, code: str) -> Money:
    """Minor units to Money: (12345, "EUR") is EUR 123.45, (500, "JPY") is JPY 500."""
    return Money(Decimal(minor).scaleb(-exponent(code)), currency(code))


def to_minor(amount: Money) -> int:
    """Money to minor units. Raises TooFine where the currency has no such fraction."""
    scaled = amount.amount.scaleb(exponent(amount.currency.code))
    if scaled != scaled.to_integral_value():
        raise TooFine(str(amount))
    return int(scaled)


def format_money(amount: Money, locale: str | None = None, *, whole: bool = False) -> str:
    """The amount as a reader of this locale writes it, with its symbol: €1,234.50, 1.234,50 €.

    whole: leave out ",00" (and only that: cents that are there are always shown).
    """
    code = amount.currency.code
    digits = 0 if whole and amount.amount == amount.amount.to_integral_value() else exponent(code)
    return _format(amount.amount, code, locale or current_locale(), digits)


def format_minor(minor: int, code: str, locale: str | None = None, *, whole: bool = True) -> str:
    """As format_money, straight from the database's integer."""
    return format_money(from_minor(minor, code), locale, whole=whole)


def format_range(low: int, high: int, code: str, locale: str | None = None) -> str:
    """Two amounts of minor units as one: £600–900, 600–900 €. Their sign is written once; equal ones are one amount."""
    first, last = format_minor(low, code, locale), format_minor(high, code, locale)
    if first == last:
        return first
    before, after = _SIGN_BEFORE.match(last), _SIGN_AFTER.search(first)
    return f"{first[: after.start() if after else None]}–{last[before.end() if before else 0 :]}"


def current_locale() -> str:
    """The active language as Babel names it."""
    return to_locale(get_language() or "en").split("@")[0]


_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@lru_cache(maxsize=20_000)
def _format(amount: Decimal, code: str, locale: str, digits: int) -> str:
    pattern = str(Locale.parse(locale).currency_formats["standard"].pattern)
    pattern = pattern if digits else pattern.replace(".00", "")
    shown = format_currency(amount, code, pattern, locale=locale, currency_digits=bool(digits))
    return _LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", shown)  # as CLDR spaces currencies: KWD 1.234

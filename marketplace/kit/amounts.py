"""Sums as people type them, exact, in the currency that stands beside them."""

import re
from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from moneyed import Money

from marketplace.kit.money import TooFine, currency, current_locale, exponent, format_money, from_minor, to_minor

SIGNS = re.compile(r"-?[0-9][0-9.,'’]*")
GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}([.,'’])[0-9]{3}(\1[0-9]{3})*")
MOST = Decimal(1_000_000_000)  # in whole units; beyond it somebody has held a key down


def read(text: str, code: str) -> Money:
    """The sum: "1,200.50", "1 200,50" and "1200.5" are one. Raises ValidationError with the reason, for a person."""
    number = _number(text)
    if number <= 0:
        raise ValidationError(_("Enter a sum above zero."), "positive")
    if number > MOST:
        most = format_money(Money(MOST, currency(code)), whole=True)
        raise ValidationError(_("Enter at most %(most)s.") % {"most": most}, "huge")
    amount = Money(number, currency(code))
    try:
        to_minor(amount)
    except TooFine as error:
        raise ValidationError(_too_fine(code), "decimals") from error
    return amount


def _number(text: str) -> Decimal:
    bare = "".join(text.split())
    if len(bare) > 30 or not SIGNS.fullmatch(bare):
        raise _not_a_sum()
    try:
        return parse_decimal(bare, locale=current_locale(), strict=True)
    except NumberFormatError:
        return _written_elsewhere(bare)


def _written_elsewhere(bare: str) -> Decimal:
    """A sum written as in another country: the last mark, if one or two digits follow it, is the decimal one."""
    head, tail = _at_last_mark(bare)
    if not GROUPED.fullmatch(head):
        raise _not_a_sum()
    digits = "".join(sign for sign in head if sign.isdigit())
    return Decimal(f"{digits}.{tail or 0}")


def _at_last_mark(bare: str) -> tuple[str, str]:
    place = max(bare.rfind("."), bare.rfind(","))
    if place < 0 or len(bare) - place - 1 > 2:
        return bare, ""
    return bare[:place], bare[place + 1 :]


def _not_a_sum() -> ValidationError:
    return ValidationError(_("Enter a sum in digits, for example 750 or 1200.50."), "number")


def _too_fine(code: str) -> str:
    if exponent(code) == 0:
        return _("%(code)s has no smaller unit. Enter a whole number.") % {"code": code}
    smallest = format_money(from_minor(1, code))
    return _("%(code)s has %(n)d decimals. The smallest amount is %(smallest)s.") % {
        "code": code,
        "n": exponent(code),
        "smallest": smallest,
    }

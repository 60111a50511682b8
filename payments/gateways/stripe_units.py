"""How Stripe counts money: in "smallest units" that are not always those of ISO 4217.

Source: docs.stripe.com/currencies (zero-decimal, three-decimal and special-case currencies).
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.kit.money import Money, currency, exponent, from_minor
from payments.gateways.port import CannotPay

_NO_DECIMALS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THREE_DECIMALS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])  # the last digit must be 0
_WHOLE_IN_CENTS = frozenset(["ISK", "UGX"])  # no decimals, counted in hundredths all the same
MOST = 99_999_999  # eight digits


def units(amount: Money) -> int:
    """An amount as Stripe counts it. Raises CannotPay for what it can't take."""
    code = amount.currency.code
    scaled = amount.amount.scaleb(_decimals(code))
    if scaled != scaled.to_integral_value() or int(scaled) % _step(code):
        raise CannotPay(_("Cards can't pay %(amount)s exactly: the last digits are too fine.") % {"amount": amount})
    if scaled > MOST:
        raise CannotPay(_("This is more than a card can pay at once. Pay it in parts."))
    return int(scaled)


def nearest(amount: Money) -> Money:
    """The sum nearest to this one, towards nothing, that Stripe can count."""
    code = amount.currency.code
    steps = int(amount.amount.scaleb(_decimals(code)) / _step(code))  # int() cuts off towards nothing
    return money(steps * _step(code), code)


def money(count: int, code: str) -> Money:
    """What Stripe counts, as Money. Fees may be finer than the currency: they are rounded half-even to its units."""
    name = currency(code).code
    exact = Decimal(count).scaleb(exponent(name) - _decimals(name))
    return from_minor(round(exact), name)


def _step(code: str) -> int:
    """In which steps it counts: what has decimals that it does not take goes by tens or hundreds."""
    return 10 if code in _THREE_DECIMALS else 100 if code in _WHOLE_IN_CENTS else 1


def _decimals(code: str) -> int:
    return 0 if code in _NO_DECIMALS else 3 if code in _THREE_DECIMALS else 2

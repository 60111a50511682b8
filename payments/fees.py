"""What the site keeps of a price, and what is left for the payee.

The commission falls with the business that two people do: a higher share up to a sum of all that the client has ever
paid this freelancer, a lower one above it. A price that crosses the line is split.

    F(x) = floor(first · min(x, line) + then · max(x − line, 0))        in minor units
    fee of a price p, after e was earned  =  F(e + p) − F(e)

Because the fee is a difference of one running total, the fees of milestones add up to the fee of their sum, however the
price is cut. A fraction of a minor unit is the payee's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from moneyed import Money

from marketplace.kit import clock
from marketplace.kit.money import from_minor, to_minor
from payments import rulesets

KIND = "commission"
WHOLE = 10_000  # shares are stated in hundredths of a percent


class NoFeeForCurrency(ValueError):
    """The schedule does not say where the line lies in this currency, so no price can be agreed in it."""


@dataclass(frozen=True)
class Part:
    """A part of a price that one share applies to. `percent` is 20 for 20 %."""

    percent: Decimal
    amount: Money
    fee: Money


@dataclass(frozen=True)
class Quote:
    """A price, the fee kept of it, and what is left."""

    price: Money
    fee: Money
    net: Money
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class FeeSchedule:
    """The commission of one day: two shares in hundredths of a percent, and the line between them by currency.

    A flat one has the same share on both sides, so it needs no line and holds in every currency.
    """

    first_permyriad: int
    then_permyriad: int
    first_up_to: Mapping[str, int]

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Self:
        """The schedule as a rule row holds it."""
        return cls(value["first_permyriad"], value["then_permyriad"], dict(value.get("first_up_to", {})))

    @classmethod
    def flat(cls, permyriad: int) -> Self:
        """The same share of every sum."""
        return cls(permyriad, permyriad, {})

    @property
    def is_flat(self) -> bool:
        """Whether the same share is kept however much was earned before."""
        return self.first_permyriad == self.then_permyriad

    @property
    def currencies(self) -> list[str]:
        """In which currencies a price may be agreed."""
        return sorted(self.first_up_to)

    @property
    def first_percent(self) -> Decimal:
        """The higher share: 20 for 20 %."""
        return _percent(self.first_permyriad)

    @property
    def then_percent(self) -> Decimal:
        """The lower share."""
        return _percent(self.then_permyriad)

    def line(self, currency: str) -> Money:
        """Up to which sum of all business between the two the higher share is kept; nothing where it is flat.

        Raises NoFeeForCurrency.
        """
        if self.is_flat:
            return from_minor(0, currency)
        try:
            return from_minor(self.first_up_to[currency], currency)
        except KeyError as error:
            raise NoFeeForCurrency(currency) from error

    def quote(self, price: Money, *, earned_before: Money | None = None) -> Quote:
        """What the payee gets of this price.

        earned_before: all that this client has paid this payee so far, in the currency of the price.
        Raises NoFeeForCurrency, and ValueError for a price or a past below zero or in two currencies.
        """
        code = price.currency.code
        before = earned_before or Money(0, price.currency)
        if before.currency != price.currency or price.amount < 0 or before.amount < 0:
            raise ValueError("a price and what went before are sums of one currency, not below zero")
        start, end, line = to_minor(before), to_minor(before) + to_minor(price), to_minor(self.line(code))
        fee = self._running(end, line) - self._running(start, line)
        return Quote(
            price=price,
            fee=from_minor(fee, code),
            net=from_minor(to_minor(price) - fee, code),
            parts=tuple(self._parts(start, end, line, fee, code)),
        )

    def hourly(self, rate: Money) -> tuple[Quote, Quote]:
        """What the payee gets of one hour: of the first one, and of every one above the line."""
        return self.quote(rate), self.quote(rate, earned_before=self.line(rate.currency.code))

    def knows(self, currency: str) -> bool:
        """Whether a price may be agreed in this currency."""
        return self.is_flat or currency in self.first_up_to

    def _running(self, total: int, line: int) -> int:
        return (self.first_permyriad * min(total, line) + self.then_permyriad * max(total - line, 0)) // WHOLE

    def _parts(self, start: int, end: int, line: int, fee: int, code: str) -> list[Part]:
        below = max(min(end, line) - start, 0)
        first = min(fee, self._running(start + below, line) - self._running(start, line))
        shares = [(self.first_percent, below, first), (self.then_percent, end - start - below, fee - first)]
        return [Part(share, from_minor(sum_, code), from_minor(kept, code)) for share, sum_, kept in shares if sum_]


def schedule(on: date | None = None) -> FeeSchedule:
    """The standard schedule of that day, today if not given. Raises rulesets.NoRule."""
    return FeeSchedule.from_value(rulesets.in_force(KIND, on or clock.now().date()).value)


def _percent(permyriad: int) -> Decimal:
    return Decimal(permyriad) / 100

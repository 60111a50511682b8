"""Tax on what the platform itself charges: its fees, plans and promotions.

Who buys a service from another country of a tax union pays the rate of their own country, or accounts for it themselves
where they are a business with a tax number there (reverse charge; Directive 2006/112/EC, articles 44, 58, 196). Rates
are dated rules by country (`fee_tax`); where a country has none, nothing is added. Taxes on what two parties sell each
other are their own business.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Self

from django.conf import settings

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor, to_minor
from payments import billing, rulesets, vat_numbers
from payments.fees import WHOLE

KIND = "fee_tax"


@dataclass(frozen=True)
class Tax:
    """The tax on one fee. permyriad: hundredths of a percent of the net fee; country: whose tax it is.

    is_reversed: the buyer owes it to their own state and the invoice says so; rule: the row it was read from.
    """

    permyriad: int = 0
    name: str = ""
    country: str = ""
    is_reversed: bool = False
    rule: str = ""

    @property
    def percent(self) -> Decimal:
        """The rate as people say it: 19 for 19 %."""
        return Decimal(self.permyriad) / 100

    def on(self, net: Money) -> Money:
        """What is added to a net sum, to the nearest minor unit, half to even."""
        return _share(net, self.permyriad, of=WHOLE)

    def within(self, gross: Money) -> Money:
        """What of a sum that holds its tax is tax, to the nearest minor unit, half to even."""
        return _share(gross, self.permyriad, of=WHOLE + self.permyriad)

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As a row kept it; nothing kept is no tax."""
        return cls(**kept)


NONE = Tax()


@dataclass(frozen=True)
class Seat:
    """Where a party is for tax, and under which number it is known there. Country: ISO 3166, empty if not known."""

    country: str = ""
    number: str = ""


def on_fees_of(party: Party, on: date | None = None) -> Tax:
    """The tax that is added to what this party pays the platform on that day, today if not given."""
    seat = seat_of(party)
    rule = rulesets.find(KIND, on or clock.now().date(), jurisdiction=seat.country) if seat.country else None
    if rule is None:
        return NONE
    name = rule.value["name"]
    if seat.number and _is_other_country_of_our_union(seat.country, rule.value, on or clock.now().date()):
        return Tax(name=name, country=seat.country, is_reversed=True, rule=str(rule.pk))
    return Tax(rule.value["permyriad"], name, seat.country, rule=str(rule.pk))


def seat_of(party: Party) -> Seat:
    """Where the party is for tax, as it said itself: for its invoices, or else on its page."""
    side = billing.of(party)
    number = vat_numbers.tidy(side.vat_number)
    is_known = side.is_business and vat_numbers.is_well_formed(number, side.country)
    return Seat(side.country, number if is_known else "")


def _is_other_country_of_our_union(country: str, value: Mapping[str, Any], on: date) -> bool:
    ours = rulesets.find(KIND, on, jurisdiction=settings.PLATFORM_COUNTRY)
    union = value.get("union")
    return bool(ours and union and ours.value.get("union") == union and country != settings.PLATFORM_COUNTRY)


def _share(amount: Money, part: int, *, of: int) -> Money:
    exact = Decimal(to_minor(amount) * part) / of
    return from_minor(int(exact.to_integral_value(ROUND_HALF_EVEN)), amount.currency.code)

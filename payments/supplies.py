"""Value added tax within what two parties sell each other. Prices hold it: the payer pays what was agreed, no more.

Who is not registered adds none. Who is, adds the rate of their own country; a business in another country of the tax
union accounts for it itself (reverse charge), one outside it pays none (Directive 2006/112/EC, articles 44, 45, 196).
Demonstration rules for services, with rates by dated rule (`taxes.KIND`): goods and special schemes need more.
"""

from dataclasses import dataclass
from datetime import date

from marketplace.kit.money import Money
from payments import rulesets, taxes
from payments.billing import Side
from payments.taxes import Tax

TAXED, REVERSED, OUTSIDE, UNREGISTERED, UNKNOWN = "taxed", "reversed", "outside", "unregistered", "unknown"
UNTAXED = "untaxed"  # a fee of the site that no rule taxes


@dataclass(frozen=True)
class Supply:
    """A gross price and the tax in it. why: by which of the rules above."""

    net: Money
    tax: Money
    rate: Tax
    why: str


def between(seller: Side, buyer: Side, gross: Money, on: date) -> Supply:
    """The tax within this price on that day."""
    rate, why = _rate(seller, buyer, on)
    tax = rate.within(gross)
    return Supply(gross - tax, tax, rate, why)


def _rate(seller: Side, buyer: Side, on: date) -> tuple[Tax, str]:
    if not seller.adds_tax:
        return taxes.NONE, UNREGISTERED
    rule = rulesets.find(taxes.KIND, on, jurisdiction=seller.country)
    if rule is None:
        return taxes.NONE, UNKNOWN
    union = rule.value.get("union")
    if union and buyer.is_business and buyer.country and buyer.country != seller.country:
        theirs = rulesets.find(taxes.KIND, on, jurisdiction=buyer.country)
        if theirs is None or theirs.value.get("union") != union:
            return Tax(country=seller.country, rule=str(rule.pk)), OUTSIDE
        if buyer.vat_number:
            return Tax(name=rule.value["name"], country=buyer.country, is_reversed=True, rule=str(rule.pk)), REVERSED
    return Tax(rule.value["permyriad"], rule.value["name"], seller.country, rule=str(rule.pk)), TAXED

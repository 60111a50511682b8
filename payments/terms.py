"""What was agreed about the fees of one deal: frozen when it is agreed, kept beside it, applied at every release.

    terms = Terms.agree("milestone", payee=cleo.party, payer=ada.party, topics=[job.topic])
    taken = terms.take(Money(400, "EUR"), earned_before=Money(0, "EUR"))
    taken.fee, taken.tax, taken.net                                           # 80, 0, 320

A later change of the price list, of a plan or of a tax rule does not touch it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from accounts.models import Party
from marketplace.catalog.models import Topic
from marketplace.kit.money import Money
from payments import taxes
from payments.fees import FeeSchedule
from payments.pricelist import STANDARD, Deal, PriceList
from payments.taxes import Tax


@dataclass(frozen=True)
class Taken:
    """How a released sum is parted: gross = net + fee + tax. The tax is that on the fee, not on the payee's work."""

    gross: Money
    fee: Money
    tax: Money
    net: Money


@dataclass(frozen=True)
class Terms:
    """The commission of one deal, and the tax on it.

    line: the line of the price list that holds for it ("plus", "raised"); rule: the dated row that it was read from.
    """

    schedule: FeeSchedule
    rule: str = ""
    line: str = STANDARD
    tax: Tax = taxes.NONE

    @classmethod
    def agree(
        cls,
        kind: str,
        *,
        payee: Party,
        payer: Party | None = None,
        topics: Iterable[Topic] = (),
        on: date | None = None,
    ) -> Self:
        """The terms of a deal that is agreed on this day, today if not given.

        kind: of payable. They follow from it, from the payee's plan and country, from what the two did before and from
        what the work is about. Raises rulesets.NoRule.
        """
        prices = PriceList.of_day(on)
        line = prices.line_for(Deal(kind=kind, payee=payee, payer=payer, topics=topics))
        return cls(line.schedule, prices.rule, line.name, taxes.on_fees_of(payee, on))

    @classmethod
    def standard(cls, on: date | None = None) -> Self:
        """What holds for somebody of whom nothing is known yet. Raises rulesets.NoRule."""
        prices = PriceList.of_day(on)
        return cls(prices.standard.schedule, prices.rule)

    def take(self, gross: Money, *, earned_before: Money | None = None) -> Taken:
        """What is kept of a released sum. earned_before: what this payer has released to this payee until now."""
        quote = self.schedule.quote(gross, earned_before=earned_before)
        tax = min(self.tax.on(quote.fee), quote.net)
        return Taken(gross, quote.fee, tax, quote.net - tax)

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        schedule = self.schedule
        return {
            "first_permyriad": schedule.first_permyriad,
            "then_permyriad": schedule.then_permyriad,
            "first_up_to": dict(schedule.first_up_to),
            "rule": self.rule,
            "line": self.line,
            "tax": self.tax.as_json(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As a row kept it."""
        tax = Tax.from_json(kept.get("tax", {}))
        return cls(FeeSchedule.from_value(kept), kept.get("rule", ""), kept.get("line", STANDARD), tax)

"""What was agreed about the fees of one deal: frozen when it is agreed, kept beside it, applied at every release.

    terms = Terms.agree("milestone", payee=cleo.party, payer=ada.party)
    taken = terms.take(Money(400, "EUR"), earned_before=Money(0, "EUR"))
    taken.fee, taken.tax, taken.net                                           # 80, 0, 320

A later change of the price list, of a plan or of a tax rule does not touch it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import Money
from payments import rulesets
from payments.fees import KIND, FeeSchedule


@dataclass(frozen=True)
class Taken:
    """How a released sum is parted: gross = net + fee + tax."""

    gross: Money
    fee: Money
    tax: Money
    net: Money


@dataclass(frozen=True)
class Terms:
    """The commission of one deal. rule: the dated row that it was read from."""

    schedule: FeeSchedule
    rule: str = ""

    @classmethod
    def agree(cls, kind: str, *, payee: Party, payer: Party | None = None, on: date | None = None) -> Self:
        """The terms of a deal that is agreed on this day, today if not given. Raises rulesets.NoRule."""
        rule = rulesets.in_force(KIND, on or clock.now().date())
        return cls(FeeSchedule.from_value(rule.value), str(rule.pk))

    def take(self, gross: Money, *, earned_before: Money | None = None) -> Taken:
        """What is kept of a released sum. earned_before: what this payer has released to this payee until now."""
        quote = self.schedule.quote(gross, earned_before=earned_before)
        return Taken(gross, quote.fee, Money(0, gross.currency), quote.net)

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        schedule = self.schedule
        return {
            "first_permyriad": schedule.first_permyriad,
            "then_permyriad": schedule.then_permyriad,
            "first_up_to": dict(schedule.first_up_to),
            "rule": self.rule,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As a row kept it."""
        return cls(FeeSchedule.from_value(kept), kept.get("rule", ""))

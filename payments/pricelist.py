"""Which commission a deal has: the price list of a day, read from its dated rule.

The list has a standard schedule, and lines that say for which deals another one holds. The first line whose every
condition the deal meets is the one; a deal that meets none has the standard schedule.

    {"first_permyriad": 2000, …, "lines": [
        {"name": "raised", "when": {"kinds": ["pledge"]}, "permyriad": 500},
        {"name": "plus", "when": {"plans": ["plus"]}, "permyriad": 800}]}

Conditions: `kinds` of payables, `plans` of the payee, `topics` (with all that lies below them), `relations` of the two.
A line may name a `fixed` sum by currency, which is invoiced apart and is no share of what moves.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from accounts.models import Party
from marketplace.catalog.models import Topic
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments import plans, rulesets
from payments.fees import KIND, FeeSchedule, NoFeeForCurrency
from payments.models import Business

STANDARD = "standard"
NEW, RETURNING = RELATIONS = ("new", "returning")


@dataclass(frozen=True, kw_only=True)
class Deal:
    """What the price list may ask of a deal. Each answer is looked up when a line asks for it, and not before.

    plan: the payee's, for a caller who has looked it up.
    """

    kind: str
    payee: Party
    payer: Party | None = None
    topics: Iterable[Topic] = ()
    plan: str = ""

    def facts(self, condition: str) -> set[str]:
        """What the deal is, in the words of this condition. Raises KeyError for one that nobody knows."""
        known: dict[str, Callable[[], set[str]]] = {
            "kinds": lambda: {self.kind},
            "plans": lambda: {self.plan or plans.of(self.payee)},
            "topics": self._topics,
            "relations": lambda: {self._relation()},
        }
        return known[condition]()

    def _topics(self) -> set[str]:
        lineage = {pk for topic in self.topics for pk in topic.lineage}
        return set(Topic.objects.filter(pk__in=lineage).values_list("slug", flat=True))

    def _relation(self) -> str:
        if self.payer is None:
            return NEW
        before = Business.objects.filter(payer=self.payer, payee=self.payee, released_minor__gt=0)
        return RETURNING if before.exists() else NEW


@dataclass(frozen=True)
class Line:
    """One line of the list: its name, for which deals it holds, and what is kept of them."""

    name: str
    schedule: FeeSchedule
    when: Mapping[str, list[str]] = field(default_factory=dict)
    fixed_minor: Mapping[str, int] = field(default_factory=dict)

    def holds_for(self, deal: Deal) -> bool:
        """Whether the deal meets every condition."""
        return all(deal.facts(condition) & set(wanted) for condition, wanted in self.when.items())

    def fixed(self, currency: str) -> Money | None:
        """What is invoiced apart in this currency; None where the line names no fixed sum. Raises NoFeeForCurrency."""
        if not self.fixed_minor:
            return None
        if currency not in self.fixed_minor:
            raise NoFeeForCurrency(currency)
        return from_minor(self.fixed_minor[currency], currency)


@dataclass(frozen=True)
class PriceList:
    """All lines of one day, in order, and the rule row that they were read from."""

    rule: str
    standard: Line
    lines: tuple[Line, ...]

    @classmethod
    def of_day(cls, on: date | None = None) -> Self:
        """The price list of that day, today if not given. Raises rulesets.NoRule."""
        rule = rulesets.in_force(KIND, on or clock.now().date())
        standard = Line(STANDARD, FeeSchedule.from_value(rule.value))
        return cls(str(rule.pk), standard, tuple(map(_line, rule.value.get("lines", []))))

    def line_for(self, deal: Deal) -> Line:
        """The first line that holds for the deal."""
        return next((line for line in self.lines if line.holds_for(deal)), self.standard)

    def line(self, name: str) -> Line:
        """The line of this name. Raises KeyError."""
        return {line.name: line for line in (self.standard, *self.lines)}[name]


def _line(value: Mapping[str, Any]) -> Line:
    schedule = FeeSchedule.flat(value["permyriad"]) if "permyriad" in value else FeeSchedule.from_value(value)
    return Line(value["name"], schedule, value.get("when", {}), value.get("fixed", {}))

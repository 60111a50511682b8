"""What one counter-offer says in figures, and how it differs from the one before.

Plain values between the form, the acts and the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.kit.money import Money, format_money, from_minor, to_minor
from projects.models import CounterOffer, Proposal
from projects.terms import Step


@dataclass(frozen=True, kw_only=True)
class Bargain:
    """price: the whole, or of one hour for hourly work; days: to deliver; milestones: their sums make the price."""

    price: Money
    days: int | None = None
    milestones: tuple[Step, ...] = ()

    @classmethod
    def of_proposal(cls, proposal: Proposal) -> "Bargain":
        """The proposal as it stands."""
        steps = tuple(Step(step.name, step.amount, step.days) for step in proposal.milestones.all())
        return cls(price=proposal.price, days=proposal.days, milestones=steps)

    @classmethod
    def of(cls, counter: CounterOffer) -> "Bargain":
        """What was written down."""
        code = counter.currency
        steps = (Step(one["name"], from_minor(one["amount_minor"], code), one["days"]) for one in counter.milestones)
        return cls(price=counter.price, days=counter.days, milestones=tuple(steps))

    def steps_as_json(self) -> list[dict[str, Any]]:
        """The milestones as a row keeps them."""
        return [
            {"name": step.name, "amount_minor": to_minor(step.amount), "days": step.due} for step in self.milestones
        ]


@dataclass(frozen=True)
class Difference:
    """One figure before and now, and by how much it moved. tone: up, down, new, gone; empty where it stayed."""

    label: str
    before: str
    now: str
    moved: str = ""
    tone: str = ""


def differences(before: Bargain | None, now: Bargain, *, is_hourly: bool) -> list[Difference]:
    """Every figure of the later one, each beside what it was; milestones by their names. before: None for the first."""
    price = _("Rate for an hour") if is_hourly else _("Price")
    found = [_sum(price, before.price if before else None, now.price)]
    if not is_hourly:
        found.append(_days(_("Delivered in"), before.days if before else None, now.days, is_first=before is None))
    return [*found, *_milestones(before, now)]


def _milestones(before: Bargain | None, now: Bargain) -> Iterator[Difference]:
    was = {step.name: step for step in before.milestones} if before else {}
    for step in now.milestones:
        earlier = was.pop(step.name, None)
        if before and earlier is None:
            yield Difference(step.name, "", _step(step), _("new"), "new")
        elif earlier and (earlier.amount, earlier.due) != (step.amount, step.due):
            yield Difference(step.name, _step(earlier), _step(step), *_moved(earlier.amount, step.amount))
        else:
            yield Difference(step.name, _step(earlier) if earlier else "", _step(step))
    for step in was.values():
        yield Difference(step.name, _step(step), "", _("left out"), "gone")


def _sum(label: str, before: Money | None, now: Money) -> Difference:
    if before is None or before == now:
        return Difference(label, "" if before is None else _money(before), _money(now))
    return Difference(label, _money(before), _money(now), *_moved(before, now))


def _moved(before: Money, now: Money) -> tuple[str, str]:
    if before == now:
        return "", "up"
    more = now > before
    sign = "+" if more else "\N{MINUS SIGN}"
    return f"{sign}{_money(abs(now - before))}", "up" if more else "down"


def _days(label: str, before: int | None, now: int | None, *, is_first: bool) -> Difference:
    if is_first or before is None or now is None or before == now:
        return Difference(label, "" if is_first else _in_days(before), _in_days(now))
    by = abs(now - before)
    words = (
        ngettext("%(n)d day later", "%(n)d days later", by)
        if now > before
        else ngettext("%(n)d day sooner", "%(n)d days sooner", by)
    )
    return Difference(label, _in_days(before), _in_days(now), words % {"n": by}, "up" if now > before else "down")


def _step(step: Step) -> str:
    due = f", {_in_days(step.due)}" if isinstance(step.due, int) else ""
    return f"{_money(step.amount)}{due}"


def _in_days(days: Any) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("not said")


def _money(amount: Money) -> str:
    return format_money(amount, whole=True)

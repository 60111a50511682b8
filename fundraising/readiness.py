"""Whether a fundraiser can be shown to everybody: all that is missing at once, each with the step that mends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fundraising import campaign_rules
from fundraising.models import Fundraiser
from fundraising.steps import WITH_GOAL
from marketplace.kit.money import format_money, from_minor
from marketplace.kit.refusals import Refused

Kind = Fundraiser.Kind


@dataclass(frozen=True)
class Missing:
    """What has to be done, and on which step of the editor."""

    step: str
    said: str


class NotReady(Refused):
    """It can't be shown like this. `missing`: everything that is to be done."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(" ".join(one.said for one in missing))
        self.missing = missing


def check(fundraiser: Fundraiser) -> None:
    """Raises NotReady."""
    if missing := list(what_is_missing(fundraiser)):
        raise NotReady(missing)


def what_is_missing(fundraiser: Fundraiser) -> Iterator[Missing]:
    """In the order of the editor."""
    if fundraiser.kind not in WITH_GOAL:
        yield Missing("basics", _("Securities are offered in a round of their own, not here."))
        return
    yield from _basics(fundraiser)
    yield from _money(fundraiser)
    if fundraiser.kind in {Kind.REWARD, Kind.PRESALE} and not fundraiser.rewards.filter(retired_at=None).exists():
        yield Missing("rewards", _("Add at least one reward: what do backers get?"))
    for step in fundraiser.typed:
        if fundraiser.typed_of(step):
            yield Missing(step, _("Something that you typed there is not right yet, so it is not on the page."))


def _basics(fundraiser: Fundraiser) -> Iterator[Missing]:
    listing = fundraiser.listing
    if not listing.summary:
        yield Missing("basics", _("Say in a sentence or two what it is."))
    if not listing.topics:
        yield Missing("basics", _("Choose what it is about, so that it can be found."))
    if len(fundraiser.story) < 200:
        yield Missing("story", _("Tell the story: at least 200 letters."))
    if fundraiser.kind in {Kind.REWARD, Kind.PRESALE} and not fundraiser.risks:
        yield Missing("story", _("Say what can go wrong, and what you do then."))


def _money(fundraiser: Fundraiser) -> Iterator[Missing]:
    if not fundraiser.goal_minor:
        yield Missing("money", _("Set a goal."))
        return
    most = campaign_rules.longest(fundraiser).days
    if not 1 <= fundraiser.days <= most:
        yield Missing("money", _("It runs between 1 and %(most)d days.") % {"most": most})
    for parts, step, name in _lists(fundraiser):
        if not parts.exists():
            yield Missing(step, _("Fill in the %(name)s.") % {"name": name})
    yield from unequal(fundraiser)


def unequal(fundraiser: Fundraiser) -> Iterator[Missing]:
    """What of its budget and its plan is there, and does not add up to the goal."""
    for parts, step, name in _lists(fundraiser):
        amounts = list(parts.values_list("amount_minor", flat=True))
        if amounts and sum(amounts) != fundraiser.goal_minor:
            yield Missing(step, _unequal(fundraiser, name, sum(amounts)))


def _lists(fundraiser: Fundraiser) -> tuple[tuple[Any, str, str], ...]:
    """The two lists that add up to the goal, each with its step of the editor and its name."""
    return (
        (fundraiser.budget_lines, "budget", _("budget")),
        (fundraiser.disbursements, "plan", _("plan of payments")),
    )


def _unequal(fundraiser: Fundraiser, name: str, total: int) -> str:
    sums = {
        "name": name,
        "found": format_money(from_minor(total, fundraiser.currency)),
        "goal": format_money(fundraiser.goal) if fundraiser.goal else _("not set"),
    }
    return _("The %(name)s adds up to %(found)s, and the goal is %(goal)s.") % sums

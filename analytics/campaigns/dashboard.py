"""The dashboard of a fundraiser: four figures that matter, its charts and its tables."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import visits
from analytics.campaigns import backers, choices, collected, days, drawn, outlook, periods, sources
from analytics.campaigns.days import Came
from analytics.campaigns.periods import Period
from fundraising.models import Fundraiser
from marketplace.kit.money import Money, format_money, from_minor


@dataclass(frozen=True)
class Figure:
    """A name, its value, what it was before, and where it is made of."""

    name: str
    value: str
    change: str
    url: str


def of(fundraiser: Fundraiser, asked: str) -> dict[str, Any]:
    """All that its page prints."""
    period = periods.of(fundraiser, asked)
    found = days.of(fundraiser, period)
    foretold = outlook.of(fundraiser)
    return {
        "period": period,
        "periods": periods.CHOICES,
        "figures": figures(fundraiser, period),
        "days": [day for day in reversed(found) if day.minor or day.backers],
        "together": drawn.together(fundraiser, found, period, foretold.outlook),
        "by_day": drawn.by_day(fundraiser, found) if any(day.minor for day in found) else None,
        "foretold": foretold,
        "choices": choices.of(fundraiser),
        "sources": sources.of(fundraiser, period),
        "again": backers.again(fundraiser),
        "countries": backers.countries(fundraiser),
        "taken_back": _taken_back(fundraiser),
        "states": collected.states(fundraiser),
        "whereabouts": collected.whereabouts(fundraiser),
        "decision": collected.decision(fundraiser),
    }


def figures(fundraiser: Fundraiser, period: Period) -> list[Figure]:
    """What came, who brought it, who looked, and how many of these backed."""
    now, seen = days.came(fundraiser, period), _seen(fundraiser, period)
    before = period.before
    then, seen_then = (days.came(fundraiser, before), _seen(fundraiser, before)) if before else (None, None)
    code = fundraiser.currency
    return [
        Figure(
            _("Pledged here"), _money(now.minor, code),
            _("before: %(sum)s") % {"sum": _money(then.minor, code)} if then else _of_goal(fundraiser), "#days",
        ),
        Figure(
            ngettext("Backer", "Backers", now.backers), number_format(now.backers, force_grouping=True),
            _before(then.backers) if then else _average(now, code), "#backers",
        ),
        Figure(
            _("Visits"), number_format(seen, force_grouping=True),
            _before(seen_then) if seen_then is not None else _("counted where scripts run"), "#sources",
        ),
        Figure(
            _("Visits that became backers"), _share(now.backers, seen),
            _("before: %(share)s") % {"share": _share(then.backers, seen_then)} if then and seen_then is not None
            else _("backers for each hundred visits"), "#sources",
        ),
    ]  # fmt: skip


def _seen(fundraiser: Fundraiser, period: Period) -> int:
    return sum(visits.by_source(fundraiser.listing, period.first, period.last).values())


def _taken_back(fundraiser: Fundraiser) -> tuple[int, Money] | None:
    gone = days.taken_back(fundraiser)
    return (gone.backers, from_minor(gone.minor, fundraiser.currency)) if gone.backers else None


def _money(minor: int, code: str) -> str:
    return format_money(from_minor(minor, code), whole=True)


def _of_goal(fundraiser: Fundraiser) -> str:
    return _("of %(goal)s") % {"goal": format_money(fundraiser.goal, whole=True)} if fundraiser.goal else ""


def _average(came: Came, code: str) -> str:
    if not came.backers:
        return ""
    return _("%(sum)s each on average") % {"sum": _money(round(came.minor / came.backers), code)}


def _before(count: int) -> str:
    return _("before: %(count)s") % {"count": number_format(count, force_grouping=True)}


def _share(backers: int, visits_of_them: int | None) -> str:
    """In per cent with one place; a dash where nobody was counted, or more backed than were seen."""
    if not visits_of_them or backers > visits_of_them:
        return "–"
    return f"{number_format(round(backers * 100 / visits_of_them, 1), 1)} %"

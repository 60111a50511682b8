"""The three doors of the home page, each with one true figure about what is behind it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discovery.figures import grouped
from discovery.models import Figure
from discovery.search import Ask
from discovery.search.params import address
from marketplace.kit.money import format_minor


@dataclass(frozen=True)
class Door:
    """A way in: its name, what one finds, and a figure (empty where there is nothing to count yet)."""

    name: str
    url: str
    text: str
    fact: str


def page() -> dict[str, Any]:
    """The doors, and whether most of what they count came with the sample."""
    known = dict(Figure.objects.values_list("name", "value"))
    is_mostly_sample = 2 * (known.get("samples") or 0) > (known.get("listings") or 0)
    return {"doors": doors(known), "is_mostly_sample": is_mostly_sample}


def doors(known: dict[str, int | None]) -> list[Door]:
    """Hire, get hired, fund. known: the figures of the site by name (see discovery.tallies)."""
    hire = _("Post a brief, compare the proposals side by side, and say yes to one.")
    work = _("Show your work, answer briefs that fit it, and see what you would be paid before you send.")
    fund = _("See what makers are raising money for, what it is for, and how near the goal is.")
    return [
        Door(_("Hire"), address(Ask(kind="person")), hire, _people(known)),
        Door(_("Get hired"), address(Ask(kind="project")), work, _jobs(known)),
        Door(_("Fund"), address(Ask(kind="fundraiser")), fund, _fundraisers(known)),
    ]


def _people(known: dict[str, int | None]) -> str:
    count, rate = known.get("people") or 0, known.get("people_rate")
    if not count:
        return ""
    people = ngettext("%(n)s person takes work", "%(n)s people take work", count) % {"n": grouped(count)}
    if rate is None:
        return people
    return _("%(people)s, about %(rate)s an hour in the middle") % {"people": people, "rate": _euro(rate)}


def _jobs(known: dict[str, int | None]) -> str:
    count, budget = known.get("jobs") or 0, known.get("jobs_budget")
    if not count:
        return ""
    jobs = ngettext("%(n)s open job", "%(n)s open jobs", count) % {"n": grouped(count)}
    if budget is None:
        return jobs
    return _("%(jobs)s, fixed budgets of about %(budget)s in the middle") % {"jobs": jobs, "budget": _euro(budget)}


def _fundraisers(known: dict[str, int | None]) -> str:
    running, decided = known.get("fundraisers") or 0, known.get("fundraisers_decided") or 0
    parts = []
    if running:
        parts.append(ngettext("%(n)s running", "%(n)s running", running) % {"n": grouped(running)})
    if decided:
        share = 100 * (known.get("fundraisers_successful") or 0) // decided
        parts.append(
            _("%(share)s %% of the %(n)s that ended reached their goal") % {"share": share, "n": grouped(decided)}
        )
    return ", ".join(parts)


def _euro(cents: int) -> str:
    """Rounded to whole euros: the rates behind it are round too."""
    return format_minor(round(cents, -2), "EUR")

"""A job's terms in the words of its page: the strip of facts, the budget, the state."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.catalog import cards
from marketplace.kit import clock, regions, times
from marketplace.kit.models import Stateful
from projects.models import (
    Contract,
    ContractVersion,
    CounterOffer,
    Dispute,
    DisputeOffer,
    Extra,
    HoursQuestion,
    JobInvitation,
    Milestone,
    Project,
    Proof,
    RefundRequest,
    WorkWeek,
)


@dataclass(frozen=True)
class Fact:
    """One fact of the strip under the title."""

    name: str
    value: str
    note: str = ""


STATES = {  # how the state looks: icon, and the class that gives it a colour
    "draft": ("edit", ""),
    "open": ("half", "good"),
    "paused": ("clock", "wait"),
    "in_progress": ("check-circle", "good"),
    "completed": ("check-circle", "good"),
    "cancelled": ("cross-circle", ""),
    "expired": ("clock", ""),
    "sent": ("half", ""),
    "shortlisted": ("star", "wait"),
    "offered": ("clock", "wait"),
    "accepted": ("check-circle", "good"),
    "declined": ("cross-circle", ""),
    "withdrawn": ("turn", ""),
}
OF_CONTRACTS = {
    "offered": ("edit", "wait"),
    "active": ("half", "good"),
    "paused": ("clock", "wait"),
    "disputed": ("scale", "danger"),
    "ended": ("check-circle", ""),
    "declined": ("cross-circle", ""),
    "withdrawn": ("turn", ""),
    "proposed": ("edit", "wait"),
    "in_force": ("check-circle", "good"),
    "replaced": ("turn", ""),
    "lapsed": ("clock", ""),
}
OF_MILESTONES = {
    "draft": ("edit", ""),
    "agreed": ("circle", ""),
    "funded": ("lock", "good"),
    "in_progress": ("half", ""),
    "submitted": ("clock", "wait"),
    "changes_requested": ("turn", "wait"),
    "released": ("check-circle", "good"),
    "refunded": ("turn", ""),
    "disputed": ("scale", "danger"),
    "split": ("scale", ""),
    "cancelled": ("cross-circle", ""),
}
OF_PROOFS = {
    "asked": ("clock", "wait"),
    "granted": ("check-circle", "good"),
    "refused": ("cross-circle", ""),
    "withdrawn": ("turn", ""),
}
OF_REQUESTS = {
    "open": ("clock", "wait"),
    "paid": ("check-circle", "good"),
    "granted": ("turn", ""),
    "refused": ("cross-circle", ""),
    "declined": ("cross-circle", ""),
    "withdrawn": ("turn", ""),
}
OF_WEEKS = {
    "open": ("half", ""),
    "locked": ("clock", "wait"),
    "questioned": ("chat", "wait"),
    "disputed": ("scale", "danger"),
    "invoiced": ("warn", "wait"),
    "paid": ("check-circle", "good"),
    "cleared": ("check-circle", "good"),
    "empty": ("circle", ""),
    "asked": ("chat", "wait"),
    "answered": ("clock", "wait"),
    "accepted": ("check-circle", "good"),
    "struck": ("cross-circle", ""),
}
OF_DISPUTES = {
    "open": ("scale", "wait"),
    "answered": ("chat", "wait"),
    "mediation": ("scale", "wait"),
    "proposed": ("scale", "wait"),
    "arbitration": ("scale", "wait"),
    "settled": ("check-circle", "good"),
    "accepted": ("check-circle", "good"),
    "declined": ("cross-circle", ""),
    "replaced": ("turn", ""),
    "lapsed": ("clock", ""),
    "withdrawn": ("turn", ""),
}
OF_INVITATIONS = {
    "sent": ("clock", ""),
    "accepted": ("edit", "good"),
    "declined": ("cross-circle", ""),
    "withdrawn": ("turn", ""),
    "closed": ("clock", ""),
}
OF_COUNTER_OFFERS = {
    "open": ("clock", "wait"),
    "accepted": ("check-circle", "good"),
    "answered": ("turn", ""),
    "declined": ("cross-circle", ""),
    "withdrawn": ("turn", ""),
    "lapsed": ("clock", ""),
    "closed": ("cross-circle", ""),
}
LOOKS: dict[type[Stateful], dict[str, tuple[str, str]]] = {
    Contract: OF_CONTRACTS,
    ContractVersion: OF_CONTRACTS,
    Milestone: OF_MILESTONES,
    RefundRequest: OF_REQUESTS,
    Extra: OF_REQUESTS,
    Proof: OF_PROOFS,
    WorkWeek: OF_WEEKS,
    HoursQuestion: OF_WEEKS,
    Dispute: OF_DISPUTES,
    DisputeOffer: OF_DISPUTES,
    CounterOffer: OF_COUNTER_OFFERS,
    JobInvitation: OF_INVITATIONS,
}


def look_of(thing: Stateful) -> tuple[str, str]:
    """Icon and colour of the state that a thing of this floor is in."""
    return LOOKS.get(type(thing), STATES)[thing.status]


def facts_of(project: Project) -> list[Fact]:
    """Budget, deadline or length, level, place, proposals."""
    found = [_budget(project), _when(project), _level(project), _where(project), _proposals(project)]
    return [fact for fact in found if fact.value]


def budget(project: Project) -> str:
    """The budget as people say it: £600–900, $25–40 an hour; empty in a draft without one."""
    return cards.budget(project.listing) if project.budget_low is not None else ""


def bar_note(project: Project) -> str:
    """The line beside the button at the foot of a phone's screen."""
    said = " ".join(cards.proposals(project.listing))
    return f"{said}, {times.left(project.closes_at)}" if project.closes_at else said


def left(day: date) -> str:
    """How many days from today, in words; "today" on the day itself."""
    days = (day - clock.today()).days
    if days < 0:
        return _("passed")
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("today")


def place(project: Project) -> str:
    """Where the work is done: Remote; Remote, from Germany; Leeds, United Kingdom."""
    country = regions.country_name(project.country)
    if project.where == Project.Where.ONSITE:
        return ", ".join(filter(None, (project.city, country)))
    if project.where == Project.Where.COUNTRY:
        return _("Remote, from %(country)s") % {"country": country}
    return _("Remote")


def answers_elsewhere(project: Project) -> str:
    """How many proposals a job from a public source had there: "5 to 10"; empty if the source does not say."""
    low, high = project.proposals_low, project.proposals_high
    if not low and not high:
        return ""
    if high is None:
        return _("%(low)d or more") % {"low": low}
    return str(high) if low == high else _("%(low)d to %(high)d") % {"low": low or 0, "high": high}


def _budget(project: Project) -> Fact:
    return Fact(_("Budget") if project.is_hourly else _("Budget, fixed"), budget(project))


def _when(project: Project) -> Fact:
    if project.due_on:
        return Fact(_("Deadline"), times.short_day(project.due_on), left(project.due_on))
    if project.length:
        return Fact(_("Length"), project.get_length_display())
    return Fact(_("Length"), _("Ongoing") if project.is_ongoing else "")


def _level(project: Project) -> Fact:
    return Fact(_("Level"), project.get_level_display() if project.level else "")


def _where(project: Project) -> Fact:
    return Fact(_("Where"), place(project))


def _proposals(project: Project) -> Fact:
    count, elsewhere = project.listing.stats.proposals, answers_elsewhere(project)
    closes = times.left(project.closes_at) if project.is_open and project.closes_at else ""
    source = _("where it was first posted") if elsewhere and not count else ""
    if elsewhere and count:
        source = _("and %(count)s where it was first posted") % {"count": elsewhere}
    value = str(count) if count else elsewhere or _("None yet")
    return Fact(_("Proposals"), value, ", ".join(filter(None, (source, closes))))

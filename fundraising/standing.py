"""Where a fundraiser stands, in the words and figures that its page and its panels print."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from moneyed import Money

from fundraising.models import Fundraiser, Pledge, Settlement
from marketplace.catalog.listings import permille
from marketplace.kit.money import format_money, from_minor

Status = Fundraiser.Status


@dataclass(frozen=True)
class Outcome:
    """What has become of it: a word, the icon beside it, and its tone ("good", "wait" or none)."""

    word: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class Standing:
    """The sum against the goal. Figures that nobody knows are None and are not shown.

    goal, ends_at: those of the second round while it runs. promised, collected: once it is decided here, the sum on
    which it was, and what of it has been paid (`in_full` alone).
    """

    raised: Money | None
    goal: Money | None
    permille: int | None
    backers: int | None
    outcome: Outcome
    said: str
    is_open: bool
    ends_at: datetime | None
    takes_pledges: bool = False
    is_second_round: bool = False
    promised: Money | None = None
    collected: Money | None = None


def of(fundraiser: Fundraiser) -> Standing:
    """Where this fundraiser stands now. Reads nothing more from the database."""
    is_second = fundraiser.is_second_round
    raised, goal = fundraiser.raised_minor, fundraiser.second_goal_minor if is_second else fundraiser.goal_minor
    return Standing(
        raised=None if raised is None else from_minor(raised, fundraiser.currency),
        goal=fundraiser.second_goal if is_second else fundraiser.goal,
        permille=permille(raised, goal),
        backers=fundraiser.backers,
        outcome=_outcome(fundraiser),
        said=" ".join(filter(None, (_ran(fundraiser), _said(fundraiser)))),
        is_open=fundraiser.is_open,
        ends_at=fundraiser.late_until if is_second else fundraiser.deadline_at,
        is_second_round=is_second,
        takes_pledges=fundraiser.takes_pledges and not hasattr(fundraiser, "filing"),
    )


def in_full(fundraiser: Fundraiser) -> Standing:
    """The same with both sums of what was decided here: the first is never corrected, the second moves with the
    charges. Two queries more."""
    decision = Settlement.objects.filter(fundraiser=fundraiser, is_reached=True).first() if fundraiser.backing else None
    if decision is None:
        return of(fundraiser)
    paid = fundraiser.pledges.filter(status=Pledge.Status.COLLECTED, counted_at__lte=decision.at)
    minor = paid.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return replace(of(fundraiser), promised=decision.pledged, collected=from_minor(minor, fundraiser.currency))


def _outcome(fundraiser: Fundraiser) -> Outcome:
    """A securities offer is "closed": its filing tells what was offered, not whether that went well."""
    if hasattr(fundraiser, "filing"):
        return Outcome(_("Closed"), "lock")
    if fundraiser.status == Status.ONGOING:
        return Outcome(_("Live"), "half", "good") if fundraiser.is_open else Outcome(_("Ended"), "clock")
    if fundraiser.status in Fundraiser.REACHED:
        return Outcome(_("Funded"), "check-circle", "good")
    return Outcome(str(fundraiser.get_status_display()), _ICONS.get(fundraiser.status, "clock"))


def _ran(fundraiser: Fundraiser) -> str:
    """From when to when, once it is over."""
    began, ended = fundraiser.launched_at, fundraiser.deadline_at
    if not (fundraiser.is_over and began and ended):
        return ""
    return _("It ran from %(first)s to %(last)s.") % {"first": _day(began), "last": _day(ended)}


def _said(fundraiser: Fundraiser) -> str:
    """What that meant for the money, in a sentence; empty while it runs."""
    if fundraiser.is_late:
        return _late(fundraiser)
    if fundraiser.status in Fundraiser.REACHED:
        if _is_short(fundraiser):
            return _("It keeps what came together, though that is less than its goal. Nothing can be pledged any more.")
        return _("The goal was reached. Nothing can be pledged any more.")
    if fundraiser.status == Status.FAILED and fundraiser.settlement == Fundraiser.Settlement.ALL_OR_NOTHING:
        return _("It was all or nothing: the goal was not reached, so no money moved.")
    if fundraiser.status == Status.SCHEDULED and fundraiser.opens_at:
        return _("It opens on %(day)s.") % {"day": _day(fundraiser.opens_at)}
    return "" if fundraiser.is_open else str(_SAID.get(fundraiser.status, ""))


def _is_short(fundraiser: Fundraiser) -> bool:
    """Whether it has ended below its goal with what it keeps."""
    keeps = fundraiser.settlement == Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE
    raised = fundraiser.raised_minor
    return keeps and raised is not None and raised < (fundraiser.goal_minor or 0)


def _late(fundraiser: Fundraiser) -> str:
    """That it goes on, until when, and that what is pledged now is paid now."""
    assert fundraiser.late_until
    facts = {"day": _day(fundraiser.late_until)}
    if fundraiser.goal is None or fundraiser.settlement == Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE:
        return _("It can still be backed until %(day)s. What you pledge now is paid at once.") % facts
    facts["goal"] = format_money(fundraiser.goal, whole=True)
    if fundraiser.is_second_round:
        said = _("The goal of %(goal)s is reached. A second round runs until %(day)s, paid at once.")
    else:
        said = _("The goal of %(goal)s is reached. It can still be backed until %(day)s, and is paid at once.")
    return said % facts


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


_SAID: dict[str, Any] = {
    Status.ONGOING: gettext_lazy("How it ended has not been settled."),
    Status.FAILED: gettext_lazy("The goal was not reached."),
    Status.CANCELLED: gettext_lazy("It was called off. Nobody is charged any more, and what lies in escrow goes back."),
    Status.SCHEDULED: gettext_lazy("It has not begun."),
}
_ICONS: dict[str, str] = {Status.FAILED: "circle", Status.CANCELLED: "cross-circle", Status.DRAFT: "file"}

"""All that the page of a dispute reads, in as many queries for thirty lines as for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit.money import Money
from projects import deals
from projects.disputes import dispute_clock, dispute_turns, sums
from projects.disputes.sums import Division
from projects.models import (
    Dispute,
    DisputeEvent,
    DisputeItem,
    DisputeOffer,
    Milestone,
    Role,
    Side,
    Stage,
    Submission,
    TimeEntry,
    WorkWeek,
)
from projects.turn import Turn, Waiting
from projects.turns import FAR


@dataclass(frozen=True)
class Step:
    """One step of the way that a dispute goes."""

    name: str
    note: str
    is_over: bool
    is_now: bool


@dataclass(frozen=True)
class Line:
    """One line of what happened, with the name of who did it and the split that it names."""

    event: DisputeEvent
    name: str
    division: Division | None = None


@dataclass(frozen=True)
class Seen:
    """A dispute as one person sees it. side: on which they act; seat: from which they look, None for staff."""

    dispute: Dispute
    items: list[DisputeItem]
    stake: Money
    side: Side | None
    seat: Side | None
    waiting: Waiting | None
    lines: list[Line]
    offers: list[tuple[DisputeOffer, Division]]
    submissions: list[Submission]
    entries: list[TimeEntry]
    limit: datetime | None
    is_at_the_bank: bool
    may: set[str]
    may_award: bool

    @property
    def way(self) -> list[Step]:
        """The steps from the opening to the end, with the one that it is at."""
        return list(_way(self.dispute))

    @property
    def about(self) -> list[Milestone | WorkWeek]:
        """What it is about, each once: of a team, or out of two deposits, one thing is held in several holds."""
        return list({item.about.pk: item.about for item in self.items}.values())

    @property
    def held(self) -> Money:
        """What was frozen when it was opened."""
        return sum((item.held for item in self.items), self.stake - self.stake)


def seen_by(dispute: Dispute, user: User) -> Seen:
    """The whole page for this person, to whom the dispute is visible."""
    side = deals.side_of(dispute.contract, user)
    is_arbiter = dispute.stage == Stage.AWARD and Dispute.objects.of_arbiter(user).filter(pk=dispute.pk).exists()
    return _seen(dispute, side, side or _seat(dispute, user), may_award=is_arbiter)


def file_of(dispute: Dispute) -> Seen:
    """The same for staff, who stand on neither side."""
    return _seen(dispute, None, None)


def _seen(dispute: Dispute, side: Side | None, seat: Side | None, *, may_award: bool = False) -> Seen:
    items = list(dispute.items.select_related("hold__payment", "hold__payee", "milestone", "week"))
    open_items = [item for item in items if item.ended_at is None]
    offers = dispute_turns.offers_of(dispute)
    return Seen(
        dispute=dispute,
        items=items,
        stake=sums.stake(dispute, open_items),
        side=side,
        seat=seat,
        waiting=_waiting(dispute, offers, seat),
        lines=_lines(dispute),
        offers=[(one, sums.division(dispute, one.to_freelancer, open_items)) for one in offers if one.is_open],
        submissions=_submissions(items),
        entries=_entries(dispute),
        limit=dispute_clock.limit_of(dispute) if dispute.is_live else None,
        is_at_the_bank=any(one.hold.payment and one.hold.payment.is_being_charged_back for one in open_items),
        may=_may(dispute, side),
        may_award=may_award,
    )


def _way(dispute: Dispute) -> Iterator[Step]:
    """Opened, answered, mediated, decided or settled; a step that was left out is not shown once it is over."""
    moments = [
        (_("Opened"), dispute.opened_at),
        (_("Answered"), dispute.answered_at),
        (_("Our staff come in") if dispute.is_small else _("Mediation"), dispute.mediation_at),
        *([(_("Arbitration"), dispute.arbitration_at)] if dispute.contract.arbiter_id and not dispute.is_small else []),
        (_("Withdrawn") if dispute.status == Dispute.Status.WITHDRAWN else _("Settled"), dispute.ended_at),
    ]
    if not dispute.is_live:
        moments = [(name, at) for name, at in moments if at]
    following = next((place for place, (_name, at) in enumerate(moments) if at is None), len(moments))
    for place, (name, at) in enumerate(moments):
        yield Step(name, date_format(localtime(at), "j M") if at else "", at is not None, is_now=place == following)


def _seat(dispute: Dispute, user: User) -> Side | None:
    """From which side a member of a company reads it; None for staff."""
    is_side = Dispute.objects.of_sides(user).filter(pk=dispute.pk).exists()
    return deals.seat_of(dispute.contract, user) if is_side else None


def _waiting(dispute: Dispute, offers: list[DisputeOffer], seat: Side | None) -> Waiting | None:
    """The one thing to do now: one's own, or what the other side, or staff, is waited for."""
    turns: list[Turn] = sorted(dispute_turns.of(dispute, offers), key=lambda turn: turn.dial.at if turn.dial else FAR)
    mine = [turn for turn in turns if turn.who == seat]
    if mine:
        return Waiting(mine[0], is_yours=True)
    return Waiting(turns[0], is_yours=False) if turns else None


def _lines(dispute: Dispute) -> list[Line]:
    contract = dispute.contract
    names = {Side.CLIENT.value: contract.client.name, Side.FREELANCER.value: contract.freelancer.name}
    events = dispute.events.select_related("by__party").prefetch_related("files")
    return [_line(event, names) for event in events]


def _line(event: DisputeEvent, names: dict[str, str]) -> Line:
    name = names.get(event.role) or (Role(event.role).label if event.role else "")
    if event.role == Role.MEDIATOR and event.kind == DisputeEvent.Kind.DECIDED:
        name = _("Our staff")  # who mediates does not decide
    return Line(event, str(name))


def _submissions(items: list[DisputeItem]) -> list[Submission]:
    """What was handed in for what it is about, the newest round first: evidence that is there already."""
    rows = Submission.objects.filter(milestone__in=[item.milestone_id for item in items if item.milestone_id])
    return list(rows.select_related("milestone").prefetch_related("files").order_by("milestone", "-number"))


def _entries(dispute: Dispute) -> list[TimeEntry]:
    """The hours that it is about, as they were logged."""
    rows = dispute.entries.select_related("by__party", "card", "question", "week")
    return list(rows.prefetch_related("changes").order_by("starts_at", "pk"))


def _may(dispute: Dispute, side: Side | None) -> set[str]:
    """What this side can do beside its turn."""
    if side is None:
        return set()
    may = {
        "state": dispute.takes_words and not dispute.is_done(side),
        "offer": dispute.takes_offers,
        "withdraw": side == dispute.opened_by and dispute.status in Dispute.MAY_BE_WITHDRAWN,
    }
    return {name for name, is_so in may.items() if is_so}

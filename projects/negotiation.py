"""The counter-offers of a proposal as one of its sides sees them: each beside the one before, the open one on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit.money import Money
from payments.splitting import split
from projects import bargain, pay, proposal_locks
from projects.bargain import Bargain, Difference
from projects.counter_offers import LAPSES_AFTER
from projects.models import CounterOffer, Proposal, Side
from projects.turn import Dial


@dataclass(frozen=True)
class Round:
    """One row and what moved in it. net: what the freelancer would get; only they see it."""

    counter: CounterOffer
    differences: Sequence[Difference]
    is_yours: bool
    net: Money | None = None


@dataclass(frozen=True)
class Negotiation:
    """All of them, the latest first. side: on which the reader acts; None for one who only reads."""

    rounds: list[Round]
    side: Side | None

    @property
    def open(self) -> Round | None:
        """The one that waits for its answer."""
        return next((one for one in self.rounds if one.counter.is_open), None)

    @property
    def is_your_turn(self) -> bool:
        """Whether the open one waits for the reader."""
        return self.open is not None and self.side is not None and self.open.counter.side != self.side

    @property
    def dial(self) -> Dial | None:
        """The clock of the open one."""
        waiting = self.open
        lapses: datetime | None = waiting.counter.lapses_at if waiting else None
        return Dial(_("Runs out by itself"), lapses, lapses - LAPSES_AFTER) if lapses else None


def seen_by(proposal: Proposal, user: User) -> Negotiation:
    """What this person, to whom the proposal is visible, sees of it. Two queries, and one of fees for a freelancer."""
    side = proposal_locks.seat_of(proposal, user)
    rows = list(proposal.counter_offers.select_related("by__party").order_by("number"))
    seat = side or (Side.FREELANCER if _writes(proposal, user) else Side.CLIENT)
    nets = _nets(proposal, rows) if seat == Side.FREELANCER else [None] * len(rows)
    found, before = [], None
    for row, net in zip(rows, nets, strict=True):
        row.proposal = proposal
        now = Bargain.of(row)
        moved = bargain.differences(before, now, is_hourly=proposal.project.is_hourly)
        found.append(Round(row, moved, row.side == seat, net))
        before = now
    return Negotiation(found[::-1], side)


def open_ones(proposals: Sequence[Proposal]) -> dict[object, CounterOffer]:
    """The open counter-offer of each that has one, by proposal. One query for a whole list."""
    rows = CounterOffer.objects.open().filter(proposal__in=[proposal.pk for proposal in proposals])
    return {row.proposal_id: row for row in rows}


def _nets(proposal: Proposal, rows: Sequence[CounterOffer]) -> list[Money | None]:
    """For whoever leads a team, of their own share."""
    shares = list(proposal.team.order_by("position").values_list("permyriad", flat=True))
    own = [split(row.price, shares)[0] if shares else row.price for row in rows]
    return pay.nets(proposal.project, [(proposal.freelancer, price) for price in own])


def _writes(proposal: Proposal, user: User) -> bool:
    return Proposal.objects.by(user).filter(pk=proposal.pk).exists()

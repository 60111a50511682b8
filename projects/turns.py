"""Whose move it is in a contract, by when, and what happens by itself: the panel above everything else.

`of(room)` finds the one thing that matters most to the side that looks: what waits for it, the nearest clock first;
else what it waits for. A clock is no state: nothing here is stored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import format_money
from payments.ports import Clock
from projects import contract_endings, dormancy
from projects.models import Contract, ContractVersion, Dispute, Extra, Milestone, RefundRequest, Side

MOST_TICKS = 30
FAR = datetime.max.replace(tzinfo=UTC)
Status, MILESTONE = Contract.Status, Milestone.Status


@dataclass(frozen=True)
class Act:
    """A button: where it leads. is_posted: pressing it does it; else it leads to a page."""

    label: str
    url: str
    style: str = ""
    is_posted: bool = False


@dataclass(frozen=True)
class Dial:
    """A clock that runs: what happens at its end, when that is, and since when it runs."""

    line: str  # "Releases by itself": the time left follows
    at: datetime
    since: datetime

    @property
    def days(self) -> int:
        """How many days it runs."""
        return min(max(1, round((self.at - self.since) / timedelta(days=1))), MOST_TICKS)

    @property
    def gone(self) -> int:
        """How many of them are over."""
        return min(self.days, max(0, (clock.now() - self.since).days))

    @property
    def ticks(self) -> list[bool]:
        """One for each day: whether it is over."""
        return [day < self.gone for day in range(self.days)]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Something that waits for a side. acts: what that side can do. note: what happens by itself, if no dial says.

    title: what it is about ("packaging", "sign the contract"); is_heading: it is said as it is, to both.
    """

    who: Side
    title: str
    text: str
    is_heading: bool = False
    dial: Dial | None = None
    note: str = ""
    acts: tuple[Act, ...] = ()
    milestone: Milestone | None = None


@dataclass(frozen=True)
class Waiting:
    """What a side sees of it: the turn, whether it is its own, and how much more waits for it."""

    turn: Turn
    is_yours: bool
    more: int = 0


@dataclass(frozen=True)
class Room:
    """All that the turns of a contract are found in, read once a page. asked: open refund requests by milestone."""

    contract: Contract
    milestones: list[Milestone]
    asked: dict[object, RefundRequest]
    version: ContractVersion | None
    unsigned: tuple[Party, ...]  # whose names that version still needs
    claims: list[Extra]  # expenses that wait for the client
    hours: tuple[Turn, ...] = ()  # what waits with hours (projects.hours_turns)
    disputed: tuple[Turn, ...] = ()  # what its disputes wait for (projects.dispute_turns)


def of(room: Room, seat: Side) -> Waiting | None:
    """What matters most to this side; None where nothing waits for anybody."""
    return first(_every(room), seat)


def first(turns: Iterable[Turn], seat: Side) -> Waiting | None:
    """Of these turns the one that matters most to this side."""
    every = sorted(turns, key=lambda turn: turn.dial.at if turn.dial else FAR)
    mine = [turn for turn in every if turn.who == seat]
    if mine:
        return Waiting(mine[0], is_yours=True, more=len(mine) - 1)
    return Waiting(every[0], is_yours=False) if every else None


def of_milestone(milestone: Milestone, asked: RefundRequest | None) -> Turn | None:
    """Whose move it is with one milestone whose money is in escrow. asked: its open refund request."""
    if asked:
        return _refund(milestone, asked)
    if milestone.status == MILESTONE.SUBMITTED:
        return _review(milestone)
    return _work(milestone) if milestone.is_unfinished else None


def acts_beside(turn: Turn | None, milestone: Milestone) -> list[Act]:
    """The acts of a turn on the milestone's own page, which need not lead there."""
    return [act for act in turn.acts if act.url != milestone.get_absolute_url()] if turn else []


def clock_of(milestone: Milestone) -> Clock | None:
    """The same for pages of the money floor, which show a hold; None where nobody must act on it by a day."""
    asked = milestone.refund_requests.filter(status=RefundRequest.Status.OPEN).first()
    if asked:
        name, must = milestone.contract.freelancer.name, _("must answer whether it goes back")
        return Clock(name, must, asked.answer_by, _("it goes back by itself"))
    if item := milestone.dispute_items.filter(ended_at__isnull=True).select_related("dispute").first():
        return _disputed(milestone, item.dispute)
    if milestone.answer_by:
        name, must = milestone.contract.client.name, _("must answer what was submitted")
        return Clock(name, must, milestone.answer_by, _("it is released by itself"))
    return None


def _disputed(milestone: Milestone, dispute: Dispute) -> Clock | None:
    if dispute.due_at is None:
        return None
    name = milestone.contract.party(dispute.answering).name
    if dispute.status == Dispute.Status.OPEN:
        return Clock(name, _("must answer the dispute"), dispute.due_at, _("it goes as the other side asks"))
    return Clock(_("The dispute"), _("is at its next step"), dispute.due_at, _("it goes on by itself"))


def _every(room: Room) -> Iterator[Turn]:
    if room.version:
        yield from _signatures(room, room.version)
    if room.contract.status == Status.PAUSED:
        yield from _pause(room.contract)
    if room.contract.dormant_since:
        yield _dormant(room.contract)
    for milestone in room.milestones:
        if turn := of_milestone(milestone, room.asked.get(milestone.pk)):
            yield turn
    yield from room.disputed
    yield from map(_claim, room.claims)
    yield from room.hours
    if room.contract.takes_money:
        yield from _next(room)


def _signatures(room: Room, version: ContractVersion) -> Iterator[Turn]:
    is_first = room.contract.signed_at is None
    line = _("Lapses by itself") if is_first else _("The change lapses by itself")
    dial = Dial(line, version.lapses_at, version.drawn_at)
    label = _("Read and sign") if is_first else _("See the change and sign")
    missing = {party.pk for party in room.unsigned}
    speakers = {room.contract.client_id, room.contract.freelancer_id}
    if missing and not missing & speakers:
        yield from _others_sign(room, dial)
    for side in Side:
        if room.contract.party(side).pk not in missing:
            continue
        yield Turn(
            who=side,
            title=_("sign the contract") if is_first else _("sign the change"),
            text=_("Nothing is paid before everybody has signed. Read what you agree to.")
            if is_first
            else _("The contract stays as it is until everybody has signed the change."),
            dial=dial,
            acts=(Act(label, version.get_absolute_url(), "main"),),
        )


def _others_sign(room: Room, dial: Dial) -> Iterator[Turn]:
    """Both sides wait for the rest of a team."""
    names = ", ".join(party.name for party in room.unsigned)
    for side in Side:
        yield Turn(
            who=side,
            title=_("Waiting for the name of %(names)s") % {"names": names},
            is_heading=True,
            text=_("Everybody of the team signs for themselves. Nothing is paid before."),
            dial=dial,
        )


def _pause(contract: Contract) -> Iterator[Turn]:
    if contract.paused_until is None:
        return
    dial = Dial(_("Goes on by itself"), contract.paused_until, contract.stirred_at or contract.paused_until)
    go_on = Act(_("Go on now"), reverse("projects:resume", args=[contract.pk]), is_posted=True)
    for side in Side:
        yield Turn(
            who=side,
            title=_("The contract is paused"),
            is_heading=True,
            text=_("Nothing is paid or begun. What was submitted keeps its time."),
            dial=dial,
            acts=(go_on,),
        )


def _dormant(contract: Contract) -> Turn:
    asked = dormancy.asked(contract) or Side.CLIENT
    ends, since = dormancy.closes_at(contract), contract.dormant_since
    goes_on = Act(_("It goes on"), reverse("projects:goes_on", args=[contract.pk]), "main", is_posted=True)
    return Turn(
        who=asked,
        title=_("Nobody has touched this contract for long"),
        is_heading=True,
        text=_("%(name)s is asked now. If both stay silent, what is in escrow goes back.")
        % {"name": contract.party(asked).name},
        dial=Dial(_("Closes by itself"), ends or clock.now(), since or clock.now()),
        acts=(goes_on,),
    )


def _review(milestone: Milestone) -> Turn:
    price, at = format_money(milestone.price), milestone.answer_by or clock.now()
    return Turn(
        who=Side.CLIENT,
        title=milestone.name,
        text=_("%(name)s has submitted it. Look at it, then release %(price)s or say what should change.")
        % {"name": milestone.contract.freelancer.name, "price": price},
        dial=Dial(_("Releases by itself"), at, at - milestone.contract.answers_within),
        acts=(
            Act(_("Release %(price)s") % {"price": price}, _at("release", milestone), "main"),
            Act(_("Ask for changes"), _at("changes", milestone)),
            Act(_("Look at it"), milestone.get_absolute_url(), "quiet"),
        ),
        milestone=milestone,
    )


def _refund(milestone: Milestone, asked: RefundRequest) -> Turn:
    price = format_money(milestone.price)
    return Turn(
        who=Side.FREELANCER,
        title=milestone.name,
        text=_("%(name)s asks for %(price)s back: “%(why)s”")
        % {"name": milestone.contract.client.name, "price": price, "why": asked.why},
        dial=Dial(_("Goes back by itself"), asked.answer_by, asked.asked_at),
        acts=(
            Act(_("Submit the work"), _at("submit", milestone), "strong"),
            Act(_("Give it back"), reverse("projects:grant_refund", args=[asked.pk])),
            Act(_("Say no"), reverse("projects:refuse_refund", args=[asked.pk]), "quiet"),
        ),
        milestone=milestone,
    )


def _work(milestone: Milestone) -> Turn:
    price = format_money(milestone.price)
    texts = {
        MILESTONE.FUNDED: _("%(price)s is in escrow for it. The work can begin."),
        MILESTONE.IN_PROGRESS: _("%(price)s is in escrow for it. Submit the work when it is done."),
        MILESTONE.CHANGES: _("Changes are asked for. %(price)s stays in escrow until it is submitted again."),
    }
    begin = Act(_("Begin"), _at("start", milestone), "main", is_posted=True)
    submit = Act(_("Submit the work"), _at("submit", milestone), "" if milestone.status == MILESTONE.FUNDED else "main")
    return Turn(
        who=Side.FREELANCER,
        title=milestone.name,
        text=texts[MILESTONE(milestone.status)] % {"price": price},
        note=_how_long(milestone),
        acts=(begin, submit) if milestone.status == MILESTONE.FUNDED else (submit,),
        milestone=milestone,
    )


def _how_long(milestone: Milestone) -> str:
    said = []
    if milestone.due_on:
        said.append(_("It is due on %(day)s.") % {"day": date_format(milestone.due_on, "DATE_FORMAT")})
    if milestone.hold and milestone.hold.must_leave_by:
        day = date_format(localtime(milestone.hold.must_leave_by), "DATE_FORMAT")
        said.append(_("What is not submitted goes back to the client by itself on %(day)s.") % {"day": day})
    return " ".join(said)


def _claim(extra: Extra) -> Turn:
    price = format_money(extra.amount)
    return Turn(
        who=Side.CLIENT,
        title=_("an expense of %(price)s") % {"price": price},
        text=_("%(name)s claims it: “%(what)s”") % {"name": extra.contract.freelancer.name, "what": extra.what},
        acts=(
            Act(_("Pay %(price)s") % {"price": price}, _extra("pay_extra", extra), "strong", is_posted=True),
            Act(_("Decline"), _extra("decline_extra", extra), "quiet"),
        ),
    )


def _next(room: Room) -> Iterator[Turn]:
    """What comes when nothing is under way: the next milestone is paid, or there is none left."""
    if any(milestone.has_money for milestone in room.milestones):
        return
    agreed = next((one for one in room.milestones if one.status == MILESTONE.AGREED), None)
    if agreed:
        yield _fund(room.contract, agreed)
    elif room.version is None and not room.contract.is_hourly:
        yield from _all_settled(room.contract)


def _fund(contract: Contract, milestone: Milestone) -> Turn:
    price, free_from = format_money(milestone.price), contract_endings.may_close_from(contract, Side.FREELANCER)
    day = date_format(localtime(free_from), "DATE_FORMAT") if free_from else ""
    note = _("If nothing is paid by %(day)s, %(name)s may close the contract without a mark.")
    return Turn(
        who=Side.CLIENT,
        title=milestone.name,
        text=_("The work begins when its %(price)s is in escrow.") % {"price": price},
        note=note % {"day": day, "name": contract.freelancer.name} if day else "",
        acts=(Act(_("Fund milestone · %(price)s") % {"price": price}, _at("fund", milestone), "main", is_posted=True),),
        milestone=milestone,
    )


def _all_settled(contract: Contract) -> Iterator[Turn]:
    more = Act(_("Agree on more"), reverse("projects:plan", args=[contract.pk]), "strong")
    end = Act(_("End the contract"), reverse("projects:end", args=[contract.pk]))
    text = _("Agree on another milestone, or end the contract.")
    for side in Side:
        yield Turn(who=side, title=_("Nothing is open"), is_heading=True, text=text, acts=(more, end))


def _at(name: str, milestone: Milestone) -> str:
    return reverse(f"projects:{name}", args=[milestone.pk])


def _extra(name: str, extra: Extra) -> str:
    return reverse(f"projects:{name}", args=[extra.pk])

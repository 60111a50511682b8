"""Whose move it is in a contract, by when, and what happens by itself: the panel above everything else.

`of(room)` finds the one thing that matters most to the side that looks: what waits for it, the nearest clock first;
else what it waits for. A clock is no state: nothing here is stored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import format_money
from projects import dormancy, milestone_turns
from projects.models import Contract, ContractVersion, Extra, Milestone, RefundRequest, Side
from projects.turn import Act, Dial, Turn, Waiting

FAR = datetime.max.replace(tzinfo=UTC)
Status, MILESTONE = Contract.Status, Milestone.Status


@dataclass(frozen=True)
class Room:
    """All that the turns of a contract are found in, read once a page. asked: open refund requests by milestone."""

    contract: Contract
    milestones: list[Milestone]
    asked: dict[object, RefundRequest]
    version: ContractVersion | None
    unsigned: tuple[Party, ...]  # whose names that version still needs
    claims: list[Extra]  # expenses that wait for the client
    hours: tuple[Turn, ...] = ()  # what waits with hours (projects.hours.hours_turns)
    disputed: tuple[Turn, ...] = ()  # what its disputes wait for (projects.disputes.dispute_turns)


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


def _every(room: Room) -> Iterator[Turn]:
    if room.version:
        yield from _signatures(room, room.version)
    if room.contract.status == Status.PAUSED:
        yield from _pause(room.contract)
    if room.contract.dormant_since:
        yield _dormant(room.contract)
    for milestone in room.milestones:
        if turn := milestone_turns.of_milestone(milestone, room.asked.get(milestone.pk)):
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
        yield milestone_turns.to_fund(room.contract, agreed)
    elif room.version is None and not room.contract.is_hourly:
        yield from _all_settled(room.contract)


def _all_settled(contract: Contract) -> Iterator[Turn]:
    more = Act(_("Agree on more"), reverse("projects:plan", args=[contract.pk]), "strong")
    end = Act(_("End the contract"), reverse("projects:end", args=[contract.pk]))
    text = _("Agree on another milestone, or end the contract.")
    for side in Side:
        yield Turn(who=side, title=_("Nothing is open"), is_heading=True, text=text, acts=(more, end))


def _extra(name: str, extra: Extra) -> str:
    return reverse(f"projects:{name}", args=[extra.pk])

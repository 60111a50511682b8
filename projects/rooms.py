"""All that the page of a contract reads, in as many queries for thirty milestones as for one."""

from dataclasses import dataclass

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.money import Money
from projects import contract_endings, deals, figures, members, turns
from projects.disputes import dispute_turns
from projects.figures import Figures
from projects.hours import hours_turns
from projects.models import Contract, ContractVersion, Extra, Milestone, RefundRequest, Side
from projects.turn import Waiting
from projects.turns import Room


@dataclass(frozen=True)
class Seen:
    """A contract as one person sees it. side: on which they act, None for a member who only reads."""

    room: Room
    seat: Side
    side: Side | None
    figures: Figures
    waiting: Waiting | None
    versions: list[ContractVersion]
    extras: list[Extra]
    next_to_fund: Milestone | None
    may_close: bool
    member: Party | None  # for whom of a team somebody reads it who does not lead it
    to_sign: ContractVersion | None  # what waits for this member's name

    @property
    def contract(self) -> Contract:
        return self.room.contract

    @property
    def shown(self) -> list[Milestone]:
        """The rows of the table: what came to nothing stands in it only when all is over."""
        gone = Milestone.Status.CANCELLED
        return [one for one in self.room.milestones if one.status != gone or not self.contract.is_live]

    @property
    def plan_total(self) -> Money:
        """What the milestones of the table come to, also those that went back."""
        prices = [one.price for one in self.room.milestones if one.status != Milestone.Status.CANCELLED]
        return sum(prices, Money(0, self.contract.currency))

    @property
    def may_dispute(self) -> bool:
        """Whether money lies in escrow about which a dispute can be opened."""
        disputed = Milestone.Status.DISPUTED
        return any(one.hold is not None and one.may_move_to(disputed) for one in self.room.milestones)

    @property
    def is_client(self) -> bool:
        """From which side it is seen."""
        return self.seat == Side.CLIENT


def seen_by(contract: Contract, user: User) -> Seen:
    """The whole page for this person, to whom the contract is visible."""
    milestones = list(contract.milestones.select_related("hold").order_by("position", "pk"))
    for milestone in milestones:
        milestone.contract = contract
    versions = list(contract.versions.prefetch_related("signatures"))
    extras = list(contract.extras.select_related("member"))
    for extra in extras:
        extra.contract = contract
    room = _room(contract, milestones, versions, extras)
    seat, side = deals.seat_of(contract, user), deals.side_of(contract, user)
    free_from = contract_endings.may_close_from(contract, seat)
    return Seen(
        room=room,
        seat=seat,
        side=side,
        figures=figures.of(contract, milestones),
        waiting=turns.of(room, seat),
        versions=versions,
        extras=extras,
        next_to_fund=_next_to_fund(contract, milestones),
        may_close=side is not None and free_from is not None and free_from <= clock.now(),
        member=None if side else members.member_of(contract, user),
        to_sign=None if side else _to_sign(room, user),
    )


def _to_sign(room: Room, user: User) -> ContractVersion | None:
    return room.version if members.party_to_sign(room.contract, user, room.unsigned) else None


def _room(
    contract: Contract, milestones: list[Milestone], versions: list[ContractVersion], extras: list[Extra]
) -> Room:
    open_ones = RefundRequest.objects.filter(
        milestone__in=[one.pk for one in milestones], status=RefundRequest.Status.OPEN
    )
    version = next((one for one in versions if one.is_proposed), None)
    if version:
        version.contract = contract
    return Room(
        contract=contract,
        milestones=milestones,
        asked={request.milestone_id: request for request in open_ones},
        version=version,
        unsigned=tuple(members.unsigned(version, contract)) if version else (),
        claims=[extra for extra in extras if extra.is_open and not extra.is_bonus],
        hours=hours_turns.of(contract),
        disputed=tuple(dispute_turns.of_contract(contract)),
    )


def _next_to_fund(contract: Contract, milestones: list[Milestone]) -> Milestone | None:
    if not contract.takes_money:
        return None
    return next((one for one in milestones if one.status == Milestone.Status.AGREED), None)

"""Several freelancers who propose together: places and shares are written, and everybody accepts their own.

    teams.write(proposal, [Seat(cleo.party, 6000, "layout"), Seat(dev.party, 4000, "maps")], by=cleo)
    teams.accept(place, permyriad=4000, by=dev)

A draft is given its team by its writer before it is sent; one that waits for its answer also by the client, who would
rather hire several together. It can be sent, and accepted, once everybody in it has said yes.
Locks: the job's row, the proposal's, then its places' (docs/locking.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import ports
from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock
from marketplace.kit.money import Money, to_minor
from payments.splitting import split
from projects import proposal_locks, team_news
from projects.models import Proposal, Side, TeamPlace
from projects.models.team import WHOLE, percent_of

MOST = 8  # ours: more than that is a company
Status = TeamPlace.Status


class Changed(Refused):
    """The share is not the one that stood on the page."""


@dataclass(frozen=True)
class Seat:
    """Who is to do what, for which share. permyriad: hundredths of a percent."""

    party: Party
    permyriad: int
    task: str = ""


@transaction.atomic
def write(proposal: Proposal, seats: Sequence[Seat], *, by: User) -> list[TeamPlace]:
    """Let this be the team, the one who leads first; with nobody besides, there is none. Who writes it accepts their
    own place by it; everybody else whose place or share is new is asked, and told.

    Raises NotAllowed, Refused for a proposal that is answered or by the hour, for shares that are not 100 % together,
    and for somebody who cannot be asked.
    """
    proposal = proposal_locks.locked(proposal)
    _may_be_written(proposal, by)
    rows = {place.party_id: place for place in proposal.team.locked()}
    if {seat.party.pk for seat in seats} <= {proposal.freelancer_id}:
        seats = []
    _fits(proposal, seats, by=by, known=set(rows))
    places = [_place(proposal, rows.pop(seat.party.pk, None), seat, number, by) for number, seat in enumerate(seats)]
    for gone in rows.values():
        team_news.removed(gone, by=by)
        gone.delete()
    if proposal.status != Proposal.Status.DRAFT:
        proposal.revision, proposal.updated_at = proposal.revision + 1, clock.now()
        proposal.save(update_fields=["revision", "updated_at"])
        team_news.changed(proposal, by=by)
    return places


@transaction.atomic
def accept(place: TeamPlace, *, permyriad: int, by: User) -> TeamPlace:
    """Say yes to one's place and share. permyriad: the one that was read. Twice accepts once.

    Raises NotAllowed, Changed, Refused for a proposal that is answered.
    """
    place = _own(place, by)
    if place.permyriad != permyriad:
        raise Changed(_("Your share has changed since you opened the page. Read it again, then decide."))
    if place.is_accepted:
        return place
    place.answered_at = clock.now()
    place.move_to(Status.ACCEPTED, by=by, party=place.party, saving=["answered_at"])
    team_news.answered(place, by=by, is_whole=not waits_for(place.proposal))
    return place


@transaction.atomic
def decline(place: TeamPlace, *, by: User) -> TeamPlace:
    """Say no, or step back before the contract. The one who leads is told, and fills the place or shares it out.

    Twice changes nothing. Raises NotAllowed, Refused for who leads, and for a proposal that is answered.
    """
    place = _own(place, by)
    if place.status == Status.DECLINED:
        return place
    if place.party_id == place.proposal.freelancer_id:
        raise Refused(_("You lead this team. Change the team, or withdraw the proposal."))
    place.answered_at = clock.now()
    place.move_to(Status.DECLINED, by=by, party=place.party, saving=["answered_at"])
    team_news.answered(place, by=by)
    return place


def ready(proposal: Proposal) -> None:
    """Raises Refused where not everybody of its team has said yes, or the shares do not fit what is proposed.

    Called before a proposal is sent or accepted; the caller holds its lock.
    """
    places = list(proposal.team.select_related("party").order_by("position"))
    if not places:
        return
    if proposal.project.is_hourly:
        raise Refused(_by_the_hour())
    if missing := [place.party.name for place in places if not place.is_accepted]:
        raise Refused(_("Not everybody in the team has said yes yet: %(names)s.") % {"names": ", ".join(missing)})
    if places[0].party_id != proposal.freelancer_id:
        raise Refused(_("%(name)s leads this team, so it is sent for them.") % {"name": places[0].party.name})
    prices = [step.amount for step in proposal.milestones.all()] or [proposal.price]
    everybody_gets_something(prices, [place.permyriad for place in places])


def waits_for(proposal: Proposal) -> list[TeamPlace]:
    """The places of its team that nobody has said yes to."""
    return list(proposal.team.exclude(status=Status.ACCEPTED).select_related("party").order_by("position"))


def everybody_gets_something(prices: Sequence[Money], permyriads: Sequence[int]) -> None:
    """Raises Refused where a share of one of these sums is less than the smallest coin."""
    for price in prices:
        if any(to_minor(part) == 0 for part in split(price, permyriads)):
            raise Refused(_("A share is too small: of one of the sums somebody would get nothing."))


def whole(permyriads: Sequence[int]) -> None:
    """Raises Refused where the shares are not 100 % together."""
    total = sum(permyriads)
    if total != WHOLE:
        raise Refused(
            _("The shares are %(total)s %% together, and must be exactly 100 %%.") % {"total": percent_of(total)}
        )


def may_write(proposal: Proposal, user: User) -> bool:
    """Whether this person may change its team now, for the page."""
    try:
        _may_be_written(proposal, user)
    except Refused:
        return False
    return True


def _may_be_written(proposal: Proposal, by: User) -> None:
    side, is_draft = proposal_locks.side_of(proposal, by), proposal.status == Proposal.Status.DRAFT
    if is_draft and side == Side.CLIENT:
        raise NotAllowed(_("Only who wrote a proposal can change it."))
    if proposal.project.is_hourly:
        raise Refused(_by_the_hour())
    if not is_draft and not proposal.is_waiting:
        raise Refused(_("This proposal has been answered, so its team can no longer be changed."))
    if proposal.counter_offers.open().exists():
        raise Refused(_("A counter-offer is open. It is answered first; then the team can change."))


def _fits(proposal: Proposal, seats: Sequence[Seat], *, by: User, known: set[object]) -> None:
    if not seats:
        return
    if len(seats) > MOST:
        raise Refused(_("A team has at most %(n)d members.") % {"n": MOST})
    if seats[0].party.pk != proposal.freelancer_id or len({seat.party.pk for seat in seats}) != len(seats):
        raise Refused(_("Everybody has one place, and who wrote the proposal leads."))
    whole([seat.permyriad for seat in seats])
    for seat in seats[1:]:
        if seat.party.pk not in known:
            _may_be_asked(proposal, seat.party, by)


def _may_be_asked(proposal: Proposal, party: Party, by: User) -> None:
    client, lead = proposal.project.client, proposal.freelancer
    name = {"name": party.name}
    behind = Party.objects.seen_by(party.user).filter(pk=client.pk) if party.user else Party.objects.none()
    if party.pk == client.pk or behind.exists():
        raise Refused(_("%(name)s belongs to the client, so they cannot work for them here.") % name)
    if party.user is None and not party.is_company:
        raise Refused(_("%(name)s does not use this site, so nobody would answer.") % name)
    if not all(ports.may_meet.ask(party, other) for other in (client, lead, by.party)):
        raise Refused(_("%(name)s cannot be asked for this team.") % name)


def _place(proposal: Proposal, place: TeamPlace | None, seat: Seat, number: int, by: User) -> TeamPlace:
    is_new = place is None or (place.permyriad, place.task) != (seat.permyriad, seat.task)
    place = place or TeamPlace(proposal=proposal, party=seat.party)
    was = "" if place._state.adding else place.status
    place.proposal, place.party, place.position = proposal, seat.party, number
    place.permyriad, place.task = seat.permyriad, seat.task
    place.save()
    if Party.objects.acted_for_by(by).filter(pk=seat.party.pk).exists():
        return _accepted_by_writing(place, by)
    if is_new or was == Status.DECLINED:
        _ask(place, was, by)
    return place


def _accepted_by_writing(place: TeamPlace, by: User) -> TeamPlace:
    if place.is_accepted:
        return place
    if place.status == Status.DECLINED:
        place.answered_at = None
        place.move_to(Status.ASKED, by=by, saving=["answered_at"])
    place.answered_at = clock.now()
    return place.move_to(Status.ACCEPTED, by=by, party=place.party, saving=["answered_at"])


def _ask(place: TeamPlace, was: str, by: User) -> None:
    place.asked_by, place.asked_at, place.answered_at = by, clock.now(), None
    if was in {Status.ACCEPTED, Status.DECLINED}:
        place.move_to(Status.ASKED, by=by, saving=["asked_by", "asked_at", "answered_at"])
    else:
        place.save(update_fields=["asked_by", "asked_at"])
    team_news.asked(place, by=by)


def _own(place: TeamPlace, by: User) -> TeamPlace:
    proposal = proposal_locks.locked(place.proposal)
    found: TeamPlace = TeamPlace.objects.select_related("party__user").locked().get(pk=place.pk)
    found.proposal = proposal
    if not Party.objects.acted_for_by(by).filter(pk=found.party_id).exists():
        raise NotAllowed(_("Only whom it was offered to can answer this."))
    if proposal.status != Proposal.Status.DRAFT and not proposal.is_waiting:
        raise Refused(_("This proposal has been answered, so its team can no longer be changed."))
    return found


def _by_the_hour() -> str:
    return _("A team works at a fixed price. Work by the hour is for one freelancer each.")

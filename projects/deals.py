"""What every act on a contract begins and ends with: its lock, the side of who acts, its sign of life.

    contract = deals.locked(contract)
    deals.permit(contract, by, Side.CLIENT)
    …
    deals.stir(contract)

Locks: the job's row, then the contract's, then its milestones' (docs/locking.md).
"""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, timers
from payments.models import Hold
from projects import clocks
from projects.models import Contract, Deposit, Dispute, Milestone, Project, Side


def locked(contract: Contract | UUID) -> Contract:
    """The contract as it is now, held against every other act on it."""
    pk = contract if isinstance(contract, UUID) else contract.pk
    project = Project.objects.locked().get(contracts=pk)
    found = Contract.objects.select_related("client__user", "freelancer__user").locked().get(pk=pk)
    found.project = project
    return found


def with_contract(milestone: Milestone) -> Milestone:
    """The milestone as it is now, held with its contract against every other act on either."""
    contract = locked(milestone.contract_id)
    found = Milestone.objects.select_related("hold").locked().get(pk=milestone.pk)
    found.contract = contract
    return found


def with_dispute(dispute: Dispute | UUID) -> Dispute:
    """The dispute as it is now, held with its contract against every other act on either."""
    pk = dispute if isinstance(dispute, UUID) else dispute.pk
    contract = locked(Dispute.objects.values_list("contract", flat=True).get(pk=pk))
    found: Dispute = Dispute.objects.locked().get(pk=pk)
    found.contract = contract
    return found


def side_of(contract: Contract, user: User, *, parties: "set[UUID] | None" = None) -> Side | None:
    """On which side this person acts; None where they may act on neither.

    Who may act on both (a company they own hired them before they joined it) acts in their own name. parties: for whom
    they act, where the caller knows it.
    """
    own = getattr(user, "party", None)
    if own and own.pk in {contract.client_id, contract.freelancer_id}:
        return Side.CLIENT if own.pk == contract.client_id else Side.FREELANCER
    acted = parties if parties is not None else _acted_for(user, contract)
    if contract.client_id in acted:
        return Side.CLIENT
    return Side.FREELANCER if contract.freelancer_id in acted else None


def part_of(contract: Contract, user: User) -> Side | None:
    """On which side this person takes part in what binds nobody: who acts for it, or any other member of a team."""
    acting = side_of(contract, user)
    if acting:
        return acting
    own = contract.members.standing().filter(party__in=Party.objects.acted_for_by(user))
    return Side.FREELANCER if own.exists() else None


def seat_of(contract: Contract, user: User) -> Side:
    """From which side this person reads it, whether or not they may act. For those to whom it is visible."""
    acting = side_of(contract, user)
    if acting:
        return acting
    seen = Party.objects.seen_by(user).filter(pk=contract.client_id)
    return Side.CLIENT if seen.exists() else Side.FREELANCER


def permit(contract: Contract, by: User, *sides: str) -> Side:
    """The side on which this person acts, if it is one of these; either one if none is named. Raises NotAllowed."""
    side = side_of(contract, by)
    if side is None:
        if part_of(contract, by):
            raise NotAllowed(_("%(name)s leads the team and does this for it.") % {"name": contract.freelancer.name})
        raise NotAllowed(_("Only the two sides of a contract can do this."))
    if sides and side not in sides:
        raise NotAllowed(
            _("Only the client can do this.") if Side.CLIENT in sides else _("Only the freelancer can do this.")
        )
    return side


def in_force(contract: Contract) -> None:
    """Raises Refused unless both have signed it and it has not ended."""
    if contract.status not in {Contract.Status.ACTIVE, Contract.Status.PAUSED}:
        raise Refused(
            _("The contract is %(state)s, so that is not possible.") % {"state": contract.get_status_display().lower()}
        )


def stir(contract: Contract) -> None:
    """A sign of life: from here dormancy is counted anew."""
    contract.stirred_at, contract.dormant_since = clock.now(), None
    contract.updated_at = clock.now()
    contract.save(update_fields=["stirred_at", "dormant_since", "updated_at"])
    quiet = quiet_since(contract)
    if quiet:
        timers.set(clocks.DORMANCY, contract.pk, quiet + clocks.DORMANCY_NOTICES[0], step=0)
    else:
        timers.cancel(clocks.DORMANCY, contract.pk)


def quiet_since(contract: Contract) -> datetime | None:
    """From when dormancy is counted: the last sign of life, or the last day on which held work is due if that is later.

    None where it is not counted: nothing is held that waits for the freelancer, neither a milestone nor a deposit for
    hours, or the contract is not active.
    """
    if contract.status != Contract.Status.ACTIVE or contract.stirred_at is None:
        return None
    is_held = Deposit.objects.filter(contract=contract, hold__status__in=Hold.WITH_MONEY).exists()
    days = list(Milestone.objects.filter(contract=contract).unfinished().values_list("due_on", flat=True))
    ends = [datetime.combine(day + timedelta(days=1), time(), UTC) for day in days if day]
    return max([contract.stirred_at, *ends]) if days or is_held else None


def _acted_for(user: User, contract: Contract) -> set[UUID]:
    sides = {contract.client_id, contract.freelancer_id}
    return set(Party.objects.acted_for_by(user).filter(pk__in=sides).values_list("pk", flat=True))

"""Changing what was agreed: one side proposes a new version, and it holds once both have signed it.

Reads as `amendments.propose(contract, plan, note="…", by=ada)`; it is signed with `contracts.sign`. What is in escrow
stays as it was agreed. Before both have signed the contract itself, a new version replaces the one that waits.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, timers
from marketplace.kit.money import Money
from projects import clocks, contract_news, deals, drafting, layout, members, teams
from projects.disputes import arbiters
from projects.models import Contract, ContractVersion, Milestone, Side
from projects.plans import Item, Plan, Share

Version = ContractVersion.Status


@transaction.atomic
def propose(contract: Contract, plan: Plan, *, by: User, note: str = "") -> ContractVersion:
    """Put a changed plan before both sides to be signed. One that waits already is replaced by it.

    Raises NotAllowed, and Refused for a contract that is over or closing, a plan that changes what is in escrow, a plan
    without milestones, or one that changes nothing.
    """
    contract = deals.locked(contract)
    side = deals.permit(contract, by)
    _may_change(contract, plan)
    for waiting in contract.versions.proposed().locked():
        waiting.move_to(Version.REPLACED, by=by)
        layout.discard(contract, Plan.from_json(waiting.plan), keep=plan)
    version = drafting.write_version(contract, plan, side=side, by=by, note=note)
    if contract.signed_at:
        timers.set(clocks.AMENDMENT_LAPSES, contract.pk, version.lapses_at, by=by)
    else:
        timers.set(clocks.OFFER_LAPSES, contract.pk, version.lapses_at, by=by)
    contract_news.amendment(version, "proposed", to=members.besides(contract, side), by=by)
    return version


@transaction.atomic
def decline(version: ContractVersion, *, by: User) -> ContractVersion:
    """The other side does not want the change. The contract stays as it is. Raises NotAllowed, IllegalMove."""
    version = _locked(version)
    party = members.permit(version.contract, by)
    side = members.side_of(version.contract, party)
    if version.contract.party(version.drawn_by) == party:
        raise NotAllowed(_("You have proposed this change. Take it back if you no longer want it."))
    _is_amendment(version)
    _drop(version, Version.DECLINED, by=by)
    contract_news.amendment(version, "declined", to=members.besides(version.contract, side), by=by)
    return version


@transaction.atomic
def withdraw(version: ContractVersion, *, by: User) -> ContractVersion:
    """Who proposed the change takes it back. Raises NotAllowed, IllegalMove."""
    version = _locked(version)
    side = deals.permit(version.contract, by, version.drawn_by)
    _is_amendment(version)
    _drop(version, Version.WITHDRAWN, by=by)
    contract_news.amendment(version, "withdrawn", to=members.besides(version.contract, side), by=by)
    return version


@transaction.atomic
def lapse(contract: Contract) -> None:
    """A change that was not signed by both in time is off. Early, late or twice does no harm."""
    contract = deals.locked(contract)
    version = contract.versions.proposed().locked().first()
    if contract.signed_at is None or version is None or version.lapses_at > clock.now():
        return
    version.contract = contract
    _drop(version, Version.LAPSED, by=None)
    contract_news.amendment(version, "lapsed", to=list(Side), by=None)


def drop(contract: Contract, *, by: User | None) -> None:
    """The contract ends, so no change of it is wanted any more. The caller holds its lock."""
    for version in contract.versions.proposed().locked():
        version.contract = contract
        _drop(version, Version.WITHDRAWN, by=by)


def standing_plan(contract: Contract) -> Plan:
    """What holds now, or waits for the first signatures: what a change starts from."""
    waiting = None if contract.signed_at else contract.versions.proposed().first()
    if waiting:
        return Plan.from_json(waiting.plan)
    items = tuple(Item.of(milestone) for milestone in layout.standing(contract))
    return Plan(
        currency=contract.currency, items=items, review_days=contract.review_days,
        rate=contract.rate, cap_hours=contract.cap_hours,
        arbiter=contract.arbiter_id, arbiter_fee=contract.arbiter_fee,
        team=tuple(Share(party=one.party_id, permyriad=one.permyriad, task=one.task) for one in members.of(contract)),
    )  # fmt: skip


def _may_change(contract: Contract, plan: Plan) -> None:
    if contract.status not in {Contract.Status.OFFERED, Contract.Status.ACTIVE, Contract.Status.PAUSED}:
        raise Refused(_("The contract is over, so it can no longer be changed."))
    if contract.is_closing:
        raise Refused(_("The contract is being ended, so it can no longer be changed."))
    before = standing_plan(contract)
    if not plan.items and not contract.is_hourly:
        raise Refused(_("A contract has at least one milestone."))
    if plan.arbiter and plan.arbiter != before.arbiter:
        arbiters.check(plan.arbiter, plan.arbiter_fee, contract)
    if plan == before:
        raise Refused(_("Nothing would change."))
    _keeps_a_team(contract, plan, before)
    _keeps_what_is_paid(contract, plan)


def _keeps_a_team(contract: Contract, plan: Plan, before: Plan) -> None:
    """Shares move within the team, the lead too, and somebody may leave it; nobody comes in this way."""
    if not before.team and not plan.team:
        return
    parties = [share.party for share in plan.team]
    if not plan.team or not set(parties) <= {one.party for one in before.team}:
        raise Refused(_("A team stays a team, and nobody joins it under a contract that is written."))
    shares = [share.permyriad for share in plan.team]
    teams.whole(shares)
    paid = set(contract.milestones.exclude(status__in=layout.OPEN).values_list("pk", flat=True))
    teams.everybody_gets_something([item.price for item in plan.items if item.pk not in paid], shares)


def _keeps_what_is_paid(contract: Contract, plan: Plan) -> None:
    planned: dict[object, Money] = {item.pk: item.price for item in plan.items}
    for milestone in contract.milestones.exclude(status__in=[*layout.OPEN, Milestone.Status.CANCELLED]):
        if planned.get(milestone.pk) != milestone.price:
            raise Refused(
                _("“%(milestone)s” was paid into escrow already, so it stays as it is.") % {"milestone": milestone.name}
            )


def _is_amendment(version: ContractVersion) -> None:
    if version.is_first:
        raise Refused(_("Nothing is signed yet: decline or take back the contract itself."))


def _drop(version: ContractVersion, status: str, *, by: User | None) -> None:
    version.move_to(status, by=by)
    layout.discard(version.contract, Plan.from_json(version.plan))
    timers.cancel(clocks.AMENDMENT_LAPSES, version.contract_id)


def _locked(version: ContractVersion) -> ContractVersion:
    contract = deals.locked(version.contract_id)
    version = ContractVersion.objects.locked().get(pk=version.pk)
    version.contract = contract
    return version

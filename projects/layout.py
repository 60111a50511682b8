"""From a plan to the rows of its milestones. The caller holds the contract's lock.

What is in escrow stays as it was agreed: a plan may say again what such a milestone is, and nothing else.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit.money import to_minor
from projects import members, plans
from projects.models import Contract, Milestone
from projects.plans import Item, Plan

Status = Milestone.Status
OPEN = {Status.DRAFT, Status.AGREED}  # what nobody has paid for yet


def draft(contract: Contract, plan: Plan) -> None:
    """Lay out what is new in a plan that waits for signatures, where both see it."""
    known = {milestone.pk: milestone for milestone in contract.milestones.locked()}
    for place, item in enumerate(plan.items, start=1):
        milestone = known.get(item.pk) or Milestone(pk=item.pk, contract=contract, currency=plan.currency)
        if milestone.status == Status.DRAFT:
            _write(milestone, item, place)
            milestone.save()


def apply(contract: Contract, plan: Plan) -> None:
    """Let the milestones be as the plan says: agreed, changed, or cancelled where it leaves them out.

    Raises Refused where one that it changes or leaves out is in escrow by now.
    """
    contract.review_days, contract.cap_hours = plan.review_days, plan.cap_hours
    contract.arbiter_id = plan.arbiter
    contract.arbiter_fee_minor = to_minor(plan.arbiter_fee) if plan.arbiter_fee else None
    contract.arbiter_fee_currency = plan.arbiter_fee.currency.code if plan.arbiter_fee else ""
    of_arbiter = ["arbiter", "arbiter_fee_minor", "arbiter_fee_currency"]
    contract.save(update_fields=["review_days", "cap_hours", *of_arbiter])
    rows = {milestone.pk: milestone for milestone in contract.milestones.locked()}
    for place, item in enumerate(plan.items, start=1):
        _agree(rows.pop(item.pk), item, place)
    for left_out in rows.values():
        if left_out.status in OPEN:
            left_out.move_to(Status.CANCELLED, why="left out of the plan")
        elif left_out.status != Status.CANCELLED:
            raise _overtaken()
    members.share_out(contract, plan)


def discard(contract: Contract, plan: Plan, *, keep: Plan | None = None) -> None:
    """A plan came to nothing: what was new in it is gone, but for what a later one keeps. All else stays as it is."""
    gone = {item.pk for item in plan.items} - {item.pk for item in (keep.items if keep else ())}
    for milestone in contract.milestones.filter(status=Status.DRAFT, pk__in=gone).locked():
        milestone.move_to(Status.CANCELLED, why="the plan came to nothing")


def clear(contract: Contract, *, by: User | None) -> None:
    """Nothing more is paid: what is not in escrow is cancelled."""
    for milestone in contract.milestones.filter(status__in=OPEN).locked():
        milestone.move_to(Status.CANCELLED, by=by)


def standing(contract: Contract) -> Iterable[Milestone]:
    """The milestones that hold: without those that only a waiting version names."""
    return contract.milestones.exclude(status__in=[Status.CANCELLED, Status.DRAFT])


def _agree(milestone: Milestone, item: Item, place: int) -> None:
    if milestone.status not in OPEN:
        if item.price != milestone.price:
            raise _overtaken()
        return
    _write(milestone, item, place)
    milestone.due_on = plans.due_on(item)
    milestone.save()
    if milestone.status == Status.DRAFT:
        milestone.move_to(Status.AGREED)


def _write(milestone: Milestone, item: Item, place: int) -> None:
    milestone.name, milestone.about, milestone.position = item.name, item.about, place
    milestone.days, milestone.due_on, milestone.price = item.days, item.due_on, item.price


def _overtaken() -> Refused:
    return Refused(_("A milestone was paid, or paid in part, since this version was written. Propose the change anew."))

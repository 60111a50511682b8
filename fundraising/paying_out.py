"""Moving each step's part of every pledge, out to the maker or back, and what follows once all of it has moved.

    paying_out.begin(step, Status.RELEASING, by=None, why="accepted")     # a timer for each pledge
    paying_out.stop(fundraiser)                                           # it was called off: nothing moves any more

The money lies in one hold for each pledge. A step's part of each is worked out from the plan alone (`part_of`), so that
all steps together are all of it, and it is moved by a timer of the pledge's own: resumable, and once. A step ends as
paid only where something was released for it; where nothing is left to release, it has gone back.

Locks: the fundraiser, the step, then, one by one in their own transactions, the pledges.
"""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from fundraising import clocks, disbursement_news, fundraisers, pledges
from fundraising.models import Disbursement, Fundraiser, Pledge
from marketplace.kit import clock, timers
from marketplace.kit.models import Timer
from marketplace.kit.money import Money, from_minor
from payments import escrow
from payments.models import Hold, HoldPart
from payments.splitting import portion

Status, State = Disbursement.Status, Fundraiser.Status
OPEN = [State.SUCCESSFUL, State.DELIVERING]
PAYS = [*OPEN, State.COMPLETED]  # what is paid late follows after the end, too


def begin(step: Disbursement, status: str, *, by: User | None, why: str) -> None:
    """One timer for each pledge. What is paid out waits for the first day on which money may leave."""
    step.move_to(status, by=by, why=why)
    first = clock.now()
    if status == Status.RELEASING:
        first = max(first, step.fundraiser.decision.at + clocks.FIRST_PAYOUT)
    paid = step.fundraiser.pledges.filter(status=Pledge.Status.COLLECTED).values_list("pk", flat=True)
    timers.ensure(clocks.DROP, {f"{step.pk}:{pk}": first for pk in paid})
    timers.set(clocks.DROPS_END, step.pk, first + clocks.LOOK_AGAIN)


def catch_up(paid: Sequence[Pledge]) -> None:
    """What is paid late follows the steps that went before it. The caller holds the pledges."""
    moving = [Status.RELEASING, Status.PAID, Status.RETURNING, Status.RETURNED]
    steps = Disbursement.objects.filter(fundraiser__in={one.fundraiser_id for one in paid}, status__in=moving)
    timers.ensure(clocks.DROP, {
        f"{step.pk}:{pledge.pk}": max(clock.now(), pledge.fundraiser.decision.at + clocks.FIRST_PAYOUT)
        for step in steps for pledge in paid if step.fundraiser_id == pledge.fundraiser_id
    })  # fmt: skip


@timers.handles(clocks.DROP)
def drop(key: str) -> None:
    """Move one step's part of one pledge's money. What is frozen, or at a bank, is tried again until it is not."""
    step_pk, _colon, pledge_pk = key.partition(":")
    step = Disbursement.objects.get(pk=step_pk)
    pledge = pledges.alone(UUID(pledge_pk))
    hold = pledge.hold
    if pledge.fundraiser.status not in PAYS or pledge.status != Pledge.Status.COLLECTED:
        return
    if hold is None or not hold.has_money:
        return
    if hold.status == Hold.Status.FROZEN or (hold.payment and hold.payment.is_being_charged_back):
        timers.set(clocks.DROP, key, clock.now() + clocks.LOOK_AGAIN)
        return
    amount = min(part_of(step, pledge), escrow.left_in(hold))
    if not amount.amount:
        return
    if step.status in {Status.RELEASING, Status.PAID}:
        escrow.release(hold, amount=amount, by=None, key=_key(step, pledge), why=step.name)
    else:
        escrow.refund(hold, amount=amount, by=None, key=_key(step, pledge), why=_("A step that was not done."))


@timers.handles(clocks.DROPS_END)
def when_all_are_moved(key: str) -> None:
    """When the last part has moved, the step is paid or gone back, and with the last one the fundraiser may be done."""
    step = locked(Disbursement.objects.get(pk=key))
    if step.fundraiser.status not in OPEN or step.status not in {Status.RELEASING, Status.RETURNING}:
        return
    if Timer.objects.filter(kind=clocks.DROP, key__startswith=f"{step.pk}:").exists():
        timers.set(clocks.DROPS_END, key, clock.now() + clocks.LOOK_AGAIN)
        return
    _end(step, why="")
    disbursement_news.ended(step)
    end_with_the_last(step.fundraiser)


def stop(fundraiser: Fundraiser) -> None:
    """It was called off: no vote ends, nothing more is paid out, and each step ends. The caller holds it.

    Where nobody could ever pay, there is nothing to end.
    """
    for step in _open_steps(fundraiser) if fundraiser.launched_at else ():
        timers.cancel(clocks.VOTE_ENDS, step.pk)
        timers.cancel(clocks.DROPS_END, step.pk)
        _end(step, why="fundraiser called off")


def look_soon(fundraiser: Fundraiser) -> None:
    """Money has gone otherwise than by its last step: look some moments from now whether any is left."""
    timers.set(clocks.NOTHING_LEFT, fundraiser.pk, clock.now() + clocks.LOOK_AGAIN)


@timers.handles(clocks.NOTHING_LEFT)
def when_nothing_is_left(key: str) -> None:
    """No hold has money any more, and none can come: what is open of the plan can't be paid out, so it ends."""
    fundraiser = fundraisers.locked(Fundraiser(pk=UUID(key)))
    if fundraiser.status not in OPEN or Hold.objects.with_money().filter(pledge__fundraiser=fundraiser).exists():
        return
    if fundraiser.is_late and fundraiser.late_until:
        timers.set(clocks.NOTHING_LEFT, key, fundraiser.late_until)
        return
    why = "nothing left in escrow" if fundraiser.has_collected else "nothing was collected"
    for step in _that_wait(_open_steps(fundraiser)):
        timers.cancel(clocks.VOTE_ENDS, step.pk)
        _end(step, why=why)
        disbursement_news.ended(step)
    end_with_the_last(fundraiser)


def is_awaited(fundraiser: Fundraiser) -> bool:
    """Whether a step of its plan still waits to be paid out, or given up."""
    return _that_wait(fundraiser.disbursements.all()).exists()


def pays_nobody(fundraiser: Fundraiser) -> bool:
    """Whether each step of its plan has gone back, or is going: what is paid now could only go the same way."""
    back = [Status.RETURNING, Status.RETURNED]
    return fundraiser.status in PAYS and not fundraiser.disbursements.exclude(status__in=back).exists()


def part_of(step: Disbursement, pledge: Pledge) -> Money:
    """This step's part of a pledge: as its part of the plan."""
    return portion_of(step)(pledge.amount)


def portion_of(step: Disbursement) -> Callable[[Money], Money]:
    """What is this step's of any sum.

    Pieces of the same sum add up to all of it: each is the difference of two rounded sums (payments.splitting).
    """
    plan = list(step.fundraiser.disbursements.order_by("position").values_list("pk", "amount_minor"))
    whole, start = sum(minor for _pk, minor in plan), sum(_before(plan, step.pk))
    return partial(portion, of=whole, start=start, end=start + step.amount_minor)


def moved(step: Disbursement) -> Money:
    """What has been paid out, or has gone back, for this step until now: the sum of the parts that left the holds."""
    return from_minor(_parts(step).aggregate(sum=Sum("gross_minor"))["sum"] or 0, step.currency)


def locked(step: Disbursement) -> Disbursement:
    """The step under its lock, and before it its fundraiser's."""
    fundraiser = fundraisers.locked(Fundraiser(pk=step.fundraiser_id))
    found: Disbursement = Disbursement.objects.locked().get(pk=step.pk)
    found.fundraiser = fundraiser
    return found


def end_with_the_last(fundraiser: Fundraiser) -> None:
    """It is done when all of its money has moved and nothing is owed to anybody who has said where it should go. The
    caller holds the fundraiser.

    Not while something can still be pledged: then it is looked at again when that ends. Where every step went back,
    nothing can be pledged for any more, so that ends now.
    """
    is_left = fundraiser.disbursements.exclude(status__in=Disbursement.ENDED).exists()
    if fundraiser.status not in OPEN or is_left:
        return
    all_back = not fundraiser.disbursements.filter(status=Status.PAID).exists()
    if fundraiser.is_late and all_back:
        fundraiser.late_until = clock.now()
        fundraiser.save(update_fields=["late_until"])
        timers.set(clocks.FACE, fundraiser.pk, clock.now())
    if fundraiser.deliveries.awaited().exists():
        return
    if fundraiser.is_late and fundraiser.late_until:
        timers.set(clocks.LATE_ENDS, fundraiser.pk, fundraiser.late_until)
        return
    if fundraiser.status == State.SUCCESSFUL:
        fundraiser.move_to(State.DELIVERING, why="the plan has ended")
    back = "all went back" if fundraiser.has_collected else "nothing was collected"
    fundraiser.move_to(State.COMPLETED, why=back if all_back else "all paid out and delivered")
    timers.set(clocks.FACE, fundraiser.pk, clock.now())


@timers.handles(clocks.LATE_ENDS)
def when_nothing_more_is_taken(key: str) -> None:
    """The days for late pledges, or the second round, are over."""
    timers.set(clocks.FACE, key, clock.now())
    end_with_the_last(fundraisers.locked(Fundraiser(pk=UUID(key))))


def _end(step: Disbursement, *, why: str) -> None:
    """Paid where something was released for it; else its part is, or is going, back."""
    is_paid = step.status == Status.RELEASING and _parts(step).filter(kind=HoldPart.Kind.RELEASE).exists()
    step.paid_at = clock.now()
    step.move_to(Status.PAID if is_paid else Status.RETURNED, why=why, saving=["paid_at"])


def _open_steps(fundraiser: Fundraiser) -> "QuerySet[Disbursement]":
    return fundraiser.disbursements.exclude(status__in=Disbursement.ENDED).order_by("pk").locked()


def _that_wait(steps: "QuerySet[Disbursement]") -> "QuerySet[Disbursement]":
    """Those of which nothing is moving."""
    return steps.exclude(status__in=[*Disbursement.ENDED, Status.RELEASING, Status.RETURNING])


def _parts(step: Disbursement) -> "QuerySet[HoldPart]":
    return HoldPart.objects.filter(key__startswith=f"step:{step.pk}:")


def _key(step: Disbursement, pledge: Pledge) -> str:
    return f"step:{step.pk}:{pledge.pk}"


def _before(plan: list[tuple[UUID, int]], pk: UUID) -> list[int]:
    """The sums of the steps before this one."""
    places = [one for one, _minor in plan]
    return [minor for _pk, minor in plan[: places.index(pk)]]

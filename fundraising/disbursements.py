"""Paying out step by step: the maker shows what was done, the backers have their say, and a part of every pledge goes.

    disbursements.submit(step, evidence="…", by=ada)
    disbursements.vote(step, Vote.Choice.ACCEPT, by=ben)
    disbursements.decide(step, is_paid=True, why="…", by=dev)     # staff, where it was disputed
    disbursements.give_up(step, why="…", by=ada)                  # it will not be done: its part goes back, pro rata

The money lies in one hold for each pledge. A step's part of each is worked out from the plan alone (`part_of`), so that
all steps together are all of it, and it is moved by a timer of the pledge's own: resumable, and once.

Locks: the fundraiser, the step, then, one by one in their own transactions, the pledges.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import ballots, clocks, disbursement_news, fundraisers, pledges
from fundraising.ballots import Tally
from fundraising.models import Disbursement, Fundraiser, Pledge, Vote
from marketplace.kit import clock, timers
from marketplace.kit.models import Timer
from marketplace.kit.money import Money, from_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import escrow
from payments.models import HoldPart
from payments.splitting import portion
from portfolios.permits import require_owner

Status, State = Disbursement.Status, Fundraiser.Status
OPEN = [State.SUCCESSFUL, State.DELIVERING]


class NotNow(Refused):
    """This is not possible in the state in which the step, or its fundraiser, is."""


@transaction.atomic
def submit(step: Disbursement, *, evidence: str, by: User) -> Disbursement:
    """Show what was done, and let the backers have their say. Raises NotAllowed, NotNow."""
    step = locked(step)
    require_owner(step.fundraiser, by=by)
    if step.fundraiser.status not in OPEN:
        raise NotNow(_("Money is paid out once all cards have been charged."))
    if step.status not in {Status.PLANNED, Status.CHANGES}:
        raise NotNow(_("This step was submitted already."))
    return show(step, evidence=evidence, by=by)


def show(step: Disbursement, *, evidence: str, by: User | None) -> Disbursement:
    """Let the backers look at it. by: None where what it is tied to has happened. The caller holds its locks."""
    fundraiser, party = step.fundraiser, step.fundraiser.owner if by else None
    step.evidence, step.round, step.submitted_at = evidence, step.round + 1, clock.now()
    step.answer_by = clock.now() + (clocks.VOTE if fundraiser.backers_decide else clocks.OBJECTION)
    step.move_to(Status.SUBMITTED, by=by, party=party, saving=["evidence", "round", "submitted_at", "answer_by"])
    if fundraiser.status == State.SUCCESSFUL:
        fundraiser.move_to(State.DELIVERING, by=by, party=party)
    timers.set(clocks.VOTE_ENDS, step.pk, step.answer_by, by=by)
    disbursement_news.submitted(step)
    return step


@transaction.atomic
def vote(step: Disbursement, choice: str, *, by: User, words: str = "") -> Vote:
    """Say what one thinks of it; the last word counts. One vote for each backer, a person or a company.

    Raises NotAllowed for whoever has nothing in it, NotNow.
    """
    step = locked(step)
    backer = voter(step, by)
    if backer is None:
        raise NotAllowed(_("Who backed it decides about it."))
    if step.status != Status.SUBMITTED or step.answer_by is None or step.answer_by <= clock.now():
        raise NotNow(_("The vote about this step is over."))
    cast, _is_new = Vote.objects.update_or_create(
        disbursement=step, round=step.round, backer=backer,
        defaults={"choice": choice, "words": words, "at": clock.now()},
    )  # fmt: skip
    if outcome := ballots.early(tally(step)):
        _follow(step, outcome)
    return cast


@transaction.atomic
def ask_staff(step: Disbursement, *, why: str, by: User) -> Disbursement:
    """Where backers have no vote, one of them can still let staff look, within its days. Raises NotAllowed, NotNow."""
    step = locked(step)
    if backed_by(step.fundraiser, by) is None:
        raise NotAllowed(_("Who backed it can ask staff to look at it."))
    if step.status != Status.SUBMITTED or step.answer_by is None or step.answer_by <= clock.now():
        raise NotNow(_("It is too late to ask for that: this step is being paid out."))
    timers.cancel(clocks.VOTE_ENDS, step.pk)
    step.move_to(Status.DISPUTED, by=by, why=why)
    disbursement_news.disputed(step)
    return step


@transaction.atomic
def decide(step: Disbursement, *, is_paid: bool, why: str, by: User) -> Disbursement:
    """Staff decide what was disputed: it is paid out, or goes back to the backers. Raises NotAllowed, NotNow."""
    step = locked(step)
    if not by.has_perm(f"fundraising.{'pay_out' if is_paid else 'give_back'}_disbursement"):
        raise NotAllowed(_("Only staff decide about a disputed step."))
    if Party.objects.acted_for_by(by).filter(pk=step.fundraiser.owner.pk).exists() or backed_by(step.fundraiser, by):
        raise NotAllowed(_("Somebody else decides about what you have a part in."))
    if step.status != Status.DISPUTED:
        raise NotNow(_("Nothing is disputed about this step."))
    _begin(step, Status.RELEASING if is_paid else Status.RETURNING, by=by, why=why)
    return step


@transaction.atomic
def give_up(step: Disbursement, *, why: str, by: User) -> Disbursement:
    """Say that it will not be done: its part goes back to all backers, pro rata. Raises NotAllowed, NotNow."""
    step = locked(step)
    require_owner(step.fundraiser, by=by)
    if step.fundraiser.status not in OPEN or step.status not in {Status.PLANNED, Status.CHANGES}:
        raise NotNow(_("This step can't be given up now."))
    _begin(step, Status.RETURNING, by=by, why=why)
    return step


@timers.handles(clocks.VOTE_ENDS)
def when_the_vote_ends(key: str) -> None:
    """The days are over: count, and do what follows. Silence lets it be paid."""
    step = locked(Disbursement.objects.get(pk=key))
    if step.status == Status.SUBMITTED:
        _follow(step, ballots.final(tally(step)) if step.fundraiser.backers_decide else "accept")


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
    """Move one step's part of one pledge's money. What is frozen is tried again until it is not."""
    step_pk, _colon, pledge_pk = key.partition(":")
    step = Disbursement.objects.get(pk=step_pk)
    pledge = pledges.alone(UUID(pledge_pk))
    hold = pledge.hold
    if hold is None or not hold.has_money or pledge.status != Pledge.Status.COLLECTED:
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
    if Timer.objects.filter(kind=clocks.DROP, key__startswith=f"{step.pk}:").exists():
        timers.set(clocks.DROPS_END, key, clock.now() + clocks.LOOK_AGAIN)
        return
    if step.status in {Status.RELEASING, Status.RETURNING}:
        step.paid_at = clock.now()
        step.move_to(Status.PAID if step.status == Status.RELEASING else Status.RETURNED, saving=["paid_at"])
        disbursement_news.ended(step)
        end_with_the_last(step.fundraiser)


def part_of(step: Disbursement, pledge: Pledge) -> Money:
    """This step's part of a pledge: as its part of the plan.

    Pieces of the same pledge add up to all of it: each is the difference of two rounded sums (payments.splitting).
    """
    plan = list(step.fundraiser.disbursements.order_by("position").values_list("pk", "amount_minor"))
    whole = sum(minor for _pk, minor in plan)
    start = sum(minor for minor in _before(plan, step.pk))
    return portion(pledge.amount, of=whole, start=start, end=start + step.amount_minor)


def tally(step: Disbursement) -> Tally:
    """How the votes of this submission stand."""
    found = dict(step.votes.filter(round=step.round).values_list("choice").annotate(Count("pk")))
    collected = step.fundraiser.pledges.filter(status=Pledge.Status.COLLECTED)
    return Tally(
        backers=collected.values("backer").distinct().count(),
        accept=found.get(Vote.Choice.ACCEPT, 0),
        changes=found.get(Vote.Choice.CHANGES, 0),
        dispute=found.get(Vote.Choice.DISPUTE, 0),
    )


def moved(step: Disbursement) -> Money:
    """What has been paid out, or has gone back, for this step until now: the sum of the parts that left the holds."""
    parts = HoldPart.objects.filter(key__startswith=f"step:{step.pk}:")
    return from_minor(parts.aggregate(sum=Sum("gross_minor"))["sum"] or 0, step.currency)


def voter(step: Disbursement, by: User) -> Party | None:
    """As whom this person votes about it; None where they have no vote."""
    return backed_by(step.fundraiser, by) if step.fundraiser.backers_decide else None


def backed_by(fundraiser: Fundraiser, by: User) -> Party | None:
    """Who of those for whom this person acts has money in it; oneself before a company."""
    mine = Party.objects.acted_for_by(by)
    paid = fundraiser.pledges.filter(status=Pledge.Status.COLLECTED, backer__in=mine).select_related("backer")
    found = sorted({pledge.backer for pledge in paid}, key=lambda party: (party.is_company, str(party.pk)))
    return found[0] if found else None


def locked(step: Disbursement) -> Disbursement:
    """The step under its lock, and before it its fundraiser's."""
    fundraiser = fundraisers.locked(Fundraiser(pk=step.fundraiser_id))
    found: Disbursement = Disbursement.objects.locked().get(pk=step.pk)
    found.fundraiser = fundraiser
    return found


def end_with_the_last(fundraiser: Fundraiser) -> None:
    """It is done when all of its money has moved and nothing is owed to anybody who has said where it should go. The
    caller holds the fundraiser.

    Not while something can still be pledged: then it is looked at again when that ends.
    """
    is_left = fundraiser.disbursements.exclude(status__in=Disbursement.ENDED).exists()
    if fundraiser.status != State.DELIVERING or is_left or fundraiser.deliveries.awaited().exists():
        return
    if fundraiser.is_late and fundraiser.late_until:
        timers.set(clocks.LATE_ENDS, fundraiser.pk, fundraiser.late_until)
        return
    fundraiser.move_to(State.COMPLETED, why="all paid out and delivered")
    timers.set(clocks.FACE, fundraiser.pk, clock.now())


@timers.handles(clocks.LATE_ENDS)
def when_nothing_more_is_taken(key: str) -> None:
    """The days for late pledges, or the second round, are over."""
    end_with_the_last(fundraisers.locked(Fundraiser(pk=UUID(key))))


def _follow(step: Disbursement, outcome: str) -> None:
    timers.cancel(clocks.VOTE_ENDS, step.pk)
    if outcome == "accept":
        _begin(step, Status.RELEASING, by=None, why="accepted")
    elif outcome == "changes":
        step.answer_by = None
        step.move_to(Status.CHANGES, why="voted", saving=["answer_by"])
        disbursement_news.changes_asked(step)
    else:
        step.move_to(Status.DISPUTED, why="voted")
        disbursement_news.disputed(step)


def _begin(step: Disbursement, status: str, *, by: User | None, why: str) -> None:
    """One timer for each pledge. What is paid out waits for the first day on which money may leave."""
    step.move_to(status, by=by, why=why)
    first = clock.now()
    if status == Status.RELEASING:
        first = max(first, step.fundraiser.decision.at + clocks.FIRST_PAYOUT)
    paid = step.fundraiser.pledges.filter(status=Pledge.Status.COLLECTED).values_list("pk", flat=True)
    timers.ensure(clocks.DROP, {f"{step.pk}:{pk}": first for pk in paid})
    timers.set(clocks.DROPS_END, step.pk, first + clocks.LOOK_AGAIN)


def _key(step: Disbursement, pledge: Pledge) -> str:
    return f"step:{step.pk}:{pledge.pk}"


def _before(plan: list[tuple[UUID, int]], pk: UUID) -> list[int]:
    """The sums of the steps before this one."""
    places = [one for one, _minor in plan]
    return [minor for _pk, minor in plan[: places.index(pk)]]

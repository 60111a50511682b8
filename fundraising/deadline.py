"""The end of a fundraiser, decided once: on what was promised at that moment, before any card is charged.

    deadline.decide(fundraiser)         # by the clock; twice, or by two workers, is once

Success is decided before anything is collected: what a bank declines later does not turn it into a failure, and the
page tells both figures (help.kickstarter.com, 115005139073). Charges follow one by one (fundraising.collecting).
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from fundraising import clocks, fundraiser_news, fundraisers, owing, paying_out, ties
from fundraising.models import Fundraiser, Pledge, Settlement
from marketplace.kit import clock, timers

Status = Fundraiser.Status


@transaction.atomic
def decide(fundraiser: Fundraiser) -> Settlement | None:
    """Write down what was reached, and let the charges begin. None before the end; the first decision afterwards."""
    fundraiser = fundraisers.locked(fundraiser)
    if done := Settlement.objects.filter(fundraiser=fundraiser).first():
        return done
    if fundraiser.status != Status.ONGOING or fundraiser.deadline_at is None or fundraiser.deadline_at > clock.now():
        return None
    made = _written(fundraiser)
    if not made.is_reached:
        _fail(fundraiser)
    elif made.collected_by:
        fundraiser.move_to(Status.COLLECTING, why="goal reached")
        _begin_charges(fundraiser, made)
    else:
        fundraiser.move_to(Status.SUCCESSFUL, why="ended")
        owing.expect(fundraiser)
        paying_out.look_soon(fundraiser)
    if made.is_reached:
        _open_late(fundraiser)
        ties.watch_days(fundraiser)
    timers.set(clocks.FACE, fundraiser.pk, clock.now())
    fundraiser_news.decided(fundraiser, made)
    return made


@timers.handles(clocks.DEADLINE)
def at_the_end(key: str) -> None:
    """The moment has come; where the end was moved meanwhile, its own timer comes again."""
    decide(Fundraiser(pk=UUID(key)))


def watch() -> None:
    """Let every fundraiser that runs come to its end by the clock; no act of ours launched those of the sample."""
    running = Fundraiser.objects.filter(status=Status.ONGOING, deadline_at__isnull=False, filing__isnull=True)
    timers.ensure(clocks.DEADLINE, {str(pk): at for pk, at in running.values_list("pk", "deadline_at")})


def _written(fundraiser: Fundraiser) -> Settlement:
    """All or nothing needs its goal; who keeps what comes needs something (and is told apart by the page).

    What keeps what it raises has cards to charge only where somebody matches the pledges of others.
    """
    promised = fundraiser.raised_minor or 0  # with what came together elsewhere, as its page says
    is_whole = fundraiser.settlement == Fundraiser.Settlement.ALL_OR_NOTHING
    reached = promised >= (fundraiser.goal_minor or 1) if is_whole else promised > 0
    waits = reached and (is_whole or fundraiser.pledges.filter(status=Pledge.Status.ACTIVE).exists())
    made: Settlement = Settlement.objects.create(
        fundraiser=fundraiser,
        at=clock.now(),
        is_reached=reached,
        currency=fundraiser.currency,
        goal_minor=fundraiser.goal_minor if is_whole else None,
        pledged_minor=promised,
        pledges=fundraiser.backing,
        collected_by=clock.now() + clocks.DROPPED_AFTER if waits else None,
    )
    return made


def _begin_charges(fundraiser: Fundraiser, decision: Settlement) -> None:
    """One timer for each card, in one statement: workers take them side by side, and whoever dies leaves the rest."""
    waiting = fundraiser.pledges.filter(status=Pledge.Status.ACTIVE)
    charged, for_nothing = waiting.filter(amount_minor__gt=0), waiting.filter(amount_minor=0)  # a match of no pledge
    timers.ensure(clocks.CHARGE, {str(pk): decision.at for pk in charged.values_list("pk", flat=True)})
    timers.ensure(clocks.RELEASED, {str(pk): decision.at for pk in for_nothing.values_list("pk", flat=True)})
    timers.set(clocks.CHARGES_END, fundraiser.pk, decision.at + clocks.LOOK_AGAIN)


def _fail(fundraiser: Fundraiser) -> None:
    """Nobody is charged: every promise ends, and its card with it."""
    fundraiser.move_to(Status.FAILED, why="goal not reached")
    live = [Pledge.Status.DRAFT, Pledge.Status.ACTIVE]
    timers.ensure(
        clocks.RELEASED,
        {str(pk): clock.now() for pk in fundraiser.pledges.filter(status__in=live).values_list("pk", flat=True)},
    )


def _open_late(fundraiser: Fundraiser) -> None:
    days = timedelta(days=fundraiser.second_days) if fundraiser.second_goal_minor else clocks.LATE_FOR
    if fundraiser.takes_late_pledges or fundraiser.second_goal_minor:
        fundraiser.late_until = clock.now() + days
        fundraiser.save(update_fields=["late_until"])
        timers.set(clocks.LATE_ENDS, fundraiser.pk, fundraiser.late_until)

"""Paying out step by step: the maker shows what was done, the backers have their say, and a part of every pledge goes.

    disbursements.submit(step, evidence="…", by=ada)
    disbursements.vote(step, Vote.Choice.ACCEPT, by=ben)
    disbursements.decide(step, is_paid=True, why="…", by=dev)     # staff, where it was disputed
    disbursements.give_up(step, why="…", by=ada)                  # it will not be done: its part goes back, pro rata

What is decided is moved by `paying_out`. Nothing is shown, voted on or decided where nothing is paid out any more: of
a fundraiser that was called off or is done.

Locks: the fundraiser, then the step.
"""

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import ballots, clocks, disbursement_news, paying_out
from fundraising.ballots import Tally
from fundraising.models import Disbursement, Fundraiser, Pledge, Vote
from fundraising.paying_out import OPEN, locked
from marketplace.kit import clock, timers
from marketplace.kit.refusals import NotAllowed, Refused
from portfolios.permits import require_owner

Status, State = Disbursement.Status, Fundraiser.Status


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
    if step.waits_for_report:
        raise NotNow(_("This part is held back until your report: publish it as an update, and that submits the step."))
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
    _check_it_pays(step)
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
    if step.fundraiser.backers_decide:
        raise NotAllowed(_("The backers decide about it together: vote for letting staff look."))
    if backed_by(step.fundraiser, by) is None:
        raise NotAllowed(_("Who backed it can ask staff to look at it."))
    _check_it_pays(step)
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
    _check_it_pays(step)
    if step.status != Status.DISPUTED:
        raise NotNow(_("Nothing is disputed about this step."))
    paying_out.begin(step, Status.RELEASING if is_paid else Status.RETURNING, by=by, why=why)
    disbursement_news.decided(step, why)
    return step


@transaction.atomic
def give_up(step: Disbursement, *, why: str, by: User) -> Disbursement:
    """Say that it will not be done: its part goes back to all backers, pro rata. Raises NotAllowed, NotNow."""
    step = locked(step)
    require_owner(step.fundraiser, by=by)
    if step.fundraiser.status not in OPEN or step.status not in {Status.PLANNED, Status.CHANGES}:
        raise NotNow(_("This step can't be given up now."))
    paying_out.begin(step, Status.RETURNING, by=by, why=why)
    return step


@timers.handles(clocks.VOTE_ENDS)
def when_the_vote_ends(key: str) -> None:
    """The days are over: count, and do what follows. Silence lets it be paid."""
    step = locked(Disbursement.objects.get(pk=key))
    if step.status == Status.SUBMITTED and step.fundraiser.status in OPEN:
        _follow(step, ballots.final(tally(step)) if step.fundraiser.backers_decide else "accept")


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


def voter(step: Disbursement, by: User) -> Party | None:
    """As whom this person votes about it; None where they have no vote."""
    return backed_by(step.fundraiser, by) if step.fundraiser.backers_decide else None


def backed_by(fundraiser: Fundraiser, by: User) -> Party | None:
    """Who of those for whom this person acts has money in it; oneself before a company."""
    mine = Party.objects.acted_for_by(by)
    paid = fundraiser.pledges.filter(status=Pledge.Status.COLLECTED, backer__in=mine).select_related("backer")
    found = sorted({pledge.backer for pledge in paid}, key=lambda party: (party.is_company, str(party.pk)))
    return found[0] if found else None


def _check_it_pays(step: Disbursement) -> None:
    if step.fundraiser.status not in OPEN:
        raise NotNow(_("It was called off or has ended, so nothing is paid out of it any more."))


def _follow(step: Disbursement, outcome: str) -> None:
    timers.cancel(clocks.VOTE_ENDS, step.pk)
    if outcome == "accept":
        paying_out.begin(step, Status.RELEASING, by=None, why="accepted")
    elif outcome == "changes":
        step.answer_by = None
        step.move_to(Status.CHANGES, why="voted", saving=["answer_by"])
        disbursement_news.changes_asked(step)
    else:
        step.move_to(Status.DISPUTED, why="voted")
        disbursement_news.disputed(step)

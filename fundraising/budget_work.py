"""A line of a budget becomes work: a job that is begun for it, or a contract that is paid out of it.

    job = budget_work.post(line, by=ada)                 # a draft, filled in from the line
    work = budget_work.link(line, contract, by=ada)      # who works on it is asked whether they are named
    budget_work.agree(work, by=cleo)
    budget_work.unlink(work, by=ada)

Possible once the goal is reached: before that there is nothing to spend. Locks: the fundraiser, then the job.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from fundraising import budget_news, fundraisers
from fundraising.models import BudgetLine, BudgetWork, Fundraiser
from marketplace.kit import clock
from marketplace.kit.money import format_money
from portfolios.permits import require_owner
from projects import projects
from projects.models import Contract, Project
from projects.terms import Step, Terms

Status = Fundraiser.Status
SPENDS = [Status.COLLECTING, Status.SUCCESSFUL, Status.DELIVERING, Status.COMPLETED]
MOST = 20  # for one line


@transaction.atomic
def post(line: BudgetLine, *, by: User) -> Project:
    """Begin a job for it: a draft with the line's words and sum. One that waits as a draft already is given again.

    Raises NotAllowed, Refused.
    """
    line = _locked(line, by)
    waiting = (
        BudgetWork.objects.filter(line=line, project__status=Project.Status.DRAFT)
        .select_related("project__listing")
        .first()
    )
    if waiting and waiting.project:
        return waiting.project
    _check_room(line)
    begun = projects.start(line.label, by=by, client=line.fundraiser.owner)
    project: Project = projects.keep(begun, {}, _terms(line), by=by)
    BudgetWork.objects.create(line=line, project=project, made_at=clock.now())
    return project


@transaction.atomic
def link(line: BudgetLine, contract: Contract, *, by: User) -> BudgetWork:
    """Pay this contract out of it. Twice is once. Raises NotAllowed, Refused for one that belongs to another line."""
    line = _locked(line, by)
    if contract.client_id != line.fundraiser.owner.pk:
        raise NotAllowed(_("This contract is somebody else's."))
    known = BudgetWork.objects.filter(contract=contract).first()
    if known and known.line_id != line.pk:
        raise Refused(_("This contract is paid out of another line."))
    if known:
        return known
    if BudgetWork.objects.filter(project=contract.project_id).exclude(line=line).exists():
        raise Refused(_("The job of this contract is paid out of another line."))
    _check_room(line)
    made = BudgetWork.objects.create(line=line, contract=contract, made_at=clock.now())
    budget_news.asked(made, by=by)
    return made


@transaction.atomic
def unlink(work: BudgetWork, *, by: User) -> None:
    """It is paid from elsewhere. The job or contract stays as it is. Raises NotAllowed."""
    _locked(work.line, by)
    BudgetWork.objects.filter(pk=work.pk).delete()


@transaction.atomic
def agree(work: BudgetWork, *, by: User) -> BudgetWork:
    """Be named on the page as who works on it. Twice is once. Raises NotAllowed."""
    return _named(work, is_named=True, by=by)


@transaction.atomic
def withdraw(work: BudgetWork, *, by: User) -> BudgetWork:
    """Be named no more. Raises NotAllowed."""
    return _named(work, is_named=False, by=by)


def _named(work: BudgetWork, *, is_named: bool, by: User) -> BudgetWork:
    fundraisers.locked(work.line.fundraiser)
    if not BudgetWork.objects.of_worker(by).filter(pk=work.pk).exists():
        raise NotAllowed(_("Somebody else works on it."))
    if (work.agreed_at is not None) != is_named:
        work.agreed_at = clock.now() if is_named else None
        work.save(update_fields=["agreed_at"])
        if is_named:
            budget_news.agreed(work, by=by)
    return work


def _locked(line: BudgetLine, by: User) -> BudgetLine:
    fundraiser = fundraisers.locked(Fundraiser(pk=line.fundraiser_id))
    require_owner(fundraiser, by=by)
    if fundraiser.status not in SPENDS:
        raise Refused(_("There is nothing to spend before the goal is reached."))
    line.fundraiser = fundraiser
    return line


def _check_room(line: BudgetLine) -> None:
    if BudgetWork.objects.filter(line=line).count() >= MOST:
        raise Refused(_("A line has at most %(n)d jobs and contracts.") % {"n": MOST})


def _terms(line: BudgetLine) -> Terms:
    """What can be known of the job: the rest is for its client to write."""
    said = _("This is paid out of the budget of “%(title)s”: %(sum)s for “%(label)s”.")
    facts = {"title": line.fundraiser.listing.title, "sum": format_money(line.amount), "label": line.label}
    return Terms(
        title=line.label,
        brief=said % facts,
        language=line.fundraiser.listing.language or "en",
        basis=Project.Basis.FIXED,
        currency=line.currency,
        budget_low=line.amount_minor,
        budget_high=line.amount_minor,
        milestones=[Step(line.label, line.amount)],
    )


def contracts_of(fundraiser: Fundraiser) -> list[Contract]:
    """Those of its owner that were made and are not paid out of a line yet, the newest first."""
    theirs = Contract.objects.counting().filter(client=fundraiser.owner, budget_work=None)
    return list(theirs.with_sides().order_by("-pk")[:100])

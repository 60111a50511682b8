"""The budget as work: its maker turns lines into jobs and contracts; who works there says whether they are named."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views import answers
from fundraising import budget_work, spending
from fundraising.models import BudgetLine, BudgetWork, Fundraiser
from marketplace.kit import ids
from projects.models import Contract
from social import notices


@require_safe
@signed_in
def budget(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every line, what was paid out of it, and what can be done."""
    theirs = Fundraiser.objects.filter(listing__owner__in=Party.objects.acted_for_by(request.user))
    found = theirs.filter(filing__isnull=True).select_related("listing__owner")
    fundraiser: Fundraiser = get_object_or_404(found, listing__slug=slug)
    notices.mark_read(request.user, url=request.path)
    context = {
        "section": "fund",
        "fundraiser": fundraiser,
        "listing": fundraiser.listing,
        "lines": spending.of(fundraiser),
        "contracts": budget_work.contracts_of(fundraiser),
        "may_spend": fundraiser.status in budget_work.SPENDS,
    }
    return render(request, "fundraising/budget/budget.html", context)


@require_POST
@signed_in
def post_job(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin a job for a line, and go on writing it."""
    line = _line(request, pk)
    try:
        job = budget_work.post(line, by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(_budget_of(line))
    return redirect("projects:edit", job.listing.slug)


@require_POST
@signed_in
def link(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Pay a contract out of a line."""
    line = _line(request, pk)
    theirs = Contract.objects.filter(client__in=Party.objects.acted_for_by(request.user))
    contract = get_object_or_404(theirs, pk=ids.read(request.POST.get("contract", "")))
    said = _("It is paid out of this line. Who works on it is asked whether they are named.")
    return answers.after(
        request, lambda: budget_work.link(line, contract, by=request.user), to=_budget_of(line), said=said
    )


@require_POST
@signed_in
def unlink(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a job or contract off its line."""
    work = get_object_or_404(
        BudgetWork.objects.of_maker(request.user).select_related("line__fundraiser__listing"), pk=pk
    )
    return answers.after(
        request, lambda: budget_work.unlink(work, by=request.user), to=_budget_of(work.line), said=_("Taken off.")
    )


@require_safe
@signed_in
def work(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """To who works on a contract: whether their name may stand in the budget."""
    found = _mine(request, pk)
    notices.mark_read(request.user, url=request.path)
    context = {"section": "fund", "work": found, "listing": found.line.fundraiser.listing}
    return render(request, "fundraising/budget/work.html", context)


@require_POST
@signed_in
def agree(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say yes."""
    found = _mine(request, pk)
    said = _("Your name stands in its budget now. You can take it off at any time.")
    return answers.after(request, lambda: budget_work.agree(found, by=request.user), to=found, said=said)


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say no, or take it off again."""
    found = _mine(request, pk)
    said = _("Your name does not stand there.")
    return answers.after(request, lambda: budget_work.withdraw(found, by=request.user), to=found, said=said)


def _line(request: SignedInRequest, pk: UUID) -> BudgetLine:
    theirs = BudgetLine.objects.filter(fundraiser__listing__owner__in=Party.objects.acted_for_by(request.user))
    found: BudgetLine = get_object_or_404(theirs.select_related("fundraiser__listing"), pk=pk)
    return found


def _mine(request: SignedInRequest, pk: UUID) -> BudgetWork:
    theirs = BudgetWork.objects.of_worker(request.user).select_related("line__fundraiser__listing__owner", "contract")
    found: BudgetWork = get_object_or_404(theirs, pk=pk)
    return found


def _budget_of(line: BudgetLine) -> str:
    return reverse("fundraising:budget", args=[line.fundraiser.listing.slug])

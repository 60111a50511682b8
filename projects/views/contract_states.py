"""A contract rests, goes on, ends; and its plan changes. Each is a resource of its own."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from projects import amendments, contract_endings, deals, dormancy, layout, members, pauses
from projects.disputes import arbiters
from projects.forms.contract import PauseForm, SureForm, WhyForm
from projects.forms.plan import PlanForm
from projects.models import Contract, Side
from projects.plans import Plan
from projects.views import answers
from projects.views.asking import Question, ask, sent
from projects.views.contracts import found
from projects.views.problems import problems_of

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@signed_in
def plan(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Propose another plan: it holds once both have signed it."""
    contract = found(request, pk)
    before = amendments.standing_plan(contract)
    paid = {one.pk for one in contract.milestones.exclude(status__in=layout.OPEN)}
    free = [item for item in before.items if item.pk not in paid]
    choice = arbiters.between(contract.client, contract.freelancer)
    form = PlanForm(sent(request), plan=before, open_items=free, arbiters=choice, team=members.of(contract))
    if request.method == "POST" and form.is_valid():
        try:
            note = form.cleaned_data["note"]
            return redirect(amendments.propose(contract, form.changed(), note=note, by=request.user))
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return render(request, "projects/contracts/plan.html", **_plan_page(contract, form, before, paid))


@require_http_methods(GET_OR_POST)
@signed_in
def pause(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let it rest for a while."""
    contract = found(request, pk)
    question = Question(
        title=_("Pause the contract"),
        text=_(
            "Nothing is paid or begun until then. What was submitted keeps its time. Either side may go on earlier."
        ),
        button=_("Pause it"),
    )
    return ask(
        request, question, PauseForm(sent(request)),
        lambda typed: pauses.pause(contract, by=request.user, **typed),
        contract=contract, back=contract.get_absolute_url(), said=_("Paused."),
    )  # fmt: skip


@require_POST
@signed_in
def resume(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go on."""
    contract = found(request, pk)
    return answers.after(
        request, lambda: pauses.resume(contract, by=request.user), to=contract, said=_("The contract goes on.")
    )


@require_POST
@signed_in
def goes_on(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A sign of life."""
    contract = found(request, pk)
    return answers.after(
        request,
        lambda: dormancy.say_it_goes_on(contract, by=request.user),
        to=contract,
        said=_("The contract goes on."),
    )


@require_http_methods(GET_OR_POST)
@signed_in
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What ending it does, in figures; then it is done."""
    contract = found(request, pk)
    side = deals.side_of(contract, request.user) or deals.seat_of(contract, request.user)
    form = WhyForm(sent(request), is_optional=True)
    return ask(
        request, _question(contract, side), form,
        lambda typed: contract_endings.end(contract, by=request.user, **typed),
        contract=contract, back=contract.get_absolute_url(), said=_("Ended for your side."),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def close(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Close it after silence, without a mark."""
    contract = found(request, pk)
    question = Question(
        title=_("Close the contract without a mark"),
        text=_("You have waited for %(name)s. The contract ends, and that counts for nobody’s record.")
        % {"name": contract.client.name},
        side=Side.FREELANCER,
        button=_("Close it"),
        is_grave=True,
    )
    return ask(
        request, question, SureForm(sent(request)),
        lambda typed: contract_endings.close_after_silence(contract, by=request.user),
        contract=contract, back=contract.get_absolute_url(), said=_("Closed."),
    )  # fmt: skip


def _question(contract: Contract, side: Side) -> Question:
    effect = contract_endings.effect_of(contract, side)
    client, freelancer = contract.client.name, contract.freelancer.name
    sums = [
        (_("Asked back from escrow; %(name)s has 7 days to answer") % {"name": freelancer}, effect.asked_back),
        (_("Goes back to %(name)s at once") % {"name": client}, effect.returned),
        (_("Submitted: answered first, else released by itself"), effect.in_review),
        (_("Not paid for: cancelled"), effect.not_funded),
        (_("Hours that are worked: reviewed and paid first"), effect.hours),
        (_("Left in escrow for hours: goes back to %(name)s then") % {"name": client}, effect.left_over),
    ]
    return Question(
        title=_("End the contract"),
        text=_("Nothing more is paid into it. It is over when nothing is in escrow any more."),
        sums=[(what, amount) for what, amount in sums if amount.amount],
        button=_("End the contract"),
        is_grave=True,
        warning=_("This can’t be undone."),
    )


def _plan_page(contract: Contract, form: PlanForm, before: Plan, paid: set[UUID]) -> dict[str, Any]:
    problems = form.problems() if form.is_bound else {}
    context = {
        "section": "jobs",
        "contract": contract,
        "form": form,
        "problems": problems_of(form, problems),
        "plan": before,
        "paid": [item for item in before.items if item.pk in paid],
    }
    return {"context": context, "status": 422 if problems else 200}

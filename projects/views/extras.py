"""A bonus from the client, an expense of the freelancer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from projects import extras, members
from projects.forms.contract import BonusForm, ExpenseForm, WhyForm
from projects.models import Extra, Side
from projects.views import answers
from projects.views.asking import Question, ask, sent, sent_files
from projects.views.contracts import found
from projects.views.milestones import pay

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@signed_in
def give(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin a bonus, and go and pay it."""
    contract = found(request, pk)
    form = BonusForm(sent(request), currency=contract.currency, parties=members.parties(contract))
    if request.method == "POST" and form.is_valid():
        try:
            bonus = extras.give(contract, by=request.user, **form.cleaned_data)
            return pay(request, bonus.kind, bonus.pk, back=contract.get_absolute_url())
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    question = Question(
        title=_("Give a bonus"),
        text=_("It goes to %(name)s as soon as it is paid, less the fee of the contract.")
        % {"name": _("whom you choose") if form.is_for_a_team else contract.freelancer.name},
        side=Side.CLIENT,
        button=_("Go on to pay"),
    )
    return ask(request, question, form, lambda typed: None, contract=contract, back=contract.get_absolute_url())


@require_http_methods(GET_OR_POST)
@signed_in
def claim(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for an expense."""
    contract = found(request, pk)
    question = Question(
        title=_("Claim an expense"),
        text=_("%(name)s pays it or says no. No fee is kept of it.") % {"name": contract.client.name},
        side=Side.FREELANCER,
        button=_("Claim it"),
        is_for_each=True,
    )
    form = ExpenseForm(sent(request), sent_files(request), currency=contract.currency)
    return ask(
        request, question, form, lambda typed: extras.claim(contract, by=request.user, **typed),
        contract=contract, back=contract.get_absolute_url(),
        said=_("Claimed. %(name)s has been told.") % {"name": contract.client.name},
    )  # fmt: skip


@require_POST
@signed_in
def pay_extra(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go and pay a bonus or an expense."""
    extra = _extra(request, pk)
    return pay(request, extra.kind, extra.pk, back=extra.contract.get_absolute_url())


@require_http_methods(GET_OR_POST)
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client does not pay an expense, and says why."""
    extra = _extra(request, pk)
    question = Question(
        title=_("Decline an expense"),
        text=_("%(name)s reads why.") % {"name": extra.contract.freelancer.name},
        sums=[(extra.what, extra.amount)],
        side=Side.CLIENT,
        button=_("Decline it"),
    )
    return ask(
        request, question, WhyForm(sent(request)),
        lambda typed: extras.decline(extra, answer=typed["why"], by=request.user),
        contract=extra.contract, back=extra.contract.get_absolute_url(), said=_("Declined."),
    )  # fmt: skip


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who began it takes it back before it is paid."""
    extra = _extra(request, pk)
    return answers.after(
        request, lambda: extras.withdraw(extra, by=request.user), to=extra.contract, said=_("Taken back.")
    )


def _extra(request: SignedInRequest, pk: UUID) -> Extra:
    extra: Extra = get_object_or_404(Extra.objects.visible_to(request.user), pk=pk)
    extra.contract = found(request, extra.contract_id)
    return extra

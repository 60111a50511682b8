"""Both sign, or one does not."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.requests import address_of
from projects import amendments, contracts
from projects.forms.contract import WhyForm
from projects.hours import weekly_charges
from projects.models import ContractVersion, Proposal, Side
from projects.views import answers
from projects.views.asking import Question, ask, sent
from projects.views.contracts import cap_of, document_page, found, sign_form

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_POST
@signed_in
def sign(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """Put one's name under a version."""
    version = _version(request, pk, number)
    form = sign_form(request, version)
    if form.is_valid():
        name, read, card = form.cleaned_data["name"], form.cleaned_data["read"], form.cleaned_data.get("card")
        try:
            contracts.sign(version, name=name, read=read, by=request.user, address=address_of(request))
            if card:
                weekly_charges.agree(version.contract, card, cap_hours=cap_of(version), by=request.user)
            return after_act(request, version.contract, said=_said(version))
        except answers.REFUSALS as refusal:
            form.add_error("name", str(refusal))
    return render_form(request, "projects/contracts/document.html", **document_page(request, version, form))


@require_http_methods(GET_OR_POST)
@signed_in
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The freelancer does not sign the contract."""
    contract = found(request, pk)
    question = Question(
        title=_("Do not sign this contract"),
        text=_("The contract is off, and %(name)s is told why. Nothing was paid.") % {"name": contract.client.name},
        side=Side.FREELANCER,
        button=_("Decline the contract"),
        is_grave=True,
        is_for_each=True,
    )
    return ask(
        request, question, WhyForm(sent(request)),
        lambda typed: contracts.decline(contract, by=request.user, **typed),
        contract=contract, back=contract.get_absolute_url(), said=_("Declined."),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client takes the contract back before both have signed."""
    contract = found(request, pk)
    question = Question(
        title=_("Take this contract back"),
        text=_("The contract is off, and %(name)s is told why. Nothing was paid.") % {"name": contract.freelancer.name},
        side=Side.CLIENT,
        button=_("Take it back"),
        is_grave=True,
    )
    return ask(
        request, question, WhyForm(sent(request)),
        lambda typed: contracts.withdraw(contract, by=request.user, **typed),
        contract=contract, back=contract.get_absolute_url(), said=_("Taken back."),
    )  # fmt: skip


@require_POST
@signed_in
def decline_change(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """The other side does not want a change."""
    version = _version(request, pk, number)
    return answers.after(
        request, lambda: amendments.decline(version, by=request.user), to=version.contract,
        said=_("Declined. The contract stays as it was."),
    )  # fmt: skip


@require_POST
@signed_in
def withdraw_change(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """Who proposed a change takes it back."""
    version = _version(request, pk, number)
    return answers.after(
        request, lambda: amendments.withdraw(version, by=request.user), to=version.contract,
        said=_("Taken back. The contract stays as it was."),
    )  # fmt: skip


@require_POST
@signed_in
def draw_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write the contract of a proposal that was accepted before there were contracts."""
    proposal = get_object_or_404(Proposal.objects.received_by(request.user).with_sides(), pk=pk)
    try:
        return redirect(contracts.draw_up(proposal, by=request.user))
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)


def _version(request: SignedInRequest, pk: UUID, number: int) -> ContractVersion:
    contract = found(request, pk)
    version = get_object_or_404(contract.versions.prefetch_related("signatures__party"), number=number)
    version.contract = contract
    return version


def _said(version: ContractVersion) -> str:
    if ContractVersion.objects.in_force().filter(pk=version.pk).exists():
        return _("Signed by both. It is in force.")
    return _("Signed. The other side has been told.")

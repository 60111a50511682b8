"""Money of a milestone goes back: the client asks and the freelancer answers, or the freelancer gives it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.money import format_money
from projects import milestones, refund_requests
from projects.forms.contract import SureForm, WhyForm
from projects.models import Milestone, RefundRequest, Side
from projects.views import answers
from projects.views.asking import Question, ask, sent
from projects.views.milestones import found

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@signed_in
def ask_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client asks for the money of a milestone back."""
    shown = found(request, pk)
    name = shown.contract.freelancer.name
    question = Question(
        title=_("Ask for the money of %(milestone)s back") % {"milestone": shown.name},
        text=_("%(name)s has 7 days to answer. Without an answer, it goes back by the way it came.") % {"name": name},
        sums=[(_("Asked back"), shown.price)],
        side=Side.CLIENT,
        button=_("Ask for %(price)s back") % {"price": format_money(shown.price)},
    )
    return ask(
        request, question, WhyForm(sent(request)),
        lambda typed: refund_requests.ask(shown, by=request.user, **typed),
        contract=shown.contract, back=shown.get_absolute_url(),
        said=_("Asked. %(name)s has been told.") % {"name": name},
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def grant(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The freelancer agrees that it goes back."""
    asked = _asked(request, pk)
    shown = asked.milestone
    question = Question(
        title=_("Give back the money of %(milestone)s") % {"milestone": shown.name},
        text=_("It leaves escrow and goes back to %(name)s by the way it came.") % {"name": shown.contract.client.name},
        sums=[(_("Goes back"), shown.price)],
        side=Side.FREELANCER,
        button=_("Give back %(price)s") % {"price": format_money(shown.price)},
        warning=_("This can’t be undone."),
    )
    return ask(
        request, question, SureForm(sent(request)),
        lambda typed: refund_requests.grant(asked, by=request.user),
        contract=shown.contract, back=shown.get_absolute_url(), said=_("Given back."),
    )  # fmt: skip


@require_http_methods(GET_OR_POST)
@signed_in
def refuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The freelancer says no, and why."""
    asked = _asked(request, pk)
    shown = asked.milestone
    question = Question(
        title=_("Keep the money of %(milestone)s in escrow") % {"milestone": shown.name},
        text=_(
            "%(name)s reads why. The money stays in escrow; submit the work when it is done. If you cannot agree whose "
            "it is, open a dispute instead."
        )
        % {"name": shown.contract.client.name},
        elsewhere=(_("Say no and open a dispute"), _dispute_of(shown)),
        side=Side.FREELANCER,
        button=_("Say no"),
    )
    return ask(
        request, question, WhyForm(sent(request)),
        lambda typed: refund_requests.refuse(asked, answer=typed["why"], by=request.user),
        contract=shown.contract, back=shown.get_absolute_url(), said=_("Answered. It stays in escrow."),
    )  # fmt: skip


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The client asks for it no more."""
    asked = _asked(request, pk)
    said = _("You no longer ask for it back.")
    return answers.after(
        request, lambda: refund_requests.withdraw(asked, by=request.user), to=asked.milestone, said=said
    )


@require_http_methods(GET_OR_POST)
@signed_in
def give_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The freelancer returns the money of a milestone of their own accord."""
    shown = found(request, pk)
    question = Question(
        title=_("Give back the money of %(milestone)s") % {"milestone": shown.name},
        text=_("It leaves escrow and goes back to %(name)s by the way it came. The milestone is over.")
        % {"name": shown.contract.client.name},
        sums=[(_("Goes back"), shown.price)],
        side=Side.FREELANCER,
        button=_("Give back %(price)s") % {"price": format_money(shown.price)},
        warning=_("This can’t be undone."),
    )
    return ask(
        request, question, WhyForm(sent(request), is_optional=True),
        lambda typed: milestones.give_back(shown, by=request.user, **typed),
        contract=shown.contract, back=shown.get_absolute_url(), said=_("Given back."),
    )  # fmt: skip


def _dispute_of(milestone: Milestone) -> str:
    return f"{reverse('projects:open_dispute', args=[milestone.contract_id])}?milestone={milestone.pk}"


def _asked(request: SignedInRequest, pk: UUID) -> RefundRequest:
    visible = RefundRequest.objects.filter(milestone__in=Milestone.objects.visible_to(request.user))
    asked = get_object_or_404(visible, pk=pk)
    asked.milestone = found(request, asked.milestone_id)
    return asked

"""The plans, and one's own: begun, changed, ended, and paid with another card."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, SiteRequest, signed_in
from accounts.views import answers
from marketplace.kit.htmx import after_act
from payments import methods, offers, resting, subscribed, subscribing
from payments.forms.plans import BeginForm, CardForm, ChangeForm, ShownForm
from payments.gateways.port import Disagrees, Unclear
from payments.models import PaidPlan
from social import notices

Status = PaidPlan.Status


@require_safe
def index(request: SiteRequest) -> HttpResponse:
    """What there is, what it costs and what it changes; one's own plan first."""
    shown = ShownForm(request.GET, role=_role(request), currency=_currency(request)).chosen()
    party = acting.of(request, request.user).party if request.user.is_authenticated else None
    mine = list(PaidPlan.objects.filter(party=party, status__in=_NOT_OVER)) if party else []
    held = next((plan for plan in mine if plan.side == shown["side"]), None)
    context = {
        **shown,
        "plans": offers.of(held=held if held and held.is_live else None, **shown),
        "costs": offers.costs(shown["every"], shown["currency"]) if shown["side"] == PaidPlan.Side.WORK else [],
        "held": held,
        "party": party,
        "at": "plans",
        "description": _("What the plans cost, what they change, and when one pays for itself."),
    }
    return render(request, "payments/plans/index.html", context)


@require_POST
@signed_in
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin a plan, and go on to the gateway's page."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This plan is not offered. Choose one of these."))
        return redirect("payments:plans")
    party = acting.of(request, request.user).party
    try:
        plan = subscribing.begin(party, by=request.user, **form.cleaned_data)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("payments:plans")
    return redirect("payments:plan_onward", subscribing.send(plan).pk)


@require_safe
@signed_in
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One's plan: what it costs, until when it is paid, and what can be done about it."""
    plan = _plan(request, pk)
    notices.mark_read(request.user, url=request.path)
    cards = methods.of(plan.party)
    context = {
        "plan": plan,
        "offers": [offer for offer in _others(plan) if offer.change],
        "bills": list(plan.bills.order_by("-paid_at").prefetch_related("chargebacks")[:60]),
        "disputed": resting.disputed(plan).first(),
        "card_form": CardForm(cards=cards) if cards and plan.is_live else None,
        "at": "plans",
    }
    return render(request, "payments/plans/plan.html", context)


@require_safe
@signed_in
def onward(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Lead to the gateway's page: a page of ours in between, because of the content policy (see views.checkouts)."""
    plan = _plan(request, pk)
    if plan.action_url and plan.status in (Status.BEGUN, Status.PAST_DUE):
        return render(request, "payments/plans/onward.html", {"plan": plan})
    if plan.status == Status.BEGUN:
        return render(request, "payments/plans/finding_out.html", {"plan": plan})
    return redirect(plan)


@require_safe
@signed_in
def returned(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Back from the gateway, or here to see how it stands: the gateway is asked, whatever the address says."""
    plan = _plan(request, pk)
    try:
        plan = subscribed.look(plan)
    except (Unclear, Disagrees):
        return render(request, "payments/plans/finding_out.html", {"plan": plan})
    if plan.status == Status.BEGUN and plan.reference:
        return render(request, "payments/plans/finding_out.html", {"plan": plan})
    return redirect(plan)


@require_POST
@signed_in
def abandon(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Leave the gateway's page and choose anew."""
    plan = _plan(request, pk)
    try:
        plan = subscribing.abandon(plan, by=request.user)
    except (Unclear, Disagrees):
        return render(request, "payments/plans/finding_out.html", {"plan": plan})
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(plan)
    return redirect(plan) if plan.is_live else redirect("payments:plans")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What another plan would mean, in figures; then go to it."""
    plan = _plan(request, pk)
    form = ChangeForm(request.POST or request.GET)
    if not form.is_valid():
        return redirect(plan)
    to, every = form.cleaned_data["to"], form.cleaned_data["every"]
    try:
        wanted = subscribing.change_to(plan, to, every)
        if request.method != "POST":
            said = {"plan": plan, "change": wanted, "name": offers.name_of(to)}
            return render(request, "payments/plans/change.html", said)
        plan = _looked(subscribing.send(subscribing.change(plan, to=to, every=every, by=request.user)))
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(plan)
    return _after(request, plan, _("You are on the %(plan)s plan now.") if wanted.at_once else _("Noted."))


@require_POST
@signed_in
def stay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back that a lower plan begins later."""
    return _do(request, pk, subscribing.stay, _("You stay on your plan."))


@require_POST
@signed_in
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let it end when what is paid for is over."""
    return _do(request, pk, subscribing.end, _("Cancelled. Nothing more is charged."))


@require_POST
@signed_in
def go_on(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back that it ends."""
    return _do(request, pk, subscribing.go_on, _("Your plan goes on."))


@require_POST
@signed_in
def pay_with(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Collect from another card from now on."""
    plan = _plan(request, pk)
    form = CardForm(request.POST, cards=methods.of(plan.party))
    if not form.is_valid():
        messages.error(request, _("Choose one of your cards."))
        return redirect(plan)
    card = form.chosen()
    return _do(request, pk, lambda plan, by: subscribing.pay_with(plan, card, by=by), _("Saved."))


_NOT_OVER = [Status.BEGUN, Status.PAUSED, *PaidPlan.LIVE]


def _do(request: SignedInRequest, pk: UUID, act: Any, said: str) -> HttpResponse:
    plan = _plan(request, pk)
    try:
        plan = subscribing.send(act(plan, by=request.user))
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(plan)
    return _after(request, plan, said)


def _looked(plan: PaidPlan) -> PaidPlan:
    """With what was paid for the change, if the gateway says so at once."""
    try:
        return subscribed.look(plan) if not plan.failure else plan
    except (Unclear, Disagrees):
        return plan


def _after(request: SignedInRequest, plan: PaidPlan, said: str) -> HttpResponse:
    """Say what came of it. A refusal of the gateway stands on the plan's page."""
    if plan.failure:
        return redirect(plan)
    return after_act(request, plan, said=said % {"plan": offers.name_of(plan.plan)})


def _plan(request: SignedInRequest, pk: UUID) -> PaidPlan:
    return get_object_or_404(PaidPlan.objects.visible_to(request.user).select_related("party"), pk=pk)


def _others(plan: PaidPlan) -> list[offers.Offer]:
    return [offer for every in PaidPlan.Every.values for offer in offers.of(plan.side, every, plan.currency, held=plan)]


def _role(request: SiteRequest) -> str:
    return request.user.acting_role if request.user.is_authenticated else ""


def _currency(request: SiteRequest) -> str:
    return request.user.currency if request.user.is_authenticated else "EUR"

"""Arbiters: the public list, paying one's half of the fee, and the award."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act, render_form
from projects.disputes import arbitration, sums
from projects.forms.dispute import AwardForm
from projects.models import Arbiter, ArbitrationFee, Dispute, Stage
from projects.views import answers
from projects.views.disputes import found
from projects.views.milestones import pay


@require_safe
def arbiters(request: HttpRequest) -> HttpResponse:
    """Everybody who can be named in a contract, with their fee."""
    return render(request, "projects/disputes/arbiters.html", {"section": "jobs", "arbiters": Arbiter.objects.listed()})


@require_POST
@signed_in
def pay_fee(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """To the checkout of one's half."""
    mine = ArbitrationFee.objects.filter(dispute__in=Dispute.objects.of_sides(request.user))
    fee = get_object_or_404(mine.select_related("dispute"), pk=pk)
    return pay(request, "arbitration_fee", fee.pk, back=fee.dispute.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def award(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The arbiter decides."""
    shown = found(request, pk)
    if not Dispute.objects.of_arbiter(request.user).filter(pk=pk).exists():
        raise Http404
    if shown.stage != Stage.AWARD:
        messages.error(request, _("This is not for you to decide now."))
        return redirect(shown)
    stake = sums.stake(shown)
    form = AwardForm(request.POST if request.method == "POST" else None, contract=shown.contract, stake=stake)
    if request.method == "POST" and form.is_valid():
        try:
            arbitration.award(shown, by=request.user, **form.cleaned_data)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, shown, said=_("Decided. Both sides have been told."))
    context: dict[str, Any] = {"section": "jobs", "dispute": shown, "contract": shown.contract, "stake": stake}
    return render_form(request, "projects/disputes/award.html", form, **context)

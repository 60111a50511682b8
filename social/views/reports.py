"""Reporting a thing, reading what became of it, and reading what was decided about oneself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.refusals import Refused
from marketplace.catalog.models import Listing
from marketplace.kit.htmx import after_act, render_form, render_page
from marketplace.kit.pagination import page_of
from social.models import Decision, Report
from social.moderation import appeals, reports
from social.moderation.forms import AppealForm, ReportForm


@require_http_methods(["GET", "POST"])
@signed_in
def report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say what is wrong with a thing that everybody sees."""
    listing = get_object_or_404(Listing.objects.live().select_related("owner"), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render_form(request, "social/moderation/report.html", form, thing=listing)
    try:
        reports.report(listing, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
        return after_act(request, listing)
    return after_act(request, listing, said=_("Thank you. We look at it and tell you what we decide."))


@require_safe
@signed_in
def my_reports(request: SignedInRequest) -> HttpResponse:
    """What one reported, and what became of it."""
    mine = Report.objects.visible_to(request.user).select_related(
        "listing", "decision", "review__subject", "message", "comment"
    )
    page = page_of(mine, order=["-created_at", "-id"], after=request.GET.get("after"))
    return render_page(request, "social/moderation/my_reports.html", {"reports": page, "at": "reports"})


@require_safe
@signed_in
def standing(request: SignedInRequest) -> HttpResponse:
    """What was decided about oneself and one's companies, with the reasons and the way to appeal."""
    mine = Decision.objects.visible_to(request.user).select_related(
        "listing", "party", "appeal", "review__subject", "message", "comment"
    )
    page = page_of(mine, order=["-at", "-id"], after=request.GET.get("after"))
    return render_page(request, "social/moderation/standing.html", {"decisions": page, "at": "standing"})


@require_http_methods(["GET", "POST"])
@signed_in
def appeal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for another look at a decision."""
    decision = get_object_or_404(
        Decision.objects.visible_to(request.user).select_related(
            "listing", "party", "review__subject", "message", "comment"
        ),
        pk=pk,
    )
    form = AppealForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render_form(request, "social/moderation/appeal.html", form, decision=decision, at="standing")
    try:
        appeals.appeal(decision, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
        return after_act(request, "social:standing")
    return after_act(request, "social:standing", said=_("Your appeal is sent. Somebody else on the staff reads it."))

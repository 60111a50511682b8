"""The table of parcels comes back: sent in, read, and what became of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views import answers
from fundraising import sheets
from fundraising.forms.delivery import SheetForm
from fundraising.models import DeliverySheet
from fundraising.views.deliveries import frame, made_by
from marketplace.kit.htmx import render_form


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """How it works, what was sent in before, and one more."""
    fundraiser = made_by(request, slug)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_bound and form.is_valid():
        try:
            return redirect(sheets.send_in(fundraiser, form.cleaned_data["sheet"], by=request.user))
        except answers.REFUSALS as refusal:
            form.add_error("sheet", str(refusal))
    context = {**frame(fundraiser, "deliveries"), "sheets": fundraiser.sheets.order_by("-at")[:20]}
    return render_form(request, "fundraising/fulfilment/sheets.html", form, **context)


@require_safe
@signed_in
def sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What became of one, or how far it is."""
    mine = Party.objects.acted_for_by(request.user)
    rows = DeliverySheet.objects.filter(fundraiser__listing__owner__in=mine)
    shown = get_object_or_404(rows.select_related("fundraiser__listing__owner"), pk=pk)
    context = {**frame(shown.fundraiser, "deliveries"), "sheet": shown, "done": sheets.progress(shown)}
    response = render(request, "fundraising/fulfilment/sheet.html", context)
    if shown.status == DeliverySheet.Status.WAITING:
        response["Refresh"] = "3"
    return response

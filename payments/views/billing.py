"""What stands on the invoices and receipts of oneself and of companies that one acts for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.refusals import Refused
from payments import billing
from payments.forms.billing import BillingForm


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """Those of whom one acts for now."""
    return redirect("payments:billing_of", acting.of(request, request.user).party.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def details(request: SignedInRequest, slug: str) -> HttpResponse:
    """Read and change them."""
    party = get_object_or_404(Party.objects.acted_for_by(request.user), slug=slug)
    form = BillingForm(request.POST or None, instance=billing.profile_of(party))
    if request.method == "POST" and form.is_valid():
        try:
            billing.change(party, by=request.user, **form.cleaned_data)
            said = _("Saved. Invoices and receipts from now on say so; those that were issued stay as they are.")
            return after_act(request, reverse("payments:billing_of", args=[party.slug]), said=said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render_form(
        request,
        "payments/billing/details.html",
        form,
        party=party,
        parties=acting.of(request, request.user).choices,
        side=billing.of(party),
        at="billing",
    )

"""Back from the gateway's page: whatever the browser says, the gateway is asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.http import signed_in
from marketplace.kit.http import SignedInRequest
from payments import charges
from payments.gateways.port import Disagrees, Unclear
from payments.models import Payment


@require_GET
@signed_in
def returned(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Find out how the payment stands, then go to the page of its checkout, which says so."""
    payment = get_object_or_404(Payment.objects.visible_to(request.user), pk=pk)
    try:
        charges.look(payment)
    except (Unclear, Disagrees):
        messages.info(request, _("The payment is on its way. We will tell you as soon as we know how it stands."))
    return redirect(payment.checkout)

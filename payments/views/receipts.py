"""What was paid."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from payments.models import Payment


@require_safe
@signed_in
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was paid, to whom, and where the money is now."""
    payment = get_object_or_404(Payment.objects.visible_to(request.user).select_related("checkout", "payer"), pk=pk)
    return render(
        request, "payments/receipts/receipt.html", {"payment": payment, "lines": list(payment.checkout.lines.all())}
    )

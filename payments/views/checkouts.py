"""The page on which something is paid for."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from payments.models import Checkout


@require_safe
@signed_in
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What is paid, and when, and what becomes of it. One that is paid leads to its receipt."""
    checkout = get_object_or_404(Checkout.objects.visible_to(request.user).select_related("payer"), pk=pk)
    return render(
        request, "payments/checkouts/checkout.html", {"checkout": checkout, "lines": list(checkout.lines.all())}
    )

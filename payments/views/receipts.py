"""What was paid: all of it as a list, and each payment as a receipt that can be printed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in, signed_in_or_guest
from marketplace.kit.pagination import page_of
from payments import breakdown, purposes, receipts
from payments.models import Payment
from social import notices

PER_PAGE = 30


@require_safe
@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """All that one has paid, the latest first."""
    paid = receipts.of(request.user).select_related("payer").prefetch_related("checkout__lines__payee")
    shown = page_of(paid, order=["-succeeded_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    return render(request, "payments/receipts/index.html", {"page": shown, "at": "receipts"})


@require_safe
@signed_in_or_guest
def receipt(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was paid, to whom, and where the money is now."""
    found = Payment.objects.visible_to(request.user).filter(status__in=receipts.PAID)
    payment = get_object_or_404(found.select_related("checkout__payer", "payer"), pk=pk)
    notices.mark_read(request.user, url=request.path)
    account = breakdown.of(payment.checkout)
    context = {
        "payment": payment,
        "checkout": payment.checkout,
        "account": account,
        "whereabouts": list(receipts.whereabouts(account)),
        "refunds": receipts.refunds_of(payment),
        "kept": receipts.kept(payment),
        "purpose": receipts.purpose(account),
        "about_it": purposes.lede(receipts.purpose(account)),
        "step": "receipt",
    }
    return render(request, "payments/receipts/receipt.html", context)

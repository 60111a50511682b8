"""The page on which something is paid for, and the ways that lead away from it and back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in_or_guest
from accounts.views import answers
from marketplace.kit.refusals import Refused
from payments import breakdown, charges, checkouts, methods, paying, quoting
from payments.forms.pay import PayForm
from payments.gateways.port import Disagrees, Unclear
from payments.models import Checkout, Payment

Status = Payment.Status
PAGE = "payments/checkouts/checkout.html"


@require_safe
@signed_in_or_guest
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What is paid, when, and what becomes of it. One that is paid leads to its receipt."""
    checkout = _checkout(request, pk)
    last = paying.last_of(checkout)
    if last and last.status not in NOT_PAID:
        return redirect(last)
    if checkout.status in (Checkout.Status.CANCELLED, Checkout.Status.EXPIRED):
        return render(request, "payments/checkouts/over.html", _context(checkout))
    return _living(request, last) if last and last.status in Payment.LIVE else _open(request, checkout, last)


@require_POST
@signed_in_or_guest
def pay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin to pay, and go where that leads: to the receipt, to the gateway's page, or back with what is wrong."""
    checkout = _checkout(request, pk)
    form = PayForm(request.POST, methods=methods.of(checkout.payer))
    if not form.is_valid():
        return _page(request, {**_context(checkout), "form": form}, status=422)
    try:
        payment = paying.begin(checkout, by=request.user, **form.chosen())
    except Refused as refusal:
        return _refused(request, checkout, refusal)
    return _go_on(charges.send(payment))


@require_safe
@signed_in_or_guest
def onward(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Lead to where the payer goes on.

    A page of ours in between, and no redirect: after a form the content policy holds for every redirect that follows,
    and a bank's page may be anywhere.
    """
    payment = _payment(request, pk)
    if payment.status != Status.ACTION_NEEDED or not payment.action_url:
        return redirect(payment.checkout)
    return render(request, "payments/checkouts/onward.html", {"payment": payment})


@require_safe
@signed_in_or_guest
def returned(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Back from the gateway. Whatever the address says, the page of the checkout asks the gateway."""
    return redirect(_payment(request, pk).checkout)


@require_POST
@signed_in_or_guest
def resume(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go on with a payment that waits for the payer."""
    payment = _payment(request, pk)
    if payment.action_url:
        return redirect("payments:onward", payment.pk)
    try:
        return _go_on(charges.send_resumed(charges.resume(payment, by=request.user)))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(payment.checkout)


@require_POST
@signed_in_or_guest
def abandon(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose another way to pay. If it was paid at that very moment, it is paid."""
    payment = _payment(request, pk)
    try:
        return _go_on(charges.abandon(payment, by=request.user))
    except (Unclear, Disagrees):
        return _finding_out(request, payment)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(payment.checkout)


@require_POST
@signed_in_or_guest
def cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Pay for it no more."""
    checkout = _checkout(request, pk)
    said = _("Cancelled. Nothing was charged.")
    return answers.after(request, lambda: checkouts.cancel(checkout, by=request.user), to=checkout, said=said)


@require_POST
@signed_in_or_guest
def pay_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Pay in another currency."""
    checkout = _checkout(request, pk)
    currency = request.POST.get("currency", "")
    return answers.after(request, lambda: checkouts.pay_in(checkout, currency, by=request.user), to=checkout)


@require_POST
@signed_in_or_guest
def reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin anew with the things of one that was cancelled or has run out."""
    checkout = _checkout(request, pk)
    try:
        return redirect(checkouts.open(checkouts.things_of(checkout), by=request.user, return_to=checkout.return_to))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(checkout)


NOT_PAID = [*Payment.LIVE, Status.FAILED, Status.CANCELLED]


def _checkout(request: SignedInRequest, pk: UUID) -> Checkout:
    return get_object_or_404(Checkout.objects.visible_to(request.user).select_related("payer"), pk=pk)


def _payment(request: SignedInRequest, pk: UUID) -> Payment:
    return get_object_or_404(Payment.objects.visible_to(request.user).select_related("checkout__payer", "payer"), pk=pk)


def _open(request: SignedInRequest, checkout: Checkout, last: Payment | None) -> HttpResponse:
    """It can be paid. last: the payment before, which came to nothing."""
    try:
        has_changed = checkouts.refresh(checkout, by=request.user)
    except Refused as refusal:
        return render(request, "payments/checkouts/over.html", {**_context(checkout), "why": str(refusal)})
    context = _context(checkout)
    seen = quoting.mark(context["account"].lines)
    form = PayForm(initial={"seen": seen}, methods=methods.of(checkout.payer))
    failed = last if last and last.status == Status.FAILED else None
    return _page(request, {**context, "form": form, "has_changed": has_changed, "failed": failed})


def _page(request: SignedInRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    account = context["account"]
    prices = {line.currency for line in account.lines}
    others = checkouts.currencies_besides(account.checkout.currency, prices, by=request.user)
    return render(request, PAGE, {**context, "others": others}, status=status)


def _refused(request: SignedInRequest, checkout: Checkout, refusal: Refused) -> HttpResponse:
    """The page again, as it holds now, with the reason on top."""
    context = _context(_checkout(request, checkout.pk))
    seen = quoting.mark(context["account"].lines)
    chosen = {"way": request.POST.get("way"), "save": request.POST.get("save"), "seen": seen}
    form = PayForm(chosen, methods=methods.of(checkout.payer))
    form.is_valid()
    form.add_error(None, str(refusal))
    return _page(request, {**context, "form": form}, status=409)


def _living(request: SignedInRequest, payment: Payment) -> HttpResponse:
    """It is being paid. The gateway is asked how it stands, because its own word may be late or lost."""
    try:
        payment = charges.look(payment)
    except (Unclear, Disagrees, Refused):
        return _finding_out(request, payment)
    if payment.status == Status.ACTION_NEEDED:
        return render(request, "payments/checkouts/waiting.html", {**_context(payment.checkout), "payment": payment})
    if payment.status in Payment.LIVE:
        return _finding_out(request, payment)
    return _open(request, payment.checkout, payment) if payment.status in NOT_PAID else redirect(payment)


def _finding_out(request: SignedInRequest, payment: Payment) -> HttpResponse:
    return render(request, "payments/checkouts/finding_out.html", {**_context(payment.checkout), "payment": payment})


def _go_on(payment: Payment) -> HttpResponse:
    if payment.status == Status.ACTION_NEEDED and payment.action_url:
        return redirect("payments:onward", payment.pk)
    return redirect(payment.checkout if payment.status in NOT_PAID else payment)


def _context(checkout: Checkout) -> dict[str, Any]:
    return {"checkout": checkout, "account": breakdown.of(checkout)}

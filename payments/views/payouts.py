"""Payouts: all of them, one of them, and asking for one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.money import UnknownCurrency, currency
from marketplace.kit.pagination import page_of
from marketplace.kit.refusals import Refused
from payments import payout_accounts, payouts, rhythms, wallets
from payments.forms.wallet import PayoutForm
from payments.models import Payout
from payments.views.wallet import choices, whose
from social import notices

PER_PAGE = 30


@require_safe
@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """All payouts of a party, the latest first, and when the next one goes by itself."""
    party = whose(request)
    notices.mark_read(request.user, url=request.path)
    asked = Payout.objects.visible_to(request.user).filter(payee=party).select_related("account")
    account = payouts.of(party)
    context = {
        "at": "wallet",
        "party": party,
        "parties": choices(request, party),
        "page": page_of(asked, order=["-created_at", "-id"], after=request.GET.get("after"), size=PER_PAGE),
        "account": account,
        "next_at": rhythms.next_turn(account) if account else None,
    }
    return render(request, "payments/payouts/index.html", context)


@require_safe
@signed_in
def payout(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One payout: how far it is, and where it went."""
    asked = Payout.objects.visible_to(request.user).select_related("account", "payee")
    found = get_object_or_404(asked, pk=pk)
    notices.mark_read(request.user, url=request.path)
    return render(request, "payments/payouts/payout.html", {"at": "wallet", "payout": found, "party": found.payee})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedInRequest) -> HttpResponse:
    """How much goes to the bank; then it is on its way."""
    party = whose(request)
    purse = next((one for one in wallets.of(party) if one.currency == _code(request)), None)
    account = payouts.of(party)
    why_not = payouts.why_not(account)
    if purse is None or account is None or not purse.ready.amount or why_not:
        return redirect(f"{reverse('payments:wallet')}?of={party.slug}")
    form = PayoutForm(request.POST or None, ready=purse.ready)
    if request.method == "POST" and form.is_valid():
        try:
            payout_accounts.look_before_paying(account)
            made = payouts.request(
                party, form.cleaned_data["amount"], by=request.user, key=f"{party.pk}:{form.cleaned_data['once']}"
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, made, said=_("It is on its way to your bank."))
    context: dict[str, Any] = {"at": "wallet", "party": party, "purse": purse, "account": account}
    return render_form(request, "payments/payouts/new.html", form, **context)


def _code(request: SignedInRequest) -> str:
    try:
        return currency(request.GET.get("currency", "")).code
    except UnknownCurrency:
        return ""

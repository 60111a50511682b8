"""Where somebody is paid out: named at the gateway, seen here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.views import answers
from payments import payout_accounts, payouts, rhythms, taxes
from payments.forms.wallet import CountryForm, RhythmForm
from payments.gateways.port import Unclear
from payments.models import PayoutAccount
from payments.views.wallet import choices, whose
from payments.wanted import in_words
from social import notices


@require_safe
@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """How the account stands: what is known, what is wanted, how often it pays out."""
    party = whose(request)
    notices.mark_read(request.user, url=request.path)
    return _page(request, CountryForm(initial={"country": taxes.seat_of(party).country}))


@require_POST
@signed_in
def onboard(request: SignedInRequest) -> HttpResponse:
    """To the gateway's page, where the payee says who they are and names their bank.

    By a page of ours, and no redirect: after a form the content policy holds for every redirect that follows.
    """
    party = whose(request)
    account = payouts.of(party)
    form = CountryForm(request.POST)
    if account is None or not account.reference:
        if not form.is_valid():
            return _page(request, form, status=422)
        account = payout_accounts.begin(party, country=form.cleaned_data["country"], by=request.user)
    home = request.build_absolute_uri(f"{reverse('payments:payout_account')}?of={party.slug}")
    back = request.build_absolute_uri(f"{reverse('payments:onboarded')}?of={party.slug}")
    try:
        address = payout_accounts.lead(account, by=request.user, back_to=back, again_at=home)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(home)
    return render(request, "payments/payouts/onward.html", {"address": address, "party": party})


@require_safe
@signed_in
def returned(request: SignedInRequest) -> HttpResponse:
    """Back from the gateway: ask it how the account stands now."""
    party = whose(request)
    account = payouts.of(party)
    if account:
        try:
            payout_accounts.look(account)
        except Unclear:
            messages.info(request, _("The payment service has not answered yet. Look at this page again in a minute."))
    return redirect(f"{reverse('payments:payout_account')}?of={party.slug}")


@require_POST
@signed_in
def rhythm(request: SignedInRequest) -> HttpResponse:
    """When to pay out by itself."""
    party = whose(request)
    account = payouts.of(party)
    form = RhythmForm(request.POST)
    home = f"{reverse('payments:payout_account')}?of={party.slug}"
    if account is None or not form.is_valid():
        return redirect(home)
    chosen = form.cleaned_data["rhythm"]
    return answers.after(
        request, lambda: rhythms.choose(account, rhythm=chosen, by=request.user), to=home, said=_("Saved.")
    )


def _page(request: SignedInRequest, form: CountryForm, status: int = 200) -> HttpResponse:
    party = whose(request)
    account: PayoutAccount | None = payouts.of(party)
    context = {
        "at": "wallet",
        "party": party,
        "parties": choices(request, party),
        "account": account,
        "form": form,
        "rhythm": RhythmForm(initial={"rhythm": account.rhythm}) if account else None,
        "next_at": rhythms.next_turn(account) if account else None,
        "wanted": in_words(account.wanted) if account else [],
        "why_not": payouts.why_not(account),
    }
    return render(request, "payments/payouts/account.html", context, status=status)

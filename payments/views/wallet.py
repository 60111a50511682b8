"""The wallet: what is whose, where it is, and the entries behind every figure."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views import answers
from marketplace.kit.money import UnknownCurrency, currency
from marketplace.kit.pagination import page_of
from payments import checkouts, entry_words, payouts, repayments, statements, wallets
from payments.chart import AccountName
from social import notices

PER_PAGE = 50
LAST = 8


@require_safe
@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """All that one has here, and what becomes of it next."""
    party = whose(request)
    notices.mark_read(request.user, url=request.path)
    account = payouts.of(party)
    purses = wallets.of(party)
    context = {
        "at": "wallet",
        "party": party,
        "parties": choices(request, party),
        "purses": purses,
        "about": wallets.about(purses, request.user.currency),
        "coming": wallets.coming(party),
        "leaving": wallets.on_their_way(party),
        "account": account,
        "why_not": payouts.why_not(account) if any(purse.is_payees for purse in purses) else "",
        "last": _last(party, purses),
    }
    return render(request, "payments/wallet/wallet.html", context)


@require_safe
@signed_in
def account(request: SignedInRequest, account: str, currency: str) -> HttpResponse:
    """Every entry of one of one's accounts, the latest first, with the balance after it."""
    party, name, code = _found(request, account, currency)
    page = page_of(statements.lines(name, code), order=["-id"], after=request.GET.get("after"), size=PER_PAGE)
    context = {
        "at": "wallet",
        "party": party,
        "parties": choices(request, party),
        "account": account,
        "currency": code,
        "title": titles()[account],
        "entries": entry_words.of(list(statements.read(page.items, name))),
        "next_cursor": page.next_cursor,
    }
    return render(request, "payments/wallet/account.html", context)


@require_safe
@signed_in
def account_csv(request: SignedInRequest, account: str, currency: str) -> StreamingHttpResponse:
    """The same as a file for a spreadsheet, from the first entry to the last."""
    _party, name, code = _found(request, account, currency)
    answer = StreamingHttpResponse(_rows(name, code), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{account}-{code}.csv"'
    return answer


@require_POST
@signed_in
def repay(request: SignedInRequest, currency: str) -> HttpResponse:
    """To the checkout, to pay what one owes."""
    party, _name, code = _found(request, "owed", currency)
    back = f"{reverse('payments:wallet')}?of={party.slug}"
    try:
        repayment = repayments.begin(party, code, by=request.user)
        return redirect(checkouts.open([(repayment.KIND, repayment.pk)], by=request.user, return_to=back))
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


def titles() -> dict[str, str]:
    """What each account is called on its page."""
    return {"available": _("Available"), "clearing": _("Clearing"), "owed": _("What you owe")}


def whose(request: SignedInRequest) -> Party:
    """Whose money is shown: the party named in the address, else the one that the person acts for. 404 for others'."""
    now = acting.of(request, request.user)
    slug = request.GET.get("of")
    if not slug:
        return now.party
    for party in now.parties():  # and no look-up by what was sent: a database refuses some of what can be sent
        if party.slug == slug:
            return party
    raise Http404


def choices(request: SignedInRequest, shown: Party) -> list[dict[str, Any]]:
    """Whose money one may look at, as tabs; nothing where it is one's own alone."""
    parties = acting.of(request, request.user).parties()
    if len(parties) == 1:
        return []
    return [{"label": one.name, "url": f"?of={one.slug}", "is_current": one == shown} for one in parties]


def _found(request: SignedInRequest, word: str, code: str) -> tuple[Party, AccountName, str]:
    if word not in wallets.ACCOUNTS:
        raise Http404(word)
    try:
        known = currency(code).code
    except UnknownCurrency as error:
        raise Http404(code) from error
    party = whose(request)
    return party, wallets.account(party, word), known


def _last(party: Party, purses: list[wallets.Purse]) -> list[entry_words.Entry]:
    """The latest entries of the wallet, whatever their currency."""
    name = wallets.account(party, "available")
    rows = [row for purse in purses for row in statements.lines(name, purse.currency).order_by("-pk")[:LAST]]
    latest = sorted(rows, key=lambda row: row.pk, reverse=True)[:LAST]
    return entry_words.of(list(statements.read(latest, name)))


class _Echo:
    def write(self, text: str) -> str:
        return text


def _rows(name: AccountName, code: str) -> Iterator[str]:
    """Sums as plain figures and moments in UTC, so that any spreadsheet reads them; the mark in front says UTF-8."""
    write = csv.writer(_Echo()).writerow
    yield "\ufeff" + write([_("Time (UTC)"), _("Entry"), _("For"), _("Sum"), _("Balance"), _("Currency"), _("Number")])
    batch: list[Any] = []
    for posting in statements.lines(name, code).order_by("pk").iterator(chunk_size=500):
        batch.append(posting)
        if len(batch) == 500:
            yield from _written(batch, name, write)
            batch = []
    yield from _written(batch, name, write)


def _written(postings: list[Any], name: AccountName, write: Any) -> Iterator[str]:
    for entry in entry_words.of(list(statements.read(postings, name))):
        line = entry.line
        at = f"{line.at:%Y-%m-%d %H:%M:%S}"
        code = line.amount.currency.code
        yield write([at, entry.words, _plain(entry.what), line.amount.amount, line.after.amount, code, line.entry])


def _plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text

"""Money in escrow, as its two sides see it: what is in it, what left it, and whose move it is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party, User
from accounts.views import answers
from marketplace.kit.pagination import page_of
from payments import chart, checkouts, entry_words, holdings, renewals, statements
from payments.models import Hold, HoldRenewal
from payments.views.wallet import choices, whose
from social import notices

PER_PAGE = 30


@require_safe
@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """All that is held for somebody and by them, also what has ended."""
    party = whose(request)
    sides = Hold.objects.of_party(party).exclude(status=Hold.Status.PENDING).exclude(status=Hold.Status.VOID)
    found = sides.select_related("payer", "payee", "line", "parted_from__line")
    page = page_of(found, order=["-held_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    context = {
        "at": "wallet",
        "party": party,
        "parties": choices(request, party),
        "held": holdings.listed(page.items, party),
        "next_cursor": page.next_cursor,
    }
    return render(request, "payments/holds/index.html", context)


@require_safe
@signed_in
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One hold, with every entry of its account."""
    hold = _visible(request, pk)
    notices.mark_read(request.user, url=request.path)
    name = chart.hold(hold)
    lines = statements.lines(name, hold.currency).order_by("pk")
    context = {
        "at": "wallet",
        "hold": hold,
        "held": holdings.of(hold),
        "limit": holdings.limit(hold),
        "is_payer": may_bind(request.user, hold.payer),
        "is_payee": may_bind(request.user, hold.payee),
        "entries": entry_words.of(list(statements.read(lines, name))),
        "renewal": renewals.of(hold),
        "why_not_longer": renewals.why_not(hold),
    }
    return render(request, "payments/holds/hold.html", context)


@require_POST
@signed_in
def ask_longer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The payer wants to go on holding it."""
    hold = _visible(request, pk)
    said = _("Asked. %(name)s has been told.") % {"name": hold.payee.name}
    return answers.after(request, lambda: renewals.ask(hold, by=request.user), to=hold, said=said)


@require_POST
@signed_in
def agree_longer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The payee wants it held longer."""
    hold = _visible(request, pk)
    said = _("Agreed. %(name)s has been told, and can pay for it now.") % {"name": hold.payer.name}
    return answers.after(request, lambda: renewals.agree(hold, by=request.user), to=hold, said=said)


@require_POST
@signed_in
def pay_longer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The payer goes to pay for it."""
    hold = _visible(request, pk)
    renewal = renewals.of(hold)
    if renewal is None:
        return redirect(hold)
    try:
        things = [(HoldRenewal.KIND, renewal.pk)]
        return redirect(checkouts.open(things, by=request.user, return_to=hold.get_absolute_url()))
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(hold)


def may_bind(user: User, party: Party) -> bool:
    """Whether this person acts for the party."""
    return Party.objects.acted_for_by(user).filter(pk=party.pk).exists()


def _visible(request: SignedInRequest, pk: UUID) -> Hold:
    seen = Hold.objects.visible_to(request.user).select_related(
        "payer", "payee", "payment", "line", "parted_from__line"
    )
    return get_object_or_404(seen, pk=pk)

"""Supporting a maker: their page, what one chooses, and one's own page of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views import answers
from fundraising import agreed_terms, giving, standing_support, support_reading, support_standing
from fundraising.forms.support import WishForm
from fundraising.models import Support, SupportCharge, SupportPage
from marketplace.kit import ids
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of
from marketplace.kit.refusals import Refused
from payments import charges, methods
from payments.models import Payment, SavedMethod
from social import notices

GET_OR_POST = ["GET", "HEAD", "POST"]
PER_PAGE = 20


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What a maker is supported for, what supporters get, and what was written for them."""
    shown = _page(request, slug)
    posts = support_reading.with_reading(shown.posts.published(), request.user)
    newest = page_of(posts, order=["-published_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    mine = shown.supports.of_supporter(request.user).filter(status__in=Support.STANDING).first()
    context = {
        "section": "fund",
        "page": shown,
        "tiers": support_standing.tiers(shown),
        "supporters": support_standing.count(shown),
        "posts": newest,
        "mine": mine,
        "is_own": shown.owner in _parties(request),
    }
    return render(request, "fundraising/support/page.html", context)


@require_http_methods(GET_OR_POST)
@signed_in
def begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a tier or a sum. It leads on to the card."""
    shown = _page(request, slug)
    me = acting.of(request, request.user)
    if request.method != "POST":
        if standing := shown.supports.filter(supporter=me.party, status__in=Support.STANDING).first():
            return redirect(standing)
        wanted = {"tier": request.GET.get("tier", ""), "every": request.GET.get("every") or "month"}
        return _choose(request, WishForm(page=shown, acting=me, initial=wanted))
    form = WishForm(request.POST, page=shown, acting=me)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = standing_support.begin(
                shown, form.wish(), supporter=said["party"], by=request.user, is_anonymous=said["is_anonymous"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect(made)
    return _choose(request, form, status=422)


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """Whom one supports, with the next charge of each."""
    found = Support.objects.of_supporter(request.user).with_all().exclude(status=Support.Status.ABANDONED)
    shown = page_of(found, order=["-pk"], after=request.GET.get("after"), size=PER_PAGE)
    context = {
        "section": "fund", "page": shown, "rows": [support_standing.of(one) for one in shown.items],
        "statements": giving.years_of(list(Party.objects.acted_for_by(request.user).order_by("name"))),
    }  # fmt: skip
    return render(request, "fundraising/support/mine.html", context)


@require_safe
@signed_in
def support(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What one gives, when it is charged next, what was charged, and everything that can be done about it."""
    shown = _mine(request, pk)
    due = shown.charges.filter(status=SupportCharge.Status.DUE).first()
    if due and (paying := standing_support.payment_of(due)):
        return redirect(paying.checkout)
    notices.mark_read(request.user, url=request.path)
    cards = methods.of(shown.supporter) if shown.is_standing else ()
    context = {
        "section": "fund",
        "support": shown,
        "page": shown.page,
        "standing": support_standing.of(shown),
        "due": due,
        "charges": support_standing.charges_of(shown),
        "cards": methods.each_once(cards, but=None if due else shown.method),
        "consent": standing_support.consent(shown),
        "agreement": agreed_terms.text(shown.agreed),
    }
    return render(request, "fundraising/support/support.html", context)


@require_POST
@signed_in
def pay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Pay what is due now, with a card that is kept."""
    shown = _mine(request, pk)
    card = _card(request, shown)
    try:
        payment = charges.send(standing_support.pay(shown, card, by=request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(shown)
    if payment.status == Payment.Status.ACTION_NEEDED and payment.action_url:
        return redirect("payments:onward", payment.pk)
    if payment.status == Payment.Status.SUCCEEDED:
        return after_act(request, shown, said=_("Paid. Thank you."))
    return redirect(payment.checkout)


@require_POST
@signed_in
def new_card(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go to the gateway's page, where a card is kept and nothing is paid."""
    shown = _mine(request, pk)
    try:
        setup = methods.begin_setup(
            shown.supporter, by=request.user, currency=shown.currency, return_to=shown.get_absolute_url(),
            kind=standing_support.KIND, subject=shown.pk,
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(shown)
    return redirect("payments:card_onward", methods.send(setup).pk)


@require_POST
@signed_in
def use_card(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Charge another card from now on."""
    shown = _mine(request, pk)
    card = _card(request, shown)
    said = _("%(card)s is charged from now on.") % {"card": card}
    return answers.after(request, lambda: standing_support.pay_with(shown, card, by=request.user), to=shown, said=said)


@require_http_methods(GET_OR_POST)
@signed_in
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give more now or less later. What it means is said before."""
    shown = _mine(request, pk)
    if shown.status != Support.Status.ACTIVE or shown.ends_at:
        return redirect(shown)
    if request.method != "POST":
        return _choose(request, WishForm(page=shown.page, support=shown), support=shown)
    form = WishForm(request.POST, page=shown.page, support=shown)
    if form.is_valid():
        try:
            due = standing_support.change(shown, form.wish(), by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = "" if due else _("Noted. Your page says what holds, and from when.")
            return after_act(request, shown, said=said)
    return _choose(request, form, support=shown, status=422)


@require_POST
@signed_in
def stay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back a change that would come later."""
    shown = _mine(request, pk)
    said = _("It stays as it is.")
    return answers.after(request, lambda: standing_support.stay(shown, by=request.user), to=shown, said=said)


@require_POST
@signed_in
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End it. One button, no questions."""
    shown = _mine(request, pk)
    said = _("Ended. Nothing is charged any more.")
    return answers.after(request, lambda: standing_support.end(shown, by=request.user), to=shown, said=said)


@require_POST
@signed_in
def go_on(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back that it ends, or begin anew after a rest."""
    shown = _mine(request, pk)
    return answers.after(request, lambda: standing_support.go_on(shown, by=request.user), to=shown)


@require_POST
@signed_in
def take_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Have a charge back that one did not expect."""
    mine = Support.objects.of_supporter(request.user)
    charge = get_object_or_404(SupportCharge.objects.filter(support__in=mine).select_related("support"), pk=pk)
    said = _("It is on its way back to you, and your support has ended.")
    return answers.after(
        request, lambda: standing_support.take_back(charge, by=request.user), to=charge.support, said=said
    )  # fmt: skip


def _choose(
    request: SignedInRequest, form: WishForm, *, support: Support | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "fund",
        "form": form,
        "page": form.page,
        "tiers": support_standing.tiers(form.page, also=support),
        "support": support,
        "is_own": form.page.owner in _parties(request),
        "changes": support_standing.changes(support, form.tiers) if support else [],
        "agreement": None if support else agreed_terms.text(agreed_terms.SUPPORT),
    }
    return render(request, "fundraising/support/choose.html", context, status=status)


def _page(request: HttpRequest, slug: str) -> SupportPage:
    found = SupportPage.objects.visible_to(request.user).select_related("owner", "subject").prefetch_related("tiers")
    shown: SupportPage = get_object_or_404(found, owner__slug=slug)
    return shown


def _mine(request: SignedInRequest, pk: UUID) -> Support:
    found: Support = get_object_or_404(Support.objects.of_supporter(request.user).with_all(), pk=pk)
    return found


def _card(request: SignedInRequest, shown: Support) -> SavedMethod:
    found: SavedMethod = get_object_or_404(methods.of(shown.supporter), pk=ids.read(request.POST.get("card", "")))
    return found


def _parties(request: HttpRequest) -> list[Party]:
    user: Any = request.user
    return acting.of(request, user).parties() if user.is_authenticated and hasattr(user, "party") else []

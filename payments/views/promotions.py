"""Promotions: one's own, what came of each, and the way of a visitor who follows the marked card."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.http import SignedInRequest, SiteRequest, signed_in
from accounts.views import answers
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of
from payments import checkouts, clicks, promotions
from payments.forms.promotions import PromotionForm
from payments.models import Promotion
from payments.promotion_payables import Promotions
from social import notices

PER_PAGE = 30


@require_safe
@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """All that one has promoted, the latest first."""
    mine = Promotion.objects.visible_to(request.user).select_related("party", "listing")
    shown = page_of(mine, order=["-created_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    return render(request, "payments/promotions/index.html", {"page": shown, "at": "promotions"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedInRequest) -> HttpResponse:
    """What to promote, with how much, and for how long; then to the checkout."""
    party = acting.of(request, request.user).party
    wanted = {"listing": request.GET.get("listing", "")}
    form = PromotionForm(request.POST or None, party=party, currency=request.user.currency, initial=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            promotion = promotions.begin(form.listing_chosen(), by=request.user, **form.chosen())
            return _to_checkout(request, promotion)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "party": party, "at": "promotions", "click": form.click, "has_any": form.has_any}
    return render(request, "payments/promotions/new.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What came of a promotion: its clicks day by day, what they cost, and what is left."""
    promotion = _promotion(request, pk)
    notices.mark_read(request.user, url=request.path)
    back = promotions.sent_back(promotion)
    context = {"promotion": promotion, "days": clicks.by_day(promotion), "back": back, "at": "promotions"}
    return render(request, "payments/promotions/promotion.html", context)


@require_POST
@signed_in
def pay(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go and pay for one that was begun."""
    promotion = _promotion(request, pk)
    try:
        return _to_checkout(request, promotion)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(promotion)


@require_POST
@signed_in
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show it no more; what was not clicked goes back."""
    promotion = _promotion(request, pk)
    try:
        promotions.end(promotion, by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(promotion)
    return after_act(request, promotion, said=_("Stopped. What was not clicked goes back to you."))


@never_cache
@require_safe
def follow(request: SiteRequest, pk: UUID) -> HttpResponse:
    """Lead to what is promoted. A click is counted once a day for one visitor; of robots and owners never."""
    promotion = get_object_or_404(Promotion.objects.select_related("listing"), pk=pk, listing__is_live=True)
    clicks.follow(request, promotion)
    answer = redirect(promotion.listing.url if promotion.listing else "discovery:discover")
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _to_checkout(request: SignedInRequest, promotion: Promotion) -> HttpResponse:
    things = [(Promotions.kind, promotion.pk)]
    return redirect(checkouts.open(things, by=request.user, return_to=promotion.get_absolute_url()))


def _promotion(request: SignedInRequest, pk: UUID) -> Promotion:
    return get_object_or_404(Promotion.objects.visible_to(request.user).select_related("party", "listing"), pk=pk)

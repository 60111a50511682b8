"""Writing a review, replying to one, reporting one; and everything that was said of a person or company."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest, SiteRequest, signed_in
from accounts.models import Company, Party, Profile
from accounts.views.answers import REFUSALS
from marketplace.kit.htmx import after_act, render_form, render_page
from marketplace.kit.pagination import page_of
from social import notices
from social.models import Deal, Review, Side
from social.moderation import reports
from social.moderation.forms import ReportForm
from social.reputation import ratings, reviews
from social.reputation.forms import ReplyForm, ReviewForm

GET_OR_POST = ["GET", "HEAD", "POST"]
PER_PAGE = 20


@require_http_methods(GET_OR_POST)
@signed_in
def write(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say what it was like; until it is shown, the same page changes it."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).with_sides(), pk=pk)
    notices.mark_read(request.user, url=request.path)
    side = reviews.side_of(deal, request.user)
    found = Review.objects.filter(deal=deal, side=side).first()
    form = ReviewForm(request.POST if request.method == "POST" else None, side=side or Side.CLIENT, found=found)
    if side and request.method == "POST" and form.is_valid():
        try:
            written = reviews.write(deal, by=request.user, **form.said)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, request.path, said=_said(written))
    around = _around(deal, side, found)
    both = [] if around["may_write"] else _both(deal, request)
    return render_form(request, "social/reviews/write.html", form, reviews=both, **around)


@require_http_methods(GET_OR_POST)
@signed_in
def reply(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer what was said of one's side, once."""
    review = _shown(request, pk)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.reply(review, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, review, said=_("Your reply stands below the review."))
    may = review.is_shown and not review.reply and _is_about(review, request.user)
    return render_form(request, "social/reviews/reply.html", form, review=review, may_reply=may)


@require_http_methods(GET_OR_POST)
@signed_in
def report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tell staff that a review breaks the rules."""
    review = _shown(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reports.report_review(review, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, review, said=_("Thank you. We look at it and tell you what we decide."))
    return render_form(request, "social/reviews/report.html", form, review=review)


@require_safe
def of_person(request: SiteRequest, slug: str) -> HttpResponse:
    """What others say of a person."""
    page = get_object_or_404(Profile.objects.visible_to(request.user).select_related("party__record"), party__slug=slug)
    return _of(request, page.party)


@require_safe
def of_company(request: SiteRequest, slug: str) -> HttpResponse:
    """What others say of a company."""
    page = get_object_or_404(Company.objects.visible_to(request.user).select_related("party__record"), party__slug=slug)
    return _of(request, page.party)


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The deals that one can review, or has."""
    deals = Deal.objects.visible_to(request.user).reviewable().with_sides().prefetch_related("reviews")
    page = page_of(deals, order=["-reviews_close_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    ours = set(Party.objects.seen_by(request.user).values_list("pk", flat=True))
    for deal in page.items:
        deal.ours = Side.CLIENT if deal.client_id in ours else Side.FREELANCER
        deal.other = deal.party(deal.ours.other)
        deal.written = next((one for one in deal.reviews.all() if one.side == deal.ours), None)
    return render_page(request, "social/reviews/mine.html", {"page": page, "section": "jobs"})


def _of(request: SiteRequest, party: Party) -> HttpResponse:
    written = Review.objects.about(party).with_sides()
    page = page_of(written, order=["-shown_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    for review in page.items:
        review.subject = party
    context = {
        "party": party,
        "page": page,
        "sides": [(side, ratings.of(party, side)) for side in (Side.FREELANCER, Side.CLIENT)],
        "may_reply": _acts_for(party, request.user),
        "section": "people",
    }
    return render(request, "social/reviews/of_party.html", context)


def _around(deal: Deal, side: Side | None, found: Review | None) -> dict[str, Any]:
    closed = deal.ended_at is None or not deal.is_open_to_reviews
    is_fixed = closed or (found is not None and found.status != Review.Status.WRITTEN)
    return {
        "deal": deal,
        "side": side,
        "other": deal.party(side.other) if side else None,
        "found": found,
        "may_write": side is not None and not is_fixed,
        "closes_at": deal.reviews_close_at,
        "section": "jobs",
    }


def _both(deal: Deal, request: SignedInRequest) -> list[Review]:
    """What the two said, each with its subject: they read it here also where a subject shows no page."""
    written = Review.objects.visible_to(request.user).filter(deal=deal).exclude(status=Review.Status.WRITTEN)
    found = list(written.with_sides().order_by("side"))
    ours = set(Party.objects.acted_for_by(request.user).values_list("pk", flat=True)) if found else set()
    for review in found:
        review.may_reply = review.subject_id in ours
    return found


def _said(written: Review) -> str:
    if written.is_shown:
        return _("You have both written: the reviews can be read now.")
    return _("Kept. It is shown once %(name)s has written, or when the time is over.") % {"name": written.subject.name}


def _shown(request: SignedInRequest, pk: UUID) -> Review:
    """A review that everybody reads; one that waits is found by nobody here."""
    public = Review.objects.exclude(status=Review.Status.WRITTEN)
    return get_object_or_404(public.select_related("author", "subject", "deal"), pk=pk)


def _is_about(review: Review, user: Any) -> bool:
    return _acts_for(review.subject, user)


def _acts_for(party: Party, user: Any) -> bool:
    return bool(Party.objects.acted_for_by(user).filter(pk=party.pk).exists())

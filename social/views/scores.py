"""The public page of a score: what it is, from which deals it follows, and every change of it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SiteRequest
from accounts.models import Company, Party, Profile
from marketplace.kit import csv_files
from marketplace.kit.pagination import page_of
from social import notices
from social.models import Score, ScoreLine, Side
from social.reputation import account, scores

PER_PAGE = 50


@require_safe
def of_person(request: SiteRequest, slug: str) -> HttpResponse:
    """The score of a person."""
    return _page(request, _person(request, slug))


@require_safe
def of_company(request: SiteRequest, slug: str) -> HttpResponse:
    """The score of a company."""
    return _page(request, _company(request, slug))


@require_safe
def sheet_of_person(request: SiteRequest, slug: str) -> HttpResponseBase:
    """Every deal that counts, to reckon with."""
    return _sheet(request, _person(request, slug))


@require_safe
def sheet_of_company(request: SiteRequest, slug: str) -> HttpResponseBase:
    """Every deal that counts, to reckon with."""
    return _sheet(request, _company(request, slug))


def _person(request: SiteRequest, slug: str) -> Party:
    found = Profile.objects.visible_to(request.user).select_related("party__record")
    return get_object_or_404(found, party__slug=slug).party


def _company(request: SiteRequest, slug: str) -> Party:
    found = Company.objects.visible_to(request.user).select_related("party__record")
    return get_object_or_404(found, party__slug=slug).party


def _page(request: SiteRequest, party: Party) -> HttpResponse:
    held = {score.side: score for score in Score.objects.filter(party=party)}
    side = _side(request, held)
    if request.user.is_authenticated:
        notices.mark_read(request.user, url=request.get_full_path())
    shown = account.of(party, side, held.get(side), request.user)
    lines = ScoreLine.objects.filter(party=party, side=side).select_related("deal")
    context: dict[str, Any] = {
        "party": party,
        "side": side,
        "sides": [(one, one == side) for one in Side if one in held],
        "shown": shown,
        "rows": page_of(
            scores.counted(party, side, scores.today()).select_related("deal__listing").defer("deal__listing__search"),
            order=["-ended_on", "-id"], after=request.GET.get("deals"), size=PER_PAGE,
        ),
        "lines": page_of(lines, order=["-at", "-id"], after=request.GET.get("after"), size=PER_PAGE),
        "section": "people",
    }  # fmt: skip
    account.dress(context["rows"].items, shown)
    return render(request, "social/scores/score.html", context)


def _sheet(request: SiteRequest, party: Party) -> HttpResponseBase:
    side = _side(request, {})
    head = [_("Ended on"), _("Weight w"), _("Outcome o"), _("Why"), _("From (EUR)"), _("To (EUR)")]
    return csv_files.answer(head, _cells(party, side), named=f"{party.slug}-{side}.csv")


def _cells(party: Party, side: Side) -> Iterator[list[Any]]:
    for row in scores.counted(party, side, scores.today()).iterator(chunk_size=500):
        yield account.cells(row)


def _side(request: SiteRequest, held: dict[str, Score]) -> Side:
    """The one that is asked for; else the freelancer's, if there is one."""
    asked = request.GET.get("side", "")
    if asked in Side.values:
        return Side(asked)
    return Side.CLIENT if Side.FREELANCER not in held and Side.CLIENT in held else Side.FREELANCER

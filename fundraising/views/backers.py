"""Who backs a fundraiser, for who raises it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from fundraising import backers
from fundraising.backers import STATES, Filter
from fundraising.views.deliveries import made_by
from marketplace.kit.pagination import page_of
from social import notices

PER_PAGE = 50


@require_safe
@signed_in
def backers_of(request: SignedInRequest, slug: str) -> HttpResponse:
    """Each pledge that was ever confirmed, the latest first, by state and words."""
    fundraiser, asked = made_by(request, slug), Filter.of(request.GET)
    notices.mark_read(request.user, url=request.path)
    page = page_of(asked.rows(fundraiser), order=["-counted_at", "-pk"], after=request.GET.get("after"), size=PER_PAGE)
    context = {
        "section": "fund",
        "listing": fundraiser.listing,
        "asked": asked,
        "page": page,
        "rows": [backers.row(one) for one in page.items],
        "tabs": _tabs(asked, asked.counts(fundraiser)),
    }
    return render(request, "fundraising/making/backers.html", context)


def _tabs(asked: Filter, counts: dict[str, int]) -> list[dict[str, object]]:
    words = {"q": asked.words} if asked.words else {}
    return [
        {
            "label": word,
            "url": "?" + urlencode({**({"state": name} if name else {}), **words}),
            "is_current": name == asked.state,
            "count": counts[name],
        }
        for name, (word, _states) in STATES.items()
    ]

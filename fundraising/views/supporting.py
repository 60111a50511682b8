"""What one backs: the supporter's dashboard."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in_or_guest
from accounts.models import Party
from fundraising import backers_waiting, giving, supporting
from marketplace.kit.pagination import page_of

PER_PAGE = 20


@require_safe
@signed_in_or_guest
def mine(request: SignedInRequest) -> HttpResponse:
    """Totals, what waits for one, and every pledge with what comes next, the newest first."""
    name = request.GET.get("of", "all")
    name = name if name in supporting.LISTS else "all"
    shown = supporting.chosen(request.user, name)
    page = page_of(shown, order=["-pk"], after=request.GET.get("after"), size=PER_PAGE)
    counts = supporting.counts(request.user)
    context = {
        "section": "fund",
        "has_any": bool(counts["all"]),
        "page": page,
        "rows": supporting.rows(page.items),
        "tabs": _tabs(counts, name),
        "waiting": backers_waiting.lines(request.user),
        "totals": supporting.totals(request.user),
        "years": supporting.years(request.user),
        "updates": supporting.updates(request.user),
        "refunds": supporting.refunds(request.user),
        "statements": giving.years_of(list(Party.objects.acted_for_by(request.user).order_by("name"))),
    }
    return render(request, "fundraising/pledges/mine.html", context)


def _tabs(counts: dict[str, int], current: str) -> list[dict[str, object]]:
    address = reverse("fundraising:pledges")
    return [
        {"label": word, "url": f"{address}?of={name}", "is_current": name == current, "count": counts[name]}
        for name, (word, _states) in supporting.LISTS.items()
    ]

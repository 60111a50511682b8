"""What backers agree to: each version has a page that stays."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fundraising import agreed_terms


@require_safe
def terms(request: HttpRequest, version: str) -> HttpResponse:
    """One version."""
    shown = agreed_terms.text(version)
    if shown is None:
        raise Http404
    is_current = version in agreed_terms.CURRENT.values()
    return render(request, "fundraising/agreements/terms.html", {"agreement": shown, "is_current": is_current})

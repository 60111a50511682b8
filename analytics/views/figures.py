"""How fundraisers of this site end, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics import success


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Shares, sums and delays, with what each of them means."""
    told = success.known()
    context = {"section": "fund", "success": told, "on_time": success.on_time(told.rewards), "least": success.LEAST}
    return render(request, "analytics/figures/success.html", context)

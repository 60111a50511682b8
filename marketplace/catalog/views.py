"""The addresses of the catalog: pages say that they were seen, and sharing shows a picture."""

from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from marketplace.catalog import events, previews
from marketplace.catalog.models import Event, Listing


@csrf_exempt  # a page from the cache has no token, and all that a forged call could do is to count one view
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The page of a listing is on somebody's screen. `listing`: its id; `from`: where they came from."""
    listing = _live(request.POST.get("listing", ""))
    if listing is None or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponseNotFound()
    came_from = events.source(request.POST.get("from", ""), request.get_host())
    events.record(request, Event.Kind.VIEW, listing, source=came_from)
    return HttpResponse(status=204)


def _live(text: str) -> Listing | None:
    try:
        return Listing.objects.live().only("owner_id").filter(pk=UUID(text)).first()
    except ValueError:
        return None


WEEK = 7 * 24 * 3600


@require_safe
@cache_control(public=True, max_age=WEEK)
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture that stands beside a shared address, 1200 × 630."""
    listing = get_object_or_404(Listing.objects.live().select_related("owner"), pk=pk)
    key = f"preview:{listing.pk}:{listing.updated_at.timestamp()}"
    return HttpResponse(cache.get_or_set(key, lambda: previews.png(listing), WEEK), content_type="image/png")

"""The addresses of the catalog: pages say that they were seen, and sharing shows a picture."""

from uuid import UUID

from csp.decorators import csp_replace
from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from marketplace.catalog import embeds, events, previews
from marketplace.catalog.models import Event, Listing


@csrf_exempt  # a page from the cache has no token, and all that a forged call could do is to count one view
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The page of a listing is on somebody's screen. `listing`: its id; `from`, `tag`: where they came from, by which
    link."""
    listing = _live(request.POST.get("listing", ""))
    if listing is None or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponseNotFound()
    came_from = events.source(request.POST.get("from", ""), request.get_host())
    tag = events.tag_of(request.POST.get("tag", "")[:200])
    tagged = {"tag": tag} if tag else {}
    events.record(request, Event.Kind.VIEW, listing, source=came_from, **tagged)
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


class RoomForm(forms.Form):
    """What a program asks of the oEmbed provider."""

    url = forms.CharField(max_length=500)
    maxwidth = forms.IntegerField(required=False, min_value=embeds.NARROWEST, max_value=10_000)
    maxheight = forms.IntegerField(required=False, min_value=embeds.NARROWEST, max_value=10_000)
    format = forms.ChoiceField(required=False, choices=[("json", "json")])


@require_safe
@cache_control(public=True, max_age=3600)
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show a page of this site on another: JSON by oEmbed 1.0. 501 for another format, as it says."""
    form = RoomForm(request.GET)
    if not form.is_valid():
        return JsonResponse(form.errors, status=501 if "format" in form.errors else 400)
    asked = form.cleaned_data
    listing = embeds.of_address(asked["url"])
    if listing is None:
        return JsonResponse({"url": ["There is no such page here."]}, status=404)
    answer = JsonResponse(embeds.card(listing, width=asked["maxwidth"], height=asked["maxheight"]))
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # typed for views that take nothing but the request
@cache_control(public=True, max_age=3600)
def embed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card alone, for a frame on somebody else's page. It has no script and no form, so a click only opens us."""
    listing = get_object_or_404(Listing.objects.live().with_card(), pk=pk)
    answer = render(request, "catalog/embed.html", {"listing": listing, "listing_alone": [listing]})
    answer["X-Robots-Tag"] = "noindex"
    return answer

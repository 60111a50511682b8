"""Drawn covers and initials as files. An address always gives the same picture, so it is kept for good."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from marketplace.kit import covers

FOR_GOOD = cache_control(public=True, max_age=31_536_000, immutable=True)


@require_safe
@FOR_GOOD
@gzip_page
def listing(request: HttpRequest, style: str, name: str) -> HttpResponse:
    """The cover of a listing. name: its id, in the type style with the initials and a dash before it."""
    if style not in covers.STYLES:
        raise Http404
    letters, _, seed = name.partition("-") if style == "type" else ("", "", name)
    return HttpResponse(covers.cover(seed, letters[:2], style).svg(), content_type="image/svg+xml")


@require_safe
@FOR_GOOD
@gzip_page
def person(request: HttpRequest, letter: str, seed: str) -> HttpResponse:
    """The drawn initial of somebody without a photograph."""
    return HttpResponse(covers.monogram(seed, letter).svg(), content_type="image/svg+xml")

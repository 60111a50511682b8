"""What programs read first: which pages may be visited, and how the search is asked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from marketplace.kit.linked_data import address

CLOSED = ("/accounts/", "/admin/", "/settings/", "/my/", "/notices/", "/welcome/", "/proposals/", "/discover/suggest/",
          "/promoted/")  # fmt: skip


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309). Later pages of a list are reached from the maps, so nobody need turn all of them."""
    closed = "".join(f"Disallow: {path}\n" for path in (*CLOSED, "/*?*after=", "/*&after="))
    text = f"User-agent: *\n{closed}\nSitemap: {address(reverse('discovery:sitemap_index'))}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86_400)
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser adds this search to its own (https://github.com/dewitt/opensearch)."""
    context = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    kind = "application/opensearchdescription+xml"
    return render(request, "discovery/opensearch.xml", context, content_type=kind)

"""What a browser asks of the site itself: the manifest, the service worker, the offline page, the shortcuts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

SIZES = (192, 512)

# Name (what a page marks with `data-shortcut`), usual keys, what they do.
SHORTCUTS = (
    ("search", "/", _("Search")),
    ("home", "g h", _("Go to your home page")),
    ("notices", "g n", _("Go to your notices")),
    ("discover", "g d", _("Go to discover")),
    ("page", "g p", _("Go to your page")),
    ("settings", "g s", _("Go to your settings")),
    ("next", "j", _("Next in a list")),
    ("previous", "k", _("Previous in a list")),
    ("sheet", "?", _("Show these keys")),
)


@require_safe
@cache_control(public=True, max_age=86_400)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, so that the site can be kept on a home screen."""
    described = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": gettext("Work shown large. Money shown exactly."),
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#faf9f6",
        "theme_color": "#faf9f6",
        "icons": [_icon(size, purpose) for size in SIZES for purpose in ("any", "maskable")],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon for whatever has no page to name one: a picture opened by itself, a feed reader."""
    return redirect(static("built/icons/any-192.png"))


def _icon(size: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"built/icons/{purpose}-{size}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@require_safe
@cache_control(public=True, max_age=0)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps the offline page at hand. Served from the root, because its reach is its folder."""
    return render(request, "service-worker.js", content_type="text/javascript")


@require_safe
@cache_control(public=True, max_age=3600)
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows where there is no network. Says nothing of the viewer, so that it can be kept."""
    return render(request, "errors/offline.html")


@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    """The keys of the site, and how to change them or turn them off."""
    return render(request, "shortcuts.html", {"shortcuts": SHORTCUTS})

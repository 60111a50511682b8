"""The language of the pages, chosen in the footer of any of them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import people
from accounts.http import SiteRequest
from accounts.models import User
from marketplace.kit import languages

A_YEAR = 365 * 24 * 3600


# The footer is one and the same for every visitor and kept as such, so that it can hold no token of one of them. What
# a foreign page could reach is refused by where the browser says the form came from.
@csrf_exempt
@require_POST
def choose(request: SiteRequest) -> HttpResponse:
    """Read the site in this language from now on: on this device, and wherever the person signs in."""
    answer = redirect(_back(request), permanent=False)
    code = request.POST.get("language", "")
    if not languages.is_offered(code) or not _is_from_here(request):
        return answer
    if isinstance(request.user, User):
        people.set_display(request.user, language=code)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


def _is_from_here(request: SiteRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    return site == "same-origin" if site else origin is None or urlsplit(origin).netloc == request.get_host()


def _back(request: SiteRequest) -> str:
    """The page on which it was chosen."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else "/"

"""The hosted pages of the local Stripe at the site's own address, so that they are reached wherever the site is."""

import http.client
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

PASSED_ON = ("Content-Type", "Content-Security-Policy", "Location", "Referrer-Policy", "Cache-Control")


@csrf_exempt  # the page behind knows nothing of our sessions; its address is the secret, as at Stripe
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Ask the local Stripe for one of its pages. No cookie goes there, and none comes back."""
    if settings.MONEY_IS_REAL or not settings.STRIPE_API_BASE or path.startswith("v1/"):
        raise Http404
    there = urlsplit(settings.STRIPE_API_BASE)
    connection = http.client.HTTPConnection(there.hostname or "", there.port, timeout=30)
    try:
        sent = {"Content-Type": request.content_type or "text/plain"}
        connection.request("POST" if request.method == "POST" else "GET", f"/{path}", request.body, sent)
        answer = connection.getresponse()
        response = HttpResponse(answer.read(), status=answer.status)
    except (OSError, http.client.HTTPException):
        return HttpResponse("The local Stripe does not answer.", status=502, content_type="text/plain")
    finally:
        connection.close()
    for name in PASSED_ON:
        if value := answer.headers.get(name):
            response[name] = value
    return response

"""The page behind the unsubscribe link of a mail. It needs no sign-in: the link says who it is for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from social import unsubscribing


@csrf_exempt  # mail programs send this form by themselves, without our page and its token (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and on a POST do it: no more mail of this sort. A GET changes nothing, because scanners follow links."""
    try:
        wish = unsubscribing.read(token)
    except unsubscribing.Unknown as error:
        raise Http404 from error
    is_done = request.method == "POST"
    if is_done:
        unsubscribing.stop(wish)
    return render(request, "social/notices/unsubscribe.html", {"what": wish.named(), "is_done": is_done})

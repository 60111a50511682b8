"""The doors at which gateways knock. Their signature is their key; nobody else gets in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import inbox
from payments.gateways.port import BadSignature


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """What happens on the platform's own account."""
    return _take(request, "platform")


@csrf_exempt
@require_POST
def stripe_connect(request: HttpRequest) -> HttpResponse:
    """What happens on the accounts of payees. Another secret: whoever knows the one can't use it here."""
    return _take(request, "connect")


def _take(request: HttpRequest, door: str) -> HttpResponse:
    try:
        received = inbox.receive("stripe", request.body, request.headers, door=door)
    except BadSignature as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    # What failed is told again by the gateway, and tried again by us.
    return HttpResponse(status=200 if received.is_safe else 503)

"""The doors at which gateways knock. Their signature is their key; nobody else gets in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments import gateways, inbox
from payments.gateways.port import BadSignature, Unclear


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


@csrf_exempt
@require_POST
def paypal(request: HttpRequest) -> HttpResponse:
    """What happens to orders and captures, where PayPal is set up."""
    return _take(request, "platform", gateway="paypal")


@csrf_exempt
@require_POST
def crypto(request: HttpRequest) -> HttpResponse:
    """What happens to invoices, where a BTCPay Server is set up."""
    return _take(request, "platform", gateway="crypto")


def _take(request: HttpRequest, door: str, *, gateway: str = "stripe") -> HttpResponse:
    if not gateways.of(gateway).is_on():
        return HttpResponse(status=404)
    try:
        received = inbox.receive(gateway, request.body, request.headers, door=door)
    except BadSignature as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    except Unclear:
        return HttpResponse(status=503)  # who sent it could not be asked
    # What failed is told again by the gateway, and tried again by us.
    return HttpResponse(status=200 if received.is_safe else 503)

"""The page of the custodian that stands in for a real one: an investor's bank transfer is a button there."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.local import custodian


@require_safe
@never_cache
def instruction(request: HttpRequest, reference: str) -> HttpResponse:
    """What is expected of whom, and the button."""
    found = _found(reference)
    shown = {"instruction": found, "is_waiting": found["state"] == custodian.WAITING}
    return render(request, "local/custodian/instruction.html", shown)


@require_POST
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """The money has come; the investor goes back to the site, which asks the custodian."""
    found = _found(reference)
    if found["state"] == custodian.WAITING:
        custodian.move(reference, custodian.FUNDED)
    return HttpResponseRedirect(found["return_url"])


def _found(reference: str) -> custodian.Instruction:
    found = custodian.find(reference=reference) if settings.EMBEDDED or settings.DEBUG else None
    if found is None:
        raise Http404
    return found

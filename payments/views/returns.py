"""Back from a page where a card was kept or money was sent: whatever the browser says, those who have it are asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.http import signed_in, signed_in_or_guest
from accounts.models import Party
from marketplace.kit.http import SignedInRequest
from payments import custody, methods
from payments.gateways.port import Disagrees, Unclear
from payments.models import CustodyInstruction, MethodSetup


@require_GET
@signed_in
def committed(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Find out where the money is, then go on where the investor came from."""
    instruction = get_object_or_404(CustodyInstruction.objects.visible_to(request.user), pk=pk)
    try:
        instruction = custody.look(instruction)
    except (Unclear, Disagrees):
        messages.info(request, _("The custodian has not told us yet whether the money has come. Look again later."))
    return redirect(instruction.return_to or "discovery:home")


@require_GET
@signed_in_or_guest
def kept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Find out whether the card was kept, say so, and go on where the payer came from."""
    mine = MethodSetup.objects.filter(party__in=Party.objects.acted_for_by(request.user))
    setup = get_object_or_404(mine, pk=pk)
    try:
        setup = methods.look(setup)
    except Unclear:
        messages.info(request, _("We do not know yet whether the card was kept. Look at this page again in a minute."))
    if setup.status == MethodSetup.Status.DONE:
        messages.success(request, _("%(card)s is kept for later.") % {"card": setup.method})
    return redirect(setup.return_to)

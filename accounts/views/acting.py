"""Choosing for whom one acts, from the menu that stands on every page."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import acting
from accounts.http import SignedInRequest, signed_in
from accounts.next import next_page
from accounts.views import answers


@require_POST
@signed_in
def act_for(request: SignedInRequest) -> HttpResponse:
    """Act for oneself or for a company from now on, and stay on the page."""
    party = request.POST.get("party", "")
    shown = acting.of(request, request.user)
    names = {choice.slug: choice.name for choice in shown.choices}
    said = _("You act for %(name)s.") % {"name": names.get(party, "")}
    return answers.after(request, lambda: acting.choose(request, request.user, party), to=next_page(request), said=said)

"""The papers have changed: agree before going on."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.forms.privacy import AgreementForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Consent
from accounts.next import next_page
from accounts.privacy import consents
from marketplace.kit.htmx import after_act, render_form


@require_http_methods(["GET", "POST"])
@signed_in
def agreement(request: SignedInRequest) -> HttpResponse:
    """What has changed and a box to tick; then on to the page that was asked for."""
    if consents.has_agreed(request.user):
        return after_act(request, next_page(request))
    form = AgreementForm(request.POST or None)
    if not form.is_valid():
        changed = [one for one in consents.standing(request.user) if one.purpose.is_required]
        context: dict[str, Any] = {"changed": changed, "next": next_page(request)}
        return render_form(request, "accounts/privacy/agreement.html", form, **context)
    consents.agree_to_papers(request.user, how=Consent.How.ASKED)
    return after_act(request, next_page(request))

"""What one agreed to, and the ways to one's own data."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest, signed_in
from accounts.models import Consent
from accounts.privacy import consents
from accounts.refusals import Refused
from marketplace.kit.htmx import after_act, render_page

SHOWN = 50  # words of the past


@require_GET
@signed_in
def overview(request: SignedInRequest) -> HttpResponse:
    """Each purpose with one's last word on it, all words before, and the ways to a copy and to the end."""
    said = Consent.objects.filter(user=request.user).newest_first()[:SHOWN]
    context = {"at": "privacy", "standing": consents.standing(request.user), "said": said}
    return render_page(request, "accounts/privacy/overview.html", context)


@require_POST
@signed_in
def consent(request: SignedInRequest, purpose: str) -> HttpResponse:
    """Agree to one purpose, or take it back: `given` is "yes" or it is not."""
    is_given = request.POST.get("given") == "yes"
    try:
        (consents.give if is_given else consents.take_back)(purpose, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return after_act(request, "accounts:privacy")
    said = _("Saved. You can take it back here at any time.") if is_given else _("Taken back.")
    return after_act(request, "accounts:privacy", said=said)

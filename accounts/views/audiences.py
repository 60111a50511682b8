"""Who sees which part of one's page."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import people
from accounts.forms.audiences import AudiencesForm
from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act, render_form


@require_http_methods(["GET", "POST"])
@signed_in
def audiences(request: SignedInRequest) -> HttpResponse:
    """One choice for each part."""
    mine = request.user.party.profile
    form = AudiencesForm.of(mine, request.POST or None)
    if not form.is_valid():
        return render_form(request, "accounts/settings/audiences.html", form, at="audiences")
    people.choose_audiences(mine, form.cleaned_data, by=request.user)
    return after_act(request, "accounts:settings_audiences", said=_("Saved."))

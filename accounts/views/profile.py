"""What one shows of oneself: the settings of the own page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import completeness, people
from accounts.forms.settings import PhotoForm, ProfileForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Profile
from accounts.refusals import Refused
from marketplace.kit import markdown
from marketplace.kit.htmx import after_act, is_fragment, render_form, render_page

PAGE = "accounts/settings/profile.html"
HERE = "accounts:settings_profile"


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """Everything on the page but photo and skills."""
    mine = request.user.party.profile
    form = ProfileForm.of(mine, request.POST or None)
    if not form.is_valid():
        return render_form(request, PAGE, form, **_around(mine))
    values = {**form.cleaned_data}
    people.choose_interests(mine, values.pop("interests"), by=request.user)
    people.change(mine, by=request.user, **values)
    return after_act(request, HERE, said=_("Your page is saved."))


@require_POST
@signed_in
def preview(request: SignedInRequest) -> HttpResponse:
    """The text about oneself as others will read it, before it is saved. What was typed stays typed."""
    mine = request.user.party.profile
    drawn = {"preview": markdown.render(request.POST.get("bio", ""))}
    if is_fragment(request):
        return render(request, "accounts/settings/_preview.html", drawn)
    form = ProfileForm.of(mine, request.POST)
    return render_form(request, PAGE, form, **_around(mine), **drawn)


@require_POST
@signed_in
def publish(request: SignedInRequest) -> HttpResponse:
    """Show the page to everybody."""
    try:
        people.publish_profile(request.user.party.profile, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return after_act(request, HERE)
    return after_act(request, HERE, said=_("Everybody can find you and see your page now."))


@require_POST
@signed_in
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Show the page to nobody else."""
    people.withdraw_profile(request.user.party.profile, by=request.user)
    return after_act(request, HERE, said=_("Only you see your page now."))


@require_POST
@signed_in
def hang_photo(request: SignedInRequest) -> HttpResponse:
    """Put a photo on the page."""
    mine = request.user.party.profile
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        around = {"form": ProfileForm.of(mine), **_around(mine), "photo_form": form}
        return render_page(request, PAGE, around, status=422)
    people.hang_photo(mine, form.cleaned_data["photo"], by=request.user)
    return after_act(request, HERE, said=_("Your photo is on your page."))


@require_POST
@signed_in
def remove_photo(request: SignedInRequest) -> HttpResponse:
    """Take the photo away; the drawn initial comes back."""
    people.remove_photo(request.user.party.profile, by=request.user)
    return after_act(request, HERE, said=_("Your photo is removed."))


def _around(mine: Profile) -> dict[str, Any]:
    return {"at": "profile", "profile": mine, "photo_form": PhotoForm(), "meter": completeness.of(mine)}

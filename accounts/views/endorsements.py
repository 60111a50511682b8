"""Endorsing a skill on somebody's page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import endorsements, skills
from accounts.http import SignedInRequest, signed_in
from accounts.models import Profile
from accounts.views import answers
from marketplace.catalog.models import Topic


@require_POST
@signed_in
def endorse(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say that they have the skill."""
    profile, topic = _named(request, slug)
    return answers.after(
        request, lambda: endorsements.endorse(profile, topic, by=request.user),
        to=f"{profile.party.get_absolute_url()}#skills", said=_("Your endorsement is on their page."),
    )  # fmt: skip


@require_POST
@signed_in
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take it back."""
    profile, topic = _named(request, slug)
    return answers.after(
        request, lambda: endorsements.withdraw(profile, topic, by=request.user),
        to=f"{profile.party.get_absolute_url()}#skills", said=_("Your endorsement is taken back."),
    )  # fmt: skip


def _named(request: SignedInRequest, slug: str) -> tuple[Profile, Topic]:
    profiles = Profile.objects.visible_to(request.user).select_related("party")
    named = request.POST.get("topic", "").replace("\0", "")
    return get_object_or_404(profiles, party__slug=slug), get_object_or_404(skills.nameable(), slug=named)

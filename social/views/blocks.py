"""Blocking somebody, and the list of those one blocked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.refusals import Refused
from marketplace.kit.htmx import after_act, render_page
from marketplace.kit.pagination import page_of
from social import blocks
from social.models import Block


@require_safe
@signed_in
def blocked(request: SignedInRequest) -> HttpResponse:
    """Whom one blocked, newest first."""
    mine = Block.objects.visible_to(request.user).select_related("party")
    page = page_of(mine, order=["-since", "-id"], after=request.GET.get("after"))
    return render_page(request, "social/moderation/blocked.html", {"blocks": page, "at": "blocks"})


@require_http_methods(["GET", "POST"])
@signed_in
def block(request: SignedInRequest, slug: str) -> HttpResponse:
    """What blocking means, and the button."""
    people = Party.objects.filter(kind=Party.Kind.PERSON, profile__listing__is_live=True)
    party = get_object_or_404(people, slug=slug)
    if request.method != "POST":
        return render_page(request, "social/moderation/block.html", {"party": party})
    try:
        blocks.block(party, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return after_act(request, party)
    return after_act(request, "social:blocked", said=_("You have blocked %(name)s.") % {"name": party.name})


@require_POST
@signed_in
def unblock(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Meet again."""
    row = get_object_or_404(Block.objects.visible_to(request.user).select_related("party"), pk=pk)
    blocks.unblock(row, by=request.user)
    return after_act(request, "social:blocked", said=_("%(name)s is blocked no more.") % {"name": row.party.name})

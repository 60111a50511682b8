"""Follow and watch: one button each. Its form says what it wants, so that pressing twice does nothing twice."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.next import next_page
from marketplace.catalog import events
from marketplace.catalog.models import Event, Listing
from marketplace.kit.htmx import after_act, is_fragment
from marketplace.kit.refusals import Refused
from social import follows
from social.models import Watch


@require_POST
@signed_in
def follow(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """on=1: follow this party; on=0: no more."""
    party = get_object_or_404(Party.objects.filter(listings__in=_pages()).distinct(), pk=pk)
    names = {"name": party.name}
    if request.POST.get("on") != "1":
        follows.unfollow(party, by=request.user)
        return _answer(request, _("You no longer follow %(name)s.") % names)
    try:
        is_new = follows.follow(party, by=request.user)
    except Refused as refused:
        return _refuse(request, refused)
    page = _pages().filter(owner=party).first()
    if is_new and page:
        events.record(request, Event.Kind.FOLLOW, page)
    return _answer(request, _("You follow %(name)s. You will hear of what they publish.") % names)


@require_POST
@signed_in
def watch(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """on=1: watch this listing, all of it or, with level=ending, only how it ends; on=0: no more."""
    listing = get_object_or_404(Listing.objects.filter(published_at__isnull=False), pk=pk)
    names = {"title": listing.title}
    if request.POST.get("on") != "1":
        follows.unwatch(listing, by=request.user)
        return _answer(request, _("You no longer watch %(title)s.") % names)
    try:
        is_new = follows.watch(listing, by=request.user, level=request.POST.get("level", Watch.Level.ALL))
    except Refused as refused:
        return _refuse(request, refused)
    if is_new:
        events.record(request, Event.Kind.WATCH, listing)
    return _answer(request, _("You watch %(title)s. You will hear what becomes of it.") % names)


def _pages() -> "QuerySet[Listing]":
    return Listing.objects.live().filter(kind__in=follows.PAGES)


def _answer(request: SignedInRequest, said: str) -> HttpResponse:
    """A script has shown it already; a page is told."""
    return HttpResponse(status=204) if is_fragment(request) else after_act(request, next_page(request), said=said)


def _refuse(request: SignedInRequest, refused: Refused) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(str(refused), status=422)
    messages.error(request, str(refused))
    return after_act(request, next_page(request))

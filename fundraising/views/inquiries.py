"""The first message between the maker of a fundraiser and one other; what follows is written in its thread."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from accounts.views.answers import REFUSALS
from fundraising import inquiries, own_pledge
from fundraising.models import Fundraiser, Pledge
from marketplace.catalog.models import Listing
from marketplace.kit.htmx import after_act, render_form
from projects.forms import typed
from projects.views import keeping
from social.talk.forms import MessageForm

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the maker something, before one backs it or after."""
    found = Fundraiser.objects.visible_to(request.user).with_face().filter(filing__isnull=True)
    fundraiser = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
    if request.method != "POST" and (thread := inquiries.thread_of(fundraiser, request.user.party)):
        return redirect(f"{thread.get_absolute_url()}#say")
    if reason := inquiries.why_not(fundraiser, request.user):
        messages.info(request, reason)
        return redirect(fundraiser)

    def act(**said: Any) -> Any:
        return inquiries.ask(fundraiser, by=request.user, **said)

    return _first(request, fundraiser, fundraiser.listing.owner, act)


@require_http_methods(GET_OR_POST)
@keeping.keeps_typed
@signed_in
def write(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write about a pledge, from whichever side."""
    rows = Pledge.objects.visible_to(request.user).exclude(status=Pledge.Status.DRAFT)
    pledge = get_object_or_404(rows.select_related("fundraiser__listing__owner", "backer__user"), pk=pk)
    backer, owner = inquiries.backer_who_reads(pledge), pledge.fundraiser.listing.owner
    is_maker = Party.objects.acted_for_by(request.user).filter(pk=owner.pk).exists()
    if backer is None or (is_maker and not inquiries.is_known_to_maker(pledge)):
        raise Http404
    if request.method != "POST" and (thread := inquiries.thread_of(pledge.fundraiser, backer)):
        return redirect(f"{thread.get_absolute_url()}#say")

    def act(**said: Any) -> Any:
        return inquiries.write(pledge, by=request.user, **said)

    return _first(request, pledge.fundraiser, pledge.backer if is_maker else owner, act)


def _first(request: SignedInRequest, fundraiser: Fundraiser, to: Party, act: Callable[..., Any]) -> HttpResponse:
    """The form; sent, it leads on to the thread."""
    sent = request.method == "POST"
    before = typed.as_initial(keeping.take(request))
    form = MessageForm(request.POST, request.FILES) if sent else MessageForm(initial={"key": uuid4().hex, **before})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            message = act(body=said["body"], files=said["attached"], key=said["key"])
        except REFUSALS as refusal:
            form.add_error("body", str(refusal))
        else:
            return after_act(request, message.thread, said=_("Sent. The answer comes to your messages."))
    is_unnamed = to.pk == fundraiser.listing.owner_id and own_pledge.is_unnamed(fundraiser, request.user)
    context: dict[str, Any] = {"section": "fund", "listing": fundraiser.listing, "to": to, "is_unnamed": is_unnamed}
    return render_form(request, "fundraising/inquiries/write.html", form, **context)

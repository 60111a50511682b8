"""The thread of a contract on its own page of the room, and beside what else stands there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from projects import room_pages, talks
from projects.models import Contract, Proposal
from social.talk import pages
from social.views import threads

A_FEW = 12  # messages beside the overview


@require_safe
@signed_in
def messages(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything that the two sides wrote to each other. Whoever looks at it has read it."""
    shown = get_object_or_404(Contract.objects.visible_to(request.user).with_sides(), pk=pk)
    place = threads.place_in(request)
    face = talks.face_of_contract(shown)
    talk = pages.seen_by(talks.of_contract(shown), request.user, before=place.before, at=place.at, face=face)
    threads.have_read(request, talk)
    context = {
        **room_pages.around(shown, at="messages"),
        **threads.page_of(request, talk, threads.fresh(), url=request.path),
        "before": talks.before(shown),
    }
    return render(request, "projects/contracts/messages.html", context)


def beside_contract(request: SignedInRequest, contract: Contract) -> dict[str, Any]:
    """The last few messages for the overview; all of them are a page of their own."""
    talk = pages.seen_by(talks.of_contract(contract), request.user, most=A_FEW, face=talks.face_of_contract(contract))
    url = reverse("projects:messages", args=[contract.pk])
    return threads.page_of(request, talk, threads.fresh(), url=url)


def beside_proposal(request: SignedInRequest, proposal: Proposal) -> dict[str, Any]:
    """What client and freelancer write to each other about a proposal."""
    return threads.page_of(request, pages.seen_by(talks.of_proposal(proposal), request.user), threads.fresh())

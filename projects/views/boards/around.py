"""What the views of a board share: who finds it, what stands around it, how a small form answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import pgettext

from accounts.http import SignedInRequest
from marketplace.kit.htmx import after_act, render_form
from projects import deals, room_pages
from projects.boards import desk, opening
from projects.models import Board, Card, Contract
from projects.room_pages import Tab
from projects.views import answers


def found(request: SignedInRequest, pk: UUID) -> Board:
    """The board of this contract, if this person may read it; else 404, also before both have signed."""
    contract = get_object_or_404(Contract.objects.visible_to(request.user).with_sides(), pk=pk)
    if contract.signed_at is None:
        raise Http404
    return opening.of(contract)


def found_card(request: SignedInRequest, pk: UUID) -> Card:
    """A card of theirs, with its board and contract; else 404."""
    mine = Card.objects.visible_to(request.user).select_related("board", "column", "assignee__party", "milestone")
    card: Card = get_object_or_404(mine, pk=pk)
    with_contract(request, card.board)
    return card


def with_contract(request: SignedInRequest, board: Board) -> Board:
    """The board with its contract, job and sides."""
    board.contract = Contract.objects.visible_to(request.user).with_sides().get(pk=board.contract_id)
    return board


def context(request: SignedInRequest, board: Board, *, at: str = "") -> dict[str, Any]:
    """The room around a page of the board, and the views of it. at: the view that is shown."""
    return {
        **room_pages.around(board.contract, at="board"),
        "board": board,
        "views": views_of(board, at),
        "side": deals.side_of(board.contract, request.user),
        "may_change": may_change(board),
    }


def may_change(board: Board) -> bool:
    """Whether anybody may: not once the contract is over."""
    return board.contract.status in desk.WORKED_ON


def views_of(board: Board, at: str) -> list[Tab]:
    """Columns, list, calendar …: one board, seen in several ways."""
    labels = {
        "board": pgettext("board", "Columns"),
        "board_list": pgettext("board", "List"),
        "board_calendar": pgettext("board", "Calendar"),
        "board_activity": pgettext("board", "Activity"),
        "board_archive": pgettext("board", "Put away"),
        "board_setup": pgettext("board", "Set up"),
    }
    return [
        Tab(label, reverse(f"projects:{name}", args=[board.contract_id]), name == at) for name, label in labels.items()
    ]


def small(
    request: SignedInRequest, board: Board, form: Any, act: Callable[[], Any], *, title: str, back: str, said: str = ""
) -> HttpResponse:
    """Do what a small form asks and go back; where it is wrong or refused, show it alone with what was typed: 422.

    A script that asks for JSON is told that it is done.
    """
    if form.is_valid():
        try:
            act()
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return JsonResponse({"done": True}) if wants_json(request) else after_act(request, back, said=said)
    more = {**context(request, board), "title": title, "back": back}
    return render_form(request, "projects/boards/form.html", form, **more)


def wants_json(request: SignedInRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")

"""The contract room, its documents, its entries in the books, and the list of one's own."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from marketplace.kit.pagination import page_of
from payments import methods
from projects import (
    deals,
    escrowed,
    figures,
    history,
    members,
    reviewing,
    room_pages,
    rooms,
    shelf_rows,
    team_pages,
    waiting,
)
from projects.boards import shelves
from projects.forms.contract import SignForm
from projects.forms.hours import WeeklySignForm
from projects.hours import weekly_charges
from projects.models import Contract, ContractVersion, Side
from projects.plans import Plan
from projects.views import talks
from social import notices

PER_PAGE = 30


@require_safe
@signed_in
def contract(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Where the money is, whose move it is, and everything that was agreed."""
    shown = found(request, pk)
    notices.mark_read(request.user, url=request.path)
    seen = rooms.seen_by(shown, request.user)
    context = {
        "section": "jobs",
        "contract": shown,
        "seen": seen,
        "tabs": room_pages.tabs_of(shown, at="contract"),
        "shelves": shelves.excerpt(shown, by=request.user),
        "finished": shelves.finished(shown),
        "history": history.of_contract(shown, seen.room.milestones),
        "reviews": reviewing.of(shown, request.user),
        "team": team_pages.of_contract(shown),
        **talks.beside_contract(request, shown),
        "files": shelf_rows.of(shown, size=3).rows,
    }
    return render(request, "projects/contracts/contract.html", context)


@require_safe
@signed_in
def document(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """One version word for word, with its signatures; and, while it waits, the place to sign."""
    shown = found(request, pk)
    version = get_object_or_404(shown.versions.prefetch_related("signatures__party"), number=number)
    version.contract = shown
    return render(
        request, "projects/contracts/document.html", document_page(request, version, sign_form(request, version))
    )


@require_safe
@signed_in
def entries(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Every movement of this contract's money, from the books."""
    shown = found(request, pk)
    context = {**room_pages.around(shown, at="entries"), "lines": figures.lines_of(shown)}
    return render(request, "projects/contracts/entries.html", context)


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The contracts of this person and of their companies, the latest first."""
    rows = Contract.objects.visible_to(request.user).with_sides()
    page = page_of(rows, order=["-updated_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    ours = set(Party.objects.seen_by(request.user).values_list("pk", flat=True))
    held = escrowed.by_contract(page.items)
    for row in page.items:
        row.other, row.held = row.freelancer if row.client_id in ours else row.client, held[row.pk]
    context = {"section": "jobs", "page": page, "items": waiting.lines(request.user)}
    return render(request, "projects/contracts/mine.html", context)


def found(request: SignedInRequest, pk: UUID) -> Contract:
    """The contract, if this person may read it; else 404."""
    return get_object_or_404(Contract.objects.visible_to(request.user).with_sides(), pk=pk)


def document_page(request: SignedInRequest, version: ContractVersion, form: SignForm) -> dict[str, Any]:
    """Everything that the page of a document prints."""
    contract, side = version.contract, deals.side_of(version.contract, request.user)
    missing = members.unsigned(version, contract) if version.is_proposed else []
    party = members.party_to_sign(contract, request.user, missing)
    return {
        "section": "jobs",
        "contract": contract,
        "version": version,
        "before": contract.versions.in_force().exclude(pk=version.pk).first(),
        "signatures": list(version.signatures.all()),
        "form": form,
        "side": side,
        "party": party,
        "may_sign": party is not None and contract.is_live,
        "missing": missing if len(missing) < len(members.signers(contract)) else [],
        "is_member": side is None and deals.part_of(contract, request.user) is not None,
        "is_drawer": side == version.drawn_by,
    }


def sign_form(request: SignedInRequest, version: ContractVersion) -> SignForm:
    """The place to sign; for the client of work by the hour also the question whether a card pays for its weeks."""
    data, first = (request.POST, {}) if request.method == "POST" else (None, {"read": version.hash})
    contract = version.contract
    is_asked = contract.is_hourly and deals.side_of(contract, request.user) == Side.CLIENT
    cards = methods.of(contract.client) if is_asked else None
    if cards is None or not cards.exists():
        return SignForm(data, initial=first)
    words = weekly_charges.words(contract, cap_of(version))
    return WeeklySignForm(data, initial=first, cards=cards, words=words)


def cap_of(version: ContractVersion) -> int | None:
    """How many hours a week this version allows."""
    return Plan.from_json(version.plan).cap_hours

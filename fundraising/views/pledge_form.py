"""The form of a pledge as a page, for members and for guests: what can be chosen, what it costs, what is agreed to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Party
from fundraising import agreed_terms, choices, matching_words
from fundraising.choices import CannotChoose
from fundraising.forms.pledge import PledgeForm


def page(
    request: HttpRequest, form: PledgeForm, *, backer: Party | None, is_own: bool = False, status: int = 200
) -> HttpResponse:
    """All of it. backer: as far as that is known. is_own: for who raises the money, who can't back it."""
    fundraiser = form.fundraiser
    context = {
        "section": "fund",
        "fundraiser": fundraiser,
        "listing": fundraiser.listing,
        "form": form,
        "pledge": form.pledge,
        "agreement": agreed_terms.of(fundraiser),
        "is_own": is_own,
        **summed(form, backer=backer),
    }
    return render(request, "fundraising/pledges/form.html", context, status=status)


def summed(form: PledgeForm, *, backer: Party | None) -> dict[str, Any]:
    """What it costs, or why it can't be worked out yet. Before anything is typed: what stands in the form."""
    choice = form.preset() if not form.is_bound else None if form.errors else form.choice()
    if choice is None:
        return {"priced": None, "why": ""}
    fundraiser, changed = form.fundraiser, form.pledge
    try:
        priced = choices.priced(fundraiser, choice, backer=backer, besides=changed)
    except CannotChoose as refusal:
        return {"priced": None, "why": str(refusal)}
    on_top = matching_words.on_top(fundraiser, priced.total_minor, backer=backer, besides=changed)
    return {"priced": priced, "why": "", "on_top": on_top}

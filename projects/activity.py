"""Everything that happened in a contract, the latest first, to be sifted by what it concerns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import naming
from marketplace.kit.models import Move
from marketplace.kit.pagination import Page, page_of
from projects.models import Contract, ContractVersion, Extra, Milestone, Proof, RefundRequest

PER_PAGE = 50
SIFTS = {"work": _("Milestones"), "money": _("Money"), "terms": _("Contract"), "shown": _("Shown work")}


@dataclass(frozen=True)
class Step:
    """One line: what it concerns, what became of it, who did it (nobody where the clock did), and why."""

    what: str
    state: str
    who: str
    why: str
    at: datetime
    url: str


def of(contract: Contract, *, show: str = "", after: str | None = None) -> tuple[list[Step], Page[Move]]:
    """A page of it. show: one of SIFTS; anything else is all of it."""
    names = _subjects(contract, show)
    moves: QuerySet[Move] = Move.objects.filter(subject_id__in=names.keys()).exclude(old="draft")
    page = page_of(moves.select_related("by__party", "party"), order=["-at", "-id"], after=after, size=PER_PAGE)
    return [_step(move, *names[move.subject_id]) for move in page.items], page


def _subjects(contract: Contract, show: str) -> dict[UUID, tuple[str, str]]:
    """The id of everything that belongs to the contract, with its name and its page."""
    sifted = {
        "terms": lambda: {contract.pk: (str(_("Contract")), contract.get_absolute_url()), **_versions(contract)},
        "work": lambda: {
            row.pk: (row.name, row.get_absolute_url()) for row in Milestone.objects.filter(contract=contract)
        },
        "money": lambda: _money(contract),
        "shown": lambda: {
            row.pk: (row.milestone.name, row.get_absolute_url())
            for row in Proof.objects.filter(contract=contract).select_related("milestone")
        },
    }
    chosen = [sifted[show]] if show in sifted else sifted.values()
    return {pk: named for rows in chosen for pk, named in rows().items()}


def _versions(contract: Contract) -> dict[UUID, tuple[str, str]]:
    rows = ContractVersion.objects.filter(contract=contract).only("number", "contract")
    return {row.pk: (_("Version %(n)d") % {"n": row.number}, row.get_absolute_url()) for row in rows}


def _money(contract: Contract) -> dict[UUID, tuple[str, str]]:
    asked = RefundRequest.objects.filter(milestone__contract=contract).select_related("milestone")
    back = {
        row.pk: (_("Money of %(milestone)s") % {"milestone": row.milestone.name}, row.milestone.get_absolute_url())
        for row in asked
    }
    return back | {row.pk: (row.what, contract.get_absolute_url()) for row in Extra.objects.filter(contract=contract)}


def _step(move: Move, what: str, url: str) -> Step:
    model: Any = apps.get_model(move.subject_kind)
    state = dict(model.Status.choices).get(move.new, move.new)
    return Step(what, str(state), naming.who(move.by, move.party), move.why if move.by else "", move.at, url)

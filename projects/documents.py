"""The text of a contract: what both sides sign. Written once for each version, kept as it is, named by its hash."""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from payments.terms import Terms
from projects import members
from projects.models import Arbiter, Contract
from projects.models.team import percent_of
from projects.plans import Item, Plan

_MARKS = re.compile(r"([\\`*_\[\]<>|~#])")


def write(contract: Contract, plan: Plan, *, number: int) -> str:
    """The whole text in the language of the contract, as markdown."""
    with translation.override(contract.language):
        text = render_to_string("projects/contracts/document.txt", _words(contract, plan, number))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def hash_of(text: str) -> str:
    """Its SHA-256 in hex: the same for nobody's other text."""
    return hashlib.sha256(text.encode()).hexdigest()


def language_for(contract: Contract) -> str:
    """The language in which both wrote to each other, if this site has it; else its first."""
    spoken = contract.project.listing.language
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def literal(text: str) -> str:
    """A line that somebody typed, so that none of its signs is taken for markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _words(contract: Contract, plan: Plan, number: int) -> dict[str, object]:
    terms = Terms.from_json(contract.fees)
    team = _team(contract, plan)
    return {
        "reference": contract.reference,
        "number": number,
        "site_name": settings.SITE_NAME,
        "client": literal(contract.client.name),
        "freelancer": str(team[0]["name"]) if team else literal(contract.freelancer.name),  # it may hand over the lead
        "team": team,
        "fees": [_fee(contract, one["terms"], str(one["name"])) for one in team] or [_fee(contract, terms, "")],
        "title": literal(contract.title),
        "brief": "\n".join(f"> {line}" for line in contract.project.brief.strip().splitlines()),
        "plan": plan,
        "lines": [_line(place, item) for place, item in enumerate(plan.items, start=1)],
        "arbiter": _arbiter(plan),
    }


def _team(contract: Contract, plan: Plan) -> list[dict[str, Any]]:
    """Everybody who shares the sums, with their share as they read it; nobody where one freelancer works alone."""
    known = {member.party_id: member for member in members.ever_of(contract)}
    return [
        {
            "name": literal(known[share.party].party.name),
            "percent": percent_of(share.permyriad),
            "task": literal(share.task),
            "terms": Terms.from_json(known[share.party].fees),
        }
        for share in plan.team
    ]


def _fee(contract: Contract, terms: Terms, name: str) -> dict[str, Any]:
    """What the site keeps of what is released. name: to whom, in a team."""
    return {"name": name, "schedule": terms.schedule, "line": terms.schedule.line(contract.currency), "tax": terms.tax}


def _arbiter(plan: Plan) -> str:
    """The named arbiter's name; empty where staff decide."""
    named = Arbiter.objects.select_related("party").filter(pk=plan.arbiter).first() if plan.arbiter else None
    return literal(named.party.name) if named else ""


def _line(place: int, item: Item) -> dict[str, object]:
    return {
        "place": place,
        "name": literal(item.name),
        "about": literal(item.about),
        "price": item.price,
        "due_on": item.due_on,
        "days": item.days,
    }

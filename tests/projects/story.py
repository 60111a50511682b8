"""A job and its answers, as the tests of this floor begin: built by our own acts, from reachable states."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from marketplace.catalog.models import Topic
from marketplace.kit import clock
from marketplace.kit.money import Money
from projects import projects, proposals
from projects.models import Project, Proposal
from projects.proposals import Offer
from projects.terms import Step, Terms

TITLE = "Layout for an A5 toolbox journal"
BRIEF = "A book and journal in one, about 150 pages.\n\n## What we need\n\n- Master pages\n- The whole text set"
LETTER = "I have set four journals of this size, two of them for the same printer."


def terms(**changes: Any) -> Terms:
    """The terms of a fixed price between EUR 600 and 900, closing in two weeks."""
    said: dict[str, Any] = {
        "title": TITLE,
        "brief": BRIEF,
        "topics": list(Topic.objects.filter(slug__in=["book-design", "indesign"]).order_by("pk")),
        "currency": "EUR",
        "budget_low": 60_000,
        "budget_high": 90_000,
        "level": "expert",
        "closes_at": clock.now() + timedelta(days=14),
        "due_on": clock.today() + timedelta(days=21),
        "questions": ["Which journal of yours is closest to this one?"],
        "milestones": [Step("Master pages", Money(250, "EUR")), Step("All pages set", Money(500, "EUR"))],
    }
    return Terms(**{**said, **changes})


def drafted(by: User, **changes: Any) -> Project:
    """A draft with everything in it that a job needs."""
    project = projects.start(changes.get("title", TITLE), by=by)
    return projects.keep(project, {}, terms(**changes), by=by)


def posted(by: User, **changes: Any) -> Project:
    """A job that is open."""
    return projects.publish(projects.start(changes.get("title", TITLE), by=by), terms(**changes), by=by)


def offer(price: int | str = 750, currency: str = "EUR", **changes: Any) -> Offer:
    """A whole proposal."""
    said: dict[str, Any] = {
        "letter": LETTER,
        "price": Money(price, currency),
        "days": 14,
        "answers": [{"question": "Which journal of yours is closest to this one?", "answer": "The Tide Book."}],
    }
    return Offer(**{**said, **changes})


def proposed(project: Project, by: User, price: int | str = 750, **changes: Any) -> Proposal:
    """A proposal that has reached its client."""
    return proposals.send(project, offer(price, project.currency, **changes), by=by)


def form_data(**changes: Any) -> dict[str, Any]:
    """The long form of a job as a browser sends it, complete and right."""
    today = clock.today()
    said: dict[str, Any] = {
        "title": TITLE,
        "field": "book-design",
        "skills": "InDesign, typesetting",
        "brief": BRIEF,
        "language": "en",
        "basis": "fixed",
        "currency": "EUR",
        "budget_low": "600",
        "budget_high": "900",
        "closes_on": (today + timedelta(days=14)).isoformat(),
        "due_on": (today + timedelta(days=21)).isoformat(),
        "level": "expert",
        "hires": "1",
        "where": "remote",
        "questions": "Which journal of yours is closest to this one?",
        "milestone-TOTAL_FORMS": "2",
        "milestone-INITIAL_FORMS": "0",
        "milestone-0-name": "Master pages",
        "milestone-0-amount": "250",
        "milestone-1-name": "All pages set",
        "milestone-1-amount": "500",
    }
    return {**said, **changes}


def proposal_data(**changes: Any) -> dict[str, Any]:
    """The form of a proposal as a browser sends it, complete and right."""
    said = {"letter": LETTER, "price": "750", "days": "14", "answer_0": "The Tide Book."}
    return {**said, **changes}

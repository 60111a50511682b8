"""What a form shows before anybody types: what the job says now, in the words of the form."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from marketplace.kit import clock
from marketplace.kit.money import Money
from projects import faces
from projects.models import Project

STANDS = timedelta(days=30)  # offered for a new job; its client chooses
SAME_NAME = [
    "brief", "basis", "currency", "is_ongoing", "due_on", "length", "hours_week", "level", "hires", "where", "country",
    "city",
]  # fmt: skip


def of(project: Project) -> dict[str, Any]:
    """Every field of the job's form."""
    topics = faces.topics_of(project.listing)
    closes = project.closes_at
    return {
        **{name: getattr(project, name) for name in SAME_NAME},
        "title": project.title,
        "language": project.listing.language,
        "field": next((topic.slug for topic in topics if not faces.is_skill(topic)), ""),
        "skills": faces.asked_of(topics),
        "budget_low": amount(project.budget_from),
        "budget_high": amount(project.budget_to) if project.has_range else "",
        "closes_on": timezone.localdate(closes) if closes else clock.today() + STANDS,
        "seen_by": "invited" if project.is_invited_only else "everybody",
        "questions": "\n".join(project.questions),
    }


def steps(project: Project) -> list[dict[str, Any]]:
    """Every milestone of the job as a row."""
    return [
        {"name": step.name, "due_on": step.due_on, "amount": amount(step.amount)} for step in project.milestones.all()
    ]


def amount(sum_: Money | None) -> str:
    """A sum as one types it: 750, 1200.50."""
    if sum_ is None:
        return ""
    value = sum_.amount
    return str(int(value)) if value == value.to_integral_value() else str(value)

"""The public face of a job: what its card prints and what discover filters by."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import Party, Record
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing, Topic
from marketplace.kit import markdown
from projects.models import Project

SKILLS = {Topic.Kind.SKILL, Topic.Kind.TOOL}
SKILLS_ON_CARD = 4
SUMMARY = 280  # letters; the column holds 300


def face_of(project: Project, *, title: str, topics: Sequence[Topic], language: str = "en", summary: str = "") -> Face:
    """What the listing of this job holds. summary: made from the beginning of the brief if not given."""
    text = markdown.plain(project.brief)
    record = record_of(project.client)
    return Face(
        title=title,
        url=reverse("projects:project", args=[project.listing.slug]),
        summary=summary or Truncator(text).chars(SUMMARY),
        body=text,
        language=language,
        topics=topics,
        state=project.status,
        is_open=project.is_open,
        country=project.country,
        place=project.city,
        is_remote=project.where != Project.Where.ONSITE,
        level=project.level,
        basis=project.basis,
        currency=project.currency,
        price_low=project.budget_low,
        price_high=project.budget_high,
        closes_at=project.closes_at,
        rating=record.rating if record else None,
        rating_count=record.rating_count if record else 0,
        is_sample=project.listing.is_sample,
        facts=_facts(project, topics, record),
    )


def topics_of(listing: Listing) -> list[Topic]:
    """The topics of a job in the order in which they were chosen: fields before skills."""
    by_pk = Topic.objects.in_bulk(listing.topics)
    return [by_pk[pk] for pk in listing.topics if pk in by_pk]


def is_skill(topic: Topic) -> bool:
    """Whether it says how the work is done; other topics say what the work is."""
    return topic.kind in SKILLS


def asked_of(topics: Sequence[Topic]) -> list[Topic]:
    """What a job asks for beside its field of work, which stands first."""
    first = next((topic for topic in topics if not is_skill(topic)), None)
    return [topic for topic in topics if topic != first]


def record_of(party: Party) -> Record | None:
    """What a source outside says of a client of the sample or of a public record."""
    return getattr(party, "record", None)


def _facts(project: Project, topics: Sequence[Topic], record: Record | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"skills": [topic.name for topic in asked_of(topics)][:SKILLS_ON_CARD]}
    if record and record.spent_minor:
        facts |= {"spent": record.spent_minor, "spent_currency": record.currency}
    if project.proposals_high:
        facts |= {"proposals_low": project.proposals_low, "proposals_high": project.proposals_high}
    return facts

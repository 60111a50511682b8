"""What a client says of a job, as plain values between the form, the acts and the sample."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from marketplace.catalog.models import Topic
from marketplace.kit.money import Money
from projects import faces
from projects.models import Project


@dataclass(frozen=True)
class Step:
    """A milestone before it is a row. due: the client names a day, the freelancer days after the start."""

    name: str
    amount: Money
    due: date | int | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A whole job, or as much of a draft as is there. Budgets are minor units of `currency`."""

    title: str = ""
    brief: str = ""
    language: str = "en"
    topics: Sequence[Topic] = ()  # fields before skills, the main one first
    basis: str = Project.Basis.FIXED
    is_ongoing: bool = False
    currency: str = "EUR"
    budget_low: int | None = None
    budget_high: int | None = None
    level: str = ""
    length: str = ""
    hours_week: str = ""
    hires: int = 1
    is_invited_only: bool = False
    where: str = Project.Where.REMOTE
    country: str = ""
    city: str = ""
    due_on: date | None = None
    closes_at: datetime | None = None
    questions: Sequence[str] = ()
    milestones: Sequence[Step] = ()


_ELSEWHERE = {"title", "language", "topics", "milestones"}  # on the listing, or rows of their own
COLUMNS = [column.name for column in fields(Terms) if column.name not in _ELSEWHERE]
_OF_ITS_TIME = {"due_on", "closes_at"}


def said_again(project: Project) -> Terms:
    """What a job said, without its days, for one that says the same later."""
    steps = [Step(step.name, step.amount) for step in project.milestones.all()]
    return Terms(
        title=project.title,
        language=project.listing.language,
        topics=faces.topics_of(project.listing),
        milestones=steps,
        **{column: getattr(project, column) for column in COLUMNS if column not in _OF_ITS_TIME},
    )

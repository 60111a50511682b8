"""Open jobs: real budgets, levels and dates (moved by whole days), our own briefs."""

from marketplace.catalog.models import Listing
from marketplace.sample.files import Row
from marketplace.sample.load.setting import Setting, new_id
from marketplace.sample.values import day, moment, several
from projects import faces
from projects.models import PlannedMilestone, Project


def load_project(row: Row, setting: Setting) -> None:
    """A job that takes proposals."""
    client = setting.parties[row["client"]]
    listing = setting.listing(
        Listing.Kind.PROJECT, row["key"], owner=client, title=row["title"], published_at=moment(row, "posted")
    )
    project = Project(
        listing=listing, status=Project.Status.OPEN, brief=row["brief"], basis=row["basis"],
        currency=row["currency"], budget_low=row["budget_low"], budget_high=row["budget_high"], level=row["level"],
        length=row["length"], hours_week=row["hours_week"], hires=row["hires"], where=row["where"],
        country=row["country"], city=row["city"], due_on=day(row["due_day"]), closes_at=moment(row, "closes"),
        questions=row["questions"], proposals_low=row["proposals_low"], proposals_high=row["proposals_high"],
        sample_note=row["note"],
    )  # fmt: skip
    topics = setting.topics_of(several(row["topics"]), several(row["skills"]))
    face = faces.face_of(
        project, title=row["title"], topics=topics, language=row["language"] or "en", summary=row["summary"]
    )
    setting.shelf.show(listing, face)
    setting.shelf.put(project)
    setting.shelf.put(*(_milestone(project, position, part) for position, part in enumerate(row["milestones"])))


def _milestone(project: Project, position: int, part: Row) -> PlannedMilestone:
    return PlannedMilestone(
        id=new_id(), project=project, position=position, name=part["name"], due_on=day(part["due_day"]),
        currency=project.currency, amount_minor=part["amount"],
    )  # fmt: skip

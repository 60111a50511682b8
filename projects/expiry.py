"""The closing day of a job, kept by the clock."""

from uuid import UUID

from marketplace.kit import timers
from projects import endings, projects
from projects.models import Project


@timers.handles(endings.EXPIRY)
def close(key: str) -> None:
    """Close the job if its day has come. One that is gone meanwhile needs nothing."""
    project = Project.objects.filter(pk=UUID(key)).first()
    if project:
        projects.expire(project)

"""The closing day of a job, kept by the clock."""

from uuid import UUID

from celery import shared_task

from marketplace.kit import clock, timers
from projects import endings, projects
from projects.models import Project

AT_ONCE = 500


@timers.handles(endings.EXPIRY)
def close(key: str) -> None:
    """Close the job if its day has come. One that is gone meanwhile needs nothing."""
    project = Project.objects.filter(pk=UUID(key)).first()
    if project:
        projects.expire(project)


@shared_task(name="projects.close_overdue_jobs")
def close_overdue_jobs() -> int:
    """Close jobs whose day has come and that no timer stands for, as those of a sample; returns how many."""
    overdue = Project.objects.overdue(clock.now()).order_by("closes_at")[:AT_ONCE]
    return sum(projects.expire(project).status != project.status for project in overdue)

"""Whether a client still looks after a job: nobody should write letters into an empty room.

While proposals wait, an act of the client on any of them (shortlist, answer, counter-offer, invitation, an edit of the
job, or saying that they still look) winds the clock. After fourteen days without one the client is warned and everybody
reads it on the job's page; after thirty the job closes by itself. The caller holds the job's lock.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, timers
from projects import endings, neglect_news
from projects.endings import NEGLECT
from projects.models import Project

WARNED_AFTER = timedelta(days=14)
CLOSED_AFTER = timedelta(days=30)
OPEN = {Project.Status.OPEN, Project.Status.PAUSED}


def stir(project: Project) -> None:
    """The client has done something for the job: from here it is counted anew."""
    project.attended_at, project.warned_at = clock.now(), None
    project.save(update_fields=["attended_at", "warned_at"])
    if project.status in OPEN and project.proposals.waiting().exists():
        timers.set(NEGLECT, project.pk, project.attended_at + WARNED_AFTER)
    else:
        timers.cancel(NEGLECT, project.pk)


def begin(project: Project) -> None:
    """A proposal has come. If it is the first that waits, the client's time begins now; else it runs already."""
    if project.proposals.waiting().count() == 1:
        stir(project)


@transaction.atomic
def still_looking(project: Project, *, by: User) -> Project:
    """The client says that the job stands. Raises NotAllowed, and Refused for a job that is closed."""
    project = Project.objects.locked().get(pk=project.pk)
    if not Party.objects.acted_for_by(by).filter(pk=project.client.pk).exists():
        raise NotAllowed(_("Only the client can do this."))
    if project.status not in OPEN:
        raise Refused(_("This job is closed."))
    stir(project)
    return project


@timers.handles(NEGLECT)
def look_after(key: str) -> None:
    """Warn, then close. Early, late or twice does no harm."""
    project = Project.objects.locked().filter(pk=UUID(key)).first()
    if project is None or project.status not in OPEN or not project.proposals.waiting().exists():
        return
    if closes_at := closes_by_itself_at(project):
        _close(project) if clock.now() >= closes_at else timers.set(NEGLECT, project.pk, closes_at)
    else:
        _warn(project)


def none_left(project: Project) -> None:
    """The last proposal that waited was taken back, so nobody is left waiting."""
    if not project.proposals.waiting().exists():
        project.warned_at = None
        project.save(update_fields=["warned_at"])
        timers.cancel(NEGLECT, project.pk)


def closes_by_itself_at(project: Project) -> datetime | None:
    """When a job whose client was warned closes, unless they act; None while nobody need worry.

    It is counted from the warning, so that a warning that comes late takes nothing from the client.
    """
    if project.warned_at is None or project.status not in OPEN:
        return None
    return project.warned_at + (CLOSED_AFTER - WARNED_AFTER)


def _warn(project: Project) -> None:
    due = (project.attended_at or clock.now()) + WARNED_AFTER
    if clock.now() < due:
        timers.set(NEGLECT, project.pk, due)
        return
    project.warned_at = clock.now()
    project.save(update_fields=["warned_at"])
    closes_at = project.warned_at + (CLOSED_AFTER - WARNED_AFTER)
    neglect_news.warned(project, closes_at)
    timers.set(NEGLECT, project.pk, closes_at)


def _close(project: Project) -> None:
    """The proposals that wait are closed, not declined. Where somebody was hired already, the job is filled instead."""
    if project.proposals.accepted().exists():
        endings.fill(project, by=None)
        return
    endings.close(project, Project.Status.EXPIRED, by=None, why=endings.NEGLECTED)
    neglect_news.closed(project)

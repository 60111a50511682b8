"""Who finds a job: everybody, or only those whom its client has invited. The caller holds the lock of the job's row."""

from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from projects import faces
from projects.models import Project
from projects.terms import Terms


def show(project: Project, terms: Terms) -> None:
    """Let an open job be seen as these terms say it. What is paused stays out of sight."""
    if project.is_open:
        _publish(project, faces.face_of(project, title=terms.title, topics=terms.topics, language=terms.language))


def show_again(project: Project) -> None:
    """Let a job that was paused be seen as it was."""
    listing = project.listing
    face = faces.face_of(
        project,
        title=listing.title,
        topics=faces.topics_of(listing),
        language=listing.language,
        summary=listing.summary,
    )
    _publish(project, face)


def _publish(project: Project, face: Face) -> None:
    if not project.is_invited_only:
        listings.publish(project.listing, face)
        return
    listing = listings.describe(project.listing, face)
    if listing.is_live:  # it was public until now
        listings.withdraw(listing, state=project.status)
    if listing.published_at is None:  # posted, though no search finds it: since when is written down all the same
        listing.published_at = clock.now()
        Listing.objects.filter(pk=listing.pk).update(published_at=listing.published_at)

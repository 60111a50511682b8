"""Who may still read a job when a notice about it goes out."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from accounts.models import Party
from marketplace.catalog.models import Listing
from projects.models import Project, TeamPlace
from social import behind


def may_read(listing: Listing, users: Collection[UUID]) -> set[UUID]:
    """Everybody, once it has been public: a closed job keeps its page. A draft, only who acts for its client; a job
    that only invited people see, these and who has proposed, too."""
    own = set(behind.people(listing.owner).filter(pk__in=users).values_list("pk", flat=True))
    posted = Project.objects.posted().filter(pk=listing.pk).first()
    if posted is None:
        return own
    return own | _let_in(posted, users) if posted.is_invited_only else set(users)


def _let_in(project: Project, users: Collection[UUID]) -> set[UUID]:
    invited = project.invitations.standing().values("freelancer")
    proposed = project.proposals.sent().values("freelancer")
    in_team = TeamPlace.objects.filter(proposal__project=project).values("party")
    parties = Party.objects.filter(Q(pk__in=invited) | Q(pk__in=proposed) | Q(pk__in=in_team))
    people = (behind.people(party).filter(pk__in=users).values_list("pk", flat=True) for party in parties)
    return {person for each in people for person in each}

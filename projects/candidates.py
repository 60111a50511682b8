"""Whom a client could invite to a job: those they have worked with, and those who do this kind of work."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet

from accounts.models import Party, Role, User
from marketplace.catalog import text
from marketplace.catalog.models import Listing
from projects import together
from projects.models import Project

SHOWN = 12


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be invited. listing: their page. is_known: whether they have worked for this client."""

    party: Party
    listing: Listing
    is_known: bool


def of(project: Project, user: User, words: str = "") -> list[Candidate]:
    """The first twelve, who were worked with before on top. words: only whom these find; any field of work then."""
    known = {party.pk for party in together.worked_with(project.client)}
    people = _people(project, user)
    if words:
        people = people.filter(search=SearchQuery(text.fold(words), config=text.CONFIG, search_type="websearch"))
        rows = list(_best(people)[:SHOWN])
    else:
        rows = list(_best(people.filter(owner__in=known))[:SHOWN])
        fitting = people.filter(lineage__overlap=project.listing.topics).exclude(owner__in=known)
        rows += list(_best(fitting)[: SHOWN - len(rows)]) if project.listing.topics else []
    return [Candidate(row.owner, row, row.owner_id in known) for row in rows]


def _people(project: Project, user: User) -> "QuerySet[Listing]":
    """Freelancers with a page and a sign-in, but for those who were asked, have answered, or are the client's own."""
    asked = project.invitations.standing().values("freelancer")
    written = project.proposals.sent().values("freelancer")
    people = Listing.objects.live().filter(kind=Listing.Kind.PERSON, owner__user__is_active=True)
    freelancers = people.filter(owner__user__roles__kind=Role.Kind.FREELANCER)
    near = freelancers.exclude(owner__in=asked).exclude(owner__in=written).exclude(owner=project.client)
    found: QuerySet[Listing] = near.exclude(Q(owner__user=user)).select_related("owner__profile__listing")
    return found.defer("search", "owner__profile__listing__search")


def _best(people: "QuerySet[Listing]") -> "QuerySet[Listing]":
    return people.order_by(F("rating").desc(nulls_last=True), "-rating_count", "-id")

"""What is known of a client: from their jobs here, and from a source outside where they come from one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from accounts.models import Party, Record
from marketplace.kit import regions
from marketplace.kit.money import Money
from portfolios import makers
from portfolios.makers import Maker
from projects import faces
from projects.models import Project, Proposal


@dataclass(frozen=True)
class ClientFacts:
    """The client's record. `spent` and `rating` come from elsewhere, and the page says so; jobs and hires are ours."""

    maker: Maker
    place: str
    posted: int
    hired: int
    since: date | datetime | None
    record: Record | None

    @property
    def spent(self) -> Money | None:
        return self.record.spent if self.record else None

    @property
    def rating(self) -> int | None:
        return self.record.rating if self.record else None

    @property
    def rating_count(self) -> int:
        return self.record.rating_count if self.record else 0


def facts_of(project: Project) -> ClientFacts:
    """The record of this job's client, in one query where the job was fetched `with_client()`."""
    client = project.client
    record = faces.record_of(client)
    return ClientFacts(
        maker=makers.of(project.listing),
        place=_place(client),
        since=record.since if record else client.created_at,
        record=record,
        **counts_of(client),
    )


def counts_of(client: Party) -> dict[str, int]:
    """How many jobs the client has posted here, and for how many somebody was hired. One query."""
    jobs = Project.objects.posted().filter(listing__owner=client)
    is_hire = Q(pk__in=Proposal.objects.accepted().values("project"))
    return jobs.aggregate(posted=Count("pk", distinct=True), hired=Count("pk", filter=is_hire, distinct=True))


def _place(client: Party) -> str:
    page = getattr(client, "company", None) or getattr(client, "profile", None)
    if page is None:
        return ""
    return ", ".join(filter(None, (page.city, regions.country_name(page.country))))

"""What is known of a client: from their jobs here, and from a source outside where they come from one."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median_low

from django.db.models import Count, OuterRef, Q, Subquery

from accounts.models import Party, Record
from marketplace.kit import regions
from marketplace.kit.models import Move
from marketplace.kit.money import Money
from portfolios import makers
from portfolios.makers import Maker
from projects import faces
from projects.models import Contract, Milestone, Project, Proposal
from social.models import Score, Side
from social.reputation import account, ratings
from social.reputation.ratings import Rating

LEAST_ENDED = 3  # of fewer a percentage would say more than there is to know


@dataclass(frozen=True)
class ClientFacts:
    """The client's record. `spent`, and the rating of a client of the sample, come from elsewhere: the page says so.

    score: what their contracts here come to, once it stands on cards; hours_to_fund: the median of the hours from both
    signatures to the first money in escrow.
    ended: how many jobs take no proposals any more; unfilled: for how many of these nobody was hired.
    """

    maker: Maker
    place: str
    posted: int
    hired: int
    ended: int
    unfilled: int
    since: date | datetime | None
    record: Record | None
    ours: Rating
    score: Score | None
    hours_to_fund: int | None

    @property
    def unfilled_percent(self) -> int | None:
        """How many per cent of the jobs that ended found nobody; None before there are enough to say so."""
        return round(100 * self.unfilled / self.ended) if self.ended >= LEAST_ENDED else None

    @property
    def spent(self) -> Money | None:
        return self.record.spent if self.record else None

    @property
    def rating(self) -> int | None:
        return self.ours.mean if self.ours.count or not self.record else self.record.rating

    @property
    def rating_count(self) -> int:
        return self.ours.count if self.ours.count or not self.record else self.record.rating_count

    @property
    def is_rated_elsewhere(self) -> bool:
        """Whether the rating is the one that a source outside gives."""
        return bool(self.record and self.record.rating and not self.ours.count)


def facts_of(project: Project) -> ClientFacts:
    """The record of this job's client, in four queries where the job was fetched `with_client()`."""
    client = project.client
    record = faces.record_of(client)
    return ClientFacts(
        maker=makers.of(project.listing),
        place=_place(client),
        since=record.since if record else client.created_at,
        record=record,
        ours=ratings.of(client, Side.CLIENT),
        score=account.on_cards([client], Side.CLIENT).get(client.pk),
        hours_to_fund=hours_to_fund(client),
        **counts_of(client),
    )


def counts_of(client: Party) -> dict[str, int]:
    """How many jobs the client has posted here, for how many somebody was hired, how many have ended, and how many of
    those without a hire. One query."""
    jobs = Project.objects.posted().filter(listing__owner=client)
    is_hire = Q(pk__in=Proposal.objects.accepted().values("project"))
    has_ended = ~Q(status__in=[Project.Status.OPEN, Project.Status.PAUSED])
    return jobs.aggregate(
        posted=Count("pk", distinct=True),
        hired=Count("pk", filter=is_hire, distinct=True),
        ended=Count("pk", filter=has_ended, distinct=True),
        unfilled=Count("pk", filter=has_ended & ~is_hire, distinct=True),
    )


def hours_to_fund(client: Party) -> int | None:
    """How many hours it takes them from both signatures to the first money in escrow: the median; None before any."""
    milestones = Milestone.objects.filter(contract=OuterRef(OuterRef("pk"))).values("pk")
    funded = Move.objects.filter(subject_id__in=milestones, new=Milestone.Status.FUNDED).order_by("at").values("at")
    signed = Contract.objects.filter(client=client, signed_at__isnull=False).annotate(paid_at=Subquery(funded[:1]))
    moments = signed.filter(paid_at__isnull=False).order_by().values_list("signed_at", "paid_at")
    waits = [(paid_at - signed_at).total_seconds() / 3600 for signed_at, paid_at in moments]
    return math.ceil(median_low(waits)) if waits else None


def _place(client: Party) -> str:
    page = getattr(client, "company", None) or getattr(client, "profile", None)
    if page is None:
        return ""
    return ", ".join(filter(None, (page.city, regions.country_name(page.country))))

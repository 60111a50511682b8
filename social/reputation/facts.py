"""The one door through which the floors above tell what happened in a deal.

    facts.record(Fact.Kind.RELEASED, key=f"milestone:{pk}", deal=about, cents=40_000, late_days=0, by_itself=False)
    facts.record(Fact.Kind.RETURNED, key=f"part:{pk}", deal=about, cents=10_000, was_begun=True)
    facts.record(Fact.Kind.SETTLED, key=f"dispute:{pk}", deal=about, to_freelancer=30_000, to_client=10_000)
    facts.record(Fact.Kind.ENDED, key=f"contract:{pk}:ended", deal=about, how="done")

Sums are euro cents at the rate of the day. It runs in the transaction of the act that tells it. Told again under the
same key it changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from social import behind
from social.models import Deal, Fact, ScoreLine
from social.reputation import reviews, scores


@dataclass(frozen=True, kw_only=True)
class About:
    """The deal as its floor knows it. is_public: whether its title may be told to others."""

    kind: str
    key: UUID
    title: str
    url: str
    client: Party
    freelancer: Party
    listing: Listing | None = None
    is_public: bool = False


@transaction.atomic
def record(kind: str, *, key: str, deal: About, at: datetime | None = None, **data: Any) -> Fact:
    """Keep one fact, and what follows from it for reviews and scores. The same key again gives the first."""
    row = _deal(deal)
    fact, is_new = Fact.objects.get_or_create(
        key=key, defaults={"deal": row, "kind": kind, "at": at or clock.now(), "data": data}
    )
    if is_new and kind == Fact.Kind.ENDED:
        _end(row, fact)
    elif is_new and row.ended_at:
        _count_late(row)
    return fact


def _deal(about: About) -> Deal:
    """The deal, held; made when it is first heard of."""
    fixed = {
        "title": about.title[:200], "url": about.url, "client": about.client, "freelancer": about.freelancer,
        "listing": about.listing, "is_public": about.is_public,
    }  # fmt: skip
    row, _is_new = Deal.objects.get_or_create(kind=about.kind, key=about.key, defaults=fixed)
    return Deal.objects.with_sides().locked().get(pk=row.pk)


def _end(deal: Deal, fact: Fact) -> None:
    deal.ended_at, deal.ended_how = fact.at, fact.data["how"]
    deal.is_related = _are_related(deal)
    deal.save(update_fields=["ended_at", "ended_how", "is_related"])
    if scores.counts(deal):
        reviews.open_for(deal)
    scores.judge(deal, cause=ScoreLine.Cause.ENDED)


def _count_late(deal: Deal) -> None:
    """What is told after the end counts as well; where money was at stake only by this, reviews open with it."""
    if deal.reviews_close_at is None and scores.counts(deal):
        reviews.open_for(deal)
    scores.judge(deal, cause=ScoreLine.Cause.SETTLED)


def _are_related(deal: Deal) -> bool:
    """Whether somebody belongs to both sides: nobody earns a name by dealing with themselves."""
    return behind.involved(deal.client).filter(pk__in=behind.involved(deal.freelancer).values("pk")).exists()

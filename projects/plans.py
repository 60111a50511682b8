"""What a version of a contract says in figures: its milestones, how long the client has to answer, the rate of an hour
and how many hours a week may have.

A plan is plain values between the form, the acts and the document. Each item keeps the id of its milestone, so that a
later version can say of the same one that it costs more, is due later, or is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

from marketplace.kit import clock
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money, from_minor, to_minor
from projects.models import Milestone, Project, Proposal
from projects.models.contract import CAP_HOURS, REVIEW_DAYS

PART_TIME_CAP = 30  # hours a week, of a job that says "less than 30"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One milestone. days: after both have signed, until it is known which day that is."""

    pk: UUID
    name: str
    price: Money
    about: str = ""
    due_on: date | None = None
    days: int | None = None

    @classmethod
    def of(cls, milestone: Milestone) -> Self:
        """The milestone as it stands."""
        return cls(
            pk=milestone.pk,
            name=milestone.name,
            price=milestone.price,
            about=milestone.about,
            due_on=milestone.due_on,
            days=milestone.days,
        )

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "pk": str(self.pk),
            "name": self.name,
            "price_minor": to_minor(self.price),
            "about": self.about,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "days": self.days,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], currency: str) -> Self:
        """As a row kept it."""
        return cls(
            pk=UUID(kept["pk"]),
            name=kept["name"],
            price=from_minor(kept["price_minor"], currency),
            about=kept["about"],
            due_on=date.fromisoformat(kept["due_on"]) if kept["due_on"] else None,
            days=kept["days"],
        )


@dataclass(frozen=True, kw_only=True)
class Share:
    """A member's part of every milestone that is not paid yet. permyriad: hundredths of a percent."""

    party: UUID
    permyriad: int
    task: str = ""

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {"party": str(self.party), "permyriad": self.permyriad, "task": self.task}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All of it. rate: of one hour, for hourly work; cap_hours: how many of them a week may have. arbiter: who decides
    disputes instead of staff, for which fee. team: who shares the sums, the one who leads first; nobody where one
    freelancer works alone."""

    currency: str
    items: tuple[Item, ...]
    review_days: int = REVIEW_DAYS
    rate: Money | None = None
    cap_hours: int | None = None
    arbiter: UUID | None = None
    arbiter_fee: Money | None = None
    team: tuple[Share, ...] = ()

    @property
    def total(self) -> Money:
        """What the milestones cost together."""
        return sum((item.price for item in self.items), Money(0, self.currency))

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "currency": self.currency,
            "items": [item.as_json() for item in self.items],
            "review_days": self.review_days,
            "rate_minor": to_minor(self.rate) if self.rate else None,
            "cap_hours": self.cap_hours,
            "arbiter": str(self.arbiter) if self.arbiter else None,
            "arbiter_fee": _as_json(self.arbiter_fee),
            **({"team": [share.as_json() for share in self.team]} if self.team else {}),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As a row kept it."""
        code, rate = kept["currency"], kept["rate_minor"]
        return cls(
            currency=code,
            items=tuple(Item.from_json(item, code) for item in kept["items"]),
            review_days=kept["review_days"],
            rate=from_minor(rate, code) if rate else None,
            cap_hours=kept.get("cap_hours", CAP_HOURS) if rate else None,
            arbiter=UUID(kept["arbiter"]) if kept.get("arbiter") else None,
            arbiter_fee=from_minor(*kept["arbiter_fee"]) if kept.get("arbiter_fee") else None,
            team=tuple(_share(one) for one in kept.get("team", [])),
        )


def _as_json(sum_: Money | None) -> list[Any] | None:
    return [to_minor(sum_), sum_.currency.code] if sum_ else None


def _share(kept: Mapping[str, Any]) -> Share:
    return Share(party=UUID(kept["party"]), permyriad=kept["permyriad"], task=kept["task"])


def of_proposal(proposal: Proposal) -> Plan:
    """What was accepted: the parts that the freelancer proposed, or else those of the client where their sums make the
    same price, or else the whole price as one. Hourly work begins without milestones."""
    if proposal.project.is_hourly:
        return Plan(currency=proposal.currency, items=(), rate=proposal.price, cap_hours=_cap_for(proposal.project))
    items = _proposed(proposal) or _planned(proposal) or [_whole(proposal)]
    team = (Share(party=one.party_id, permyriad=one.permyriad, task=one.task) for one in proposal.team.standing())
    return Plan(currency=proposal.currency, items=tuple(items), team=tuple(team))


def due_on(item: Item) -> date | None:
    """The day on which it is due, if both have signed today."""
    return item.due_on or (clock.now().date() + timedelta(days=item.days) if item.days else None)


def _cap_for(project: Project) -> int:
    """What a week may have, until the two agree on another cap: what the job said."""
    return PART_TIME_CAP if project.hours_week == Project.Hours.PART else CAP_HOURS


def _proposed(proposal: Proposal) -> list[Item]:
    steps = proposal.milestones.all()
    return [Item(pk=uuid7(), name=step.name, price=step.amount, days=step.days) for step in steps]


def _planned(proposal: Proposal) -> list[Item]:
    steps = list(proposal.project.milestones.all())
    if sum((step.amount for step in steps), Money(0, proposal.currency)) != proposal.price:
        return []
    return [Item(pk=uuid7(), name=step.name, price=step.amount, due_on=step.due_on) for step in steps]


def _whole(proposal: Proposal) -> Item:
    return Item(pk=uuid7(), name=proposal.project.title[:120], price=proposal.price, days=proposal.days)

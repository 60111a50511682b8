"""How fundraisers of this site end: how many reach their goal, what is charged, paid out and given back, how late the
steps of their plans are. From this site's own rows, for everybody to read.

Fundraisers from public records are not in it: they ended elsewhere. A share is told from ten on; of fewer only the
counts are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median_low

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import get_language

from fundraising import deliveries
from fundraising.deliveries import Kept
from fundraising.models import Disbursement, Fundraiser, Pledge, Settlement
from marketplace.catalog.models import Topic
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments.models import HoldPart

LEAST = 10
KEPT_SECONDS = 600
Status = Fundraiser.Status


@dataclass(frozen=True)
class Group:
    """Of one kind or on one subject: how many were decided, how many of these reached what they needed, and how many
    were called off before their end."""

    name: str
    decided: int
    reached: int
    called_off: int = 0

    @property
    def percent(self) -> int | None:
        """Of those that were decided; None of too few."""
        return percent(self.reached, self.decided)


@dataclass(frozen=True)
class Sums:
    """One currency: what was pledged to those that reached their goal, at their end; what was charged, paid out to
    makers, and given back to backers."""

    pledged: Money
    paid: Money
    released: Money
    back: Money


@dataclass(frozen=True)
class Steps:
    """Of the steps of plans that were to be done by now: how many were paid by the end of the month that was planned,
    how many later or not yet, how many went back. days_late: of the late ones that are paid, the middle one."""

    due: int
    on_time: int
    late: int
    gone_back: int
    days_late: int | None

    @property
    def percent(self) -> int | None:
        return percent(self.on_time, self.due)


@dataclass(frozen=True)
class Charges:
    """Of the pledges whose cards were to be charged: how many were, how many were dropped."""

    collected: int
    dropped: int

    @property
    def percent(self) -> int | None:
        return percent(self.dropped, self.collected + self.dropped)


@dataclass(frozen=True)
class Success:
    """All of it, as it was at one moment."""

    whole: Group
    kinds: list[Group]
    subjects: list[Group]
    sums: list[Sums]
    steps: Steps
    charges: Charges
    rewards: Kept
    at: object = field(default_factory=clock.now)


def on_time(rewards: Kept) -> int | None:
    """How many per cent of the rewards whose time has come left in time; None of too few."""
    return percent(rewards.on_time, rewards.on_time + rewards.late)


def percent(part: int, of: int) -> int | None:
    """Whole per cent; None of fewer than ten."""
    return round(part * 100 / of) if of >= LEAST else None


def known() -> Success:
    """What was counted in the last ten minutes, in the reader's language."""
    key = f"success:{get_language()}"
    found: Success | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, KEPT_SECONDS)
    return found


def count() -> Success:
    """Counted now."""
    decided = list(
        Settlement.objects.values_list("fundraiser__kind", "is_reached", "fundraiser__listing__lineage").order_by()
    )
    off = Counter(_called_off().values_list("kind", flat=True))
    whole = Group("", len(decided), sum(reached for _kind, reached, _topics in decided), off.total())
    return Success(whole, _by_kind(decided, off), _by_subject(decided), _sums(), _steps(), _charges(), _rewards())


def ours() -> "QuerySet[Fundraiser]":
    """Those that were made here."""
    return Fundraiser.objects.filter(record_raised_minor=0, filing__isnull=True)


Decided = tuple[str, bool, list[int]]


def _called_off() -> "QuerySet[Fundraiser]":
    return ours().filter(status=Status.CANCELLED, launched_at__isnull=False, decision__isnull=True)


def _by_kind(decided: Iterable[Decided], off: Mapping[str, int]) -> list[Group]:
    many, reached = Counter(row[0] for row in decided), Counter(row[0] for row in decided if row[1])
    kinds = [kind for kind in Fundraiser.Kind if many[kind] or off.get(kind)]
    return [Group(str(kind.label), many[kind], reached[kind], off.get(kind, 0)) for kind in kinds]


def _by_subject(decided: Iterable[Decided]) -> list[Group]:
    """By the roots of the topic tree; one on two subjects counts in both."""
    roots = dict(Topic.objects.roots().values_list("pk", "name"))
    many: Counter[int] = Counter()
    reached: Counter[int] = Counter()
    for _kind, is_reached, lineage in decided:
        for root in roots.keys() & set(lineage):
            many[root] += 1
            reached[root] += is_reached
    return [Group(roots[root], times, reached[root]) for root, times in many.most_common()]


def _sums() -> list[Sums]:
    pledged = _by_currency(Settlement.objects.filter(is_reached=True), "pledged_minor")
    paid = _by_currency(Pledge.objects.filter(hold__isnull=False), "amount_minor")
    parts = HoldPart.objects.filter(hold__pledge__isnull=False)
    released = _by_currency(parts.filter(kind=HoldPart.Kind.RELEASE), "gross_minor")
    back = _by_currency(parts.filter(kind=HoldPart.Kind.REFUND), "gross_minor")
    codes = sorted({*pledged, *paid, *released, *back})
    return [
        Sums(*(from_minor(found.get(code, 0), code) for found in (pledged, paid, released, back))) for code in codes
    ]


def _by_currency(rows: "QuerySet[Settlement] | QuerySet[Pledge] | QuerySet[HoldPart]", name: str) -> dict[str, int]:
    return dict(rows.values_list("currency").annotate(sum=Sum(name)).order_by())


def _steps() -> Steps:
    """Of fundraisers that reached their goal; a step that has no month can't be late."""
    today = clock.now().date()
    planned = Disbursement.objects.filter(fundraiser__decision__is_reached=True, due_on__isnull=False)
    due = on_time = late = gone_back = 0
    days: list[int] = []
    for status, due_on, paid_at in planned.values_list("status", "due_on", "paid_at"):
        last = _month_end(due_on or today)
        if status == Disbursement.Status.RETURNED:
            due, gone_back = due + 1, gone_back + 1
        elif status == Disbursement.Status.PAID and paid_at:
            behind = (paid_at.date() - last).days
            due, on_time, late = due + 1, on_time + (behind <= 0), late + (behind > 0)
            days += [behind] if behind > 0 else []
        elif last < today:
            due, late = due + 1, late + 1
    return Steps(due, on_time, late, gone_back, median_low(days) if days else None)


def _month_end(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _rewards() -> Kept:
    """What was promised to those who paid for something: fundraising.deliveries says what each of these figures is."""
    return deliveries.delivered(ours())


def _charges() -> Charges:
    ended = Pledge.objects.filter(is_at_once=False, fundraiser__decision__is_reached=True).aggregate(
        collected=Count("pk", filter=Q(hold__isnull=False)), dropped=Count("pk", filter=Q(status=Pledge.Status.DROPPED))
    )
    return Charges(**ended)

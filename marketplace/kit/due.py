"""What is to happen by itself soon, kind by kind: for whoever looks after the site."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min, Q

from marketplace.kit import clock
from marketplace.kit.models import Timer

AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class OfKind:
    """Timers of one kind: how many are due and not done yet, failed, and come within a day; the first moment."""

    kind: str
    overdue: int
    failing: int
    soon: int
    first_at: object


def by_kind() -> list[OfKind]:
    """Every kind of which something is due within a day or has failed, in one query over those rows alone."""
    now = clock.now()
    near = Timer.objects.filter(Q(at__lte=now + AHEAD) | Q(attempts__gt=0)).order_by("kind").values("kind")
    rows = near.annotate(
        overdue=Count("pk", filter=Q(at__lte=now, attempts=0)),
        failing=Count("pk", filter=Q(attempts__gt=0)),
        soon=Count("pk", filter=Q(at__gt=now, attempts=0)),
        first_at=Min("at"),
    )
    return [OfKind(**row) for row in rows]

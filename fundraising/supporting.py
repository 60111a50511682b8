"""What somebody backs, as their own dashboard: totals by year and currency, what waits for them, and each pledge with
what comes next."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fundraising.models import Fundraiser, Pledge, PledgeLine, Settlement, Update
from fundraising.models.pledge import PledgeQuerySet
from marketplace.kit.money import Money, from_minor
from payments.models import HoldPart, Recovery, Refund

Status = Pledge.Status
# The lists that one may look at, and the states in each.
LISTS: dict[str, tuple[Any, list[str]]] = {
    "all": (gettext_lazy("All"), []),
    "promised": (gettext_lazy("Promised"), [Status.ACTIVE, *Pledge.UNDECIDED]),
    "paid": (gettext_lazy("Paid"), [Status.COLLECTED]),
    "ended": (gettext_lazy("Ended"), list(Pledge.PAST)),
}
ASK_ME = [Status.ACTION_NEEDED, Status.RETRYING]
REFUNDS = 20
UPDATES = 6


@dataclass(frozen=True)
class Row:
    """One pledge. next: what comes, in words; at: when, where that is known; delivers_on: a day of the last month in
    which something of it is sent; parcels: where its rewards are; is_late: whether one should have left by now;
    receipt: the page of its payment."""

    pledge: Pledge
    tone: str
    next: str
    at: datetime | None
    delivers_on: date | None
    receipt: str
    parcels: tuple[str, ...] = ()
    is_late: bool = False


@dataclass(frozen=True)
class Total:
    """One currency: what is promised and not paid, what was ever paid, what of it came back."""

    promised: Money
    paid: Money
    back: Money

    @property
    def kept(self) -> Money:
        return self.paid - self.back


@dataclass(frozen=True)
class OfYear:
    """What was paid in a year, and what came back in it."""

    year: int
    paid: Money
    back: Money


def of(user: Any) -> PledgeQuerySet:
    """One's own and one's companies', as far as they were ever confirmed."""
    found: PledgeQuerySet = Pledge.objects.of_backer(user).exclude(status=Status.DRAFT)
    return found.exclude(status=Status.CANCELLED, counted_at=None)


def chosen(user: Any, name: str) -> PledgeQuerySet:
    """Those of one of the lists, with all that a row reads."""
    states = LISTS.get(name, LISTS["all"])[1]
    found = of(user).filter(status__in=states) if states else of(user)
    lines = Prefetch("lines", PledgeLine.objects.select_related("reward", "delivery"))
    return found.with_all().select_related("hold__payment", "fundraiser__decision").prefetch_related(lines)


def counts(user: Any) -> dict[str, int]:
    """How many stand in each list."""
    by_state = dict(of(user).values_list("status").annotate(Count("pk")).order_by())
    return {
        name: sum(many for state, many in by_state.items() if not states or state in states)
        for name, (_word, states) in LISTS.items()
    }


def rows(pledges: Iterable[Pledge]) -> list[Row]:
    """In words. Reads nothing more from the database."""
    return [_row(pledge) for pledge in pledges]


def waiting(user: Any) -> list[Row]:
    """Those whose payment needs their backer now: a bank that asks, a card that was declined."""
    return rows(chosen(user, "all").filter(status__in=ASK_ME).order_by("pk")[:REFUNDS])


def totals(user: Any) -> list[Total]:
    """By currency, the one with most pledges first; none where nothing is promised and nothing was ever paid."""
    is_promised = Q(status__in=[Status.ACTIVE, *Pledge.UNDECIDED])
    found = (
        of(user)
        .values("currency")
        .annotate(promised=Sum("amount_minor", filter=is_promised), many=Count("pk"))
        .annotate(paid=Sum("amount_minor", filter=Q(hold__isnull=False)))
        .order_by("-many", "currency")
    )
    back: dict[str, int] = defaultdict(int)
    for code, _year, minor in _came_back(user):
        back[code] += minor
    sums = [
        Total(
            from_minor(row["promised"] or 0, row["currency"]),
            from_minor(row["paid"] or 0, row["currency"]),
            from_minor(back[row["currency"]], row["currency"]),
        )
        for row in found
    ]
    return [total for total in sums if total.promised or total.paid]


def years(user: Any) -> list[OfYear]:
    """By year and currency, the last one first."""
    zone = timezone.get_default_timezone()
    found: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    paid = of(user).filter(hold__isnull=False).values_list(ExtractYear("collected_at", tzinfo=zone), "currency")
    for year, code, minor in paid.annotate(sum=Sum("amount_minor")).order_by():
        found[year, code][0] = minor
    for code, year, minor in _came_back(user):
        found[year, code][1] += minor
    return [
        OfYear(year, from_minor(paid_minor, code), from_minor(back_minor, code))
        for (year, code), (paid_minor, back_minor) in sorted(found.items(), key=lambda one: (-one[0][0], one[0][1]))
    ]


def updates(user: Any) -> list[Update]:
    """The latest that makers told, of what one backs."""
    backed = of(user).filter(counts=True).values("fundraiser")
    told = Update.objects.published().readable_by(user).filter(fundraiser__in=backed)
    shown = told.select_related("fundraiser__listing").defer("fundraiser__listing__search", "body")
    return list(shown.order_by("-published_at", "-pk")[:UPDATES])


def refunds(user: Any) -> list[Refund]:
    """What went back, or is on its way, the latest first."""
    found = Refund.objects.filter(hold__pledge__in=of(user)).exclude(status=Refund.Status.SET_ASIDE)
    shown = found.select_related("hold__pledge__fundraiser__listing").defer("hold__pledge__fundraiser__listing__search")
    return list(shown.order_by("-pk")[:REFUNDS])


def _came_back(user: Any) -> Iterator[tuple[str, int, int]]:
    """By currency and year: what was sent back, and what a bank took back for its customer and has."""
    zone = timezone.get_default_timezone()
    parts = HoldPart.objects.filter(hold__pledge__in=of(user), kind=HoldPart.Kind.REFUND)
    sent = parts.values_list("currency", ExtractYear("at", tzinfo=zone)).annotate(sum=Sum("gross_minor"))
    pieces = Recovery.objects.filter(hold__pledge__in=of(user), given_back_at=None)
    when = ExtractYear("chargeback__withdrawn_at", tzinfo=zone)
    taken = pieces.values_list("currency", when).annotate(sum=Sum("amount_minor"))
    yield from sent.order_by()
    yield from taken.order_by()


def _row(pledge: Pledge) -> Row:
    tone, said, at = _next(pledge)
    days = [line.reward.delivers_on for line in pledge.lines.all() if line.reward.delivers_on]
    is_coming = pledge.status in {Status.ACTIVE, *Pledge.UNDECIDED, Status.COLLECTED}
    payment = pledge.hold.payment if pledge.hold else None
    parcels = [line.delivery for line in pledge.lines.all() if hasattr(line, "delivery")]
    return Row(
        pledge,
        tone,
        said,
        at,
        max(days, default=None) if is_coming else None,
        payment.get_absolute_url() if payment else "",
        tuple(dict.fromkeys(str(parcel.get_status_display()) for parcel in parcels)),
        any(parcel.is_overdue for parcel in parcels),
    )


def _next(pledge: Pledge) -> tuple[str, str, datetime | None]:
    """A tone, what comes next, and when."""
    fundraiser = pledge.fundraiser
    decision: Settlement | None = getattr(fundraiser, "decision", None)
    until = decision.collected_by if decision else None
    if pledge.status == Status.ACTIVE and fundraiser.is_open:
        keeps = fundraiser.settlement == Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE
        said = _("Charged at the end") if keeps else _("Charged if the goal is reached")
        return "good", said, fundraiser.deadline_at
    found: dict[str, tuple[str, str, datetime | None]] = {
        Status.ACTIVE: ("wait", _("Charged within the next minutes"), None),
        Status.CHARGING: ("wait", _("Being charged"), None),
        Status.ACTION_NEEDED: ("wait", _("Your bank waits for you, until"), until),
        Status.RETRYING: ("danger", _("Your card is tried again, until"), until),
        Status.COLLECTED: ("good", _("Paid"), pledge.collected_at),
        Status.DROPPED: ("", _("Nothing was taken"), None),
        Status.CANCELLED: ("", _("Nothing was taken"), None),
        Status.REFUNDED: ("", _("All of it went back to you"), None),
        Status.CHARGED_BACK: ("", _("Your bank took it back"), None),
    }
    return found[pledge.status]

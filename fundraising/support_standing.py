"""How supports and their pages stand, in the words and figures that pages print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import BigIntegerField, Case, Count, F, Q, Sum, Value, When
from django.utils.translation import gettext as _

from fundraising import standing_support, support_charging, support_terms
from fundraising.choices import CannotChoose
from fundraising.models import Support, SupportCharge, SupportPage, SupportTier
from fundraising.support_terms import Change, Wish
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments.models import HoldPart
from payments.terms import Terms

Status, Every = Support.Status, Support.Every


@dataclass(frozen=True)
class Tier:
    """A tier as it is offered: how many places are left (None: as many as like)."""

    tier: SupportTier
    left: int | None

    @property
    def is_gone(self) -> bool:
        return self.left == 0

    @property
    def benefits(self) -> list[str]:
        """A line each."""
        return [line for line in self.tier.benefits.splitlines() if line.strip()]


@dataclass(frozen=True)
class Standing:
    """A support as its supporter reads it. next_at, next_sum: of the next charge; None where none comes."""

    support: Support
    said: str
    tone: str
    price: str
    next_at: datetime | None = None
    next_sum: Money | None = None
    noted: str = ""


@dataclass(frozen=True)
class Charge:
    """A charge as a line of the history. receipt: the page of its payment; may_take_back: until when."""

    charge: SupportCharge
    receipt: str
    back_until: datetime | None


@dataclass(frozen=True)
class Income:
    """What a page brings: supporters, what they give a month, what of it is the maker's, and what has come so far.

    percent: the share that the site keeps.
    """

    supporters: int
    month: Money
    month_net: Money
    received: Money
    percent: Decimal


def tiers(page: SupportPage, *, also: Support | None = None) -> list[Tier]:
    """What is offered, with the places that are left, in one query. also: with the tier that this support has."""
    placed = Count("supports", filter=Q(supports__status__in=Support.PLACED))
    offered = Q(retired_at=None) | Q(pk=also.tier_id if also else None)
    found = page.tiers.filter(offered).annotate(placed=placed).select_related("page")
    return [Tier(one, None if one.limit is None else max(one.limit - one.placed, 0)) for one in found]


def count(page: SupportPage) -> int:
    """How many support it now."""
    return page.supports.running().count()


def of(support: Support) -> Standing:
    """All of it."""
    price = standing_support.price_in_words(support.price_minor, support.currency, support.every)
    said, tone = _said(support)
    if support.status != Status.ACTIVE or support.ends_at:
        return Standing(support, said, tone, price)
    minor = support_charging.due_next(support)[2]
    return Standing(
        support, said, tone, price, support.paid_until, from_minor(minor, support.currency), _noted(support)
    )  # fmt: skip


def charges_of(support: Support) -> list[Charge]:
    """What was charged, the newest first."""
    paid = support.charges.filter(status__in=["paid", "refunded"]).select_related("hold__payment", "tier")
    return [Charge(one, _receipt(one), _back_until(one)) for one in paid[:60]]


def changes(support: Support, offered: Iterable[SupportTier]) -> list[tuple[SupportTier, Change]]:
    """What each tier would mean, in the rhythm that is paid now."""
    found = []
    for tier in offered:
        try:
            found.append((tier, support_terms.change_to(support, Wish(tier=tier, every=support.every))))
        except CannotChoose:
            continue
    return found


def income(page: SupportPage) -> Income:
    """The figures of a maker's desk."""
    of_year = When(every=Every.YEAR, then=F("price_minor") / Value(12))
    a_month = Case(of_year, default=F("price_minor"), output_field=BigIntegerField())
    found = page.supports.running().aggregate(many=Count("pk"), month=Sum(a_month))
    month = from_minor(int(found["month"] or 0), page.currency)
    parts = HoldPart.objects.filter(hold__support_charge__support__page=page, kind=HoldPart.Kind.RELEASE)
    received = parts.aggregate(sum=Sum("net_minor"))["sum"] or 0
    terms = Terms.agree(standing_support.KIND, payee=page.owner)
    net, percent = terms.take(month).net, terms.schedule.first_percent
    return Income(found["many"], month, net, from_minor(received, page.currency), percent)


def _said(support: Support) -> tuple[str, str]:
    if support.status == Status.ACTIVE and support.ends_at:
        return _("It ends when what you paid for is over. Nothing is charged any more."), ""
    return {
        Status.BEGUN: (_("Your place is kept for half an hour. It begins with the first payment."), "wait"),
        Status.ACTIVE: (_("You support them."), "good"),
        Status.PAST_DUE: (
            _("The last charge did not work. It is tried three times within four days; you can also pay it now."),
            "danger",
        ),
        Status.PAUSED: (_("It rests: nothing is charged, and you read what everybody reads."), "wait"),
        Status.ENDED: (_("It has ended. Nothing is charged any more."), ""),
        Status.ABANDONED: (_("It was never begun. Nothing was charged."), ""),
    }[Status(support.status)]


def _noted(support: Support) -> str:
    """What comes with a later charge, as was noted."""
    if not support.next_price_minor:
        return ""
    price = standing_support.price_in_words(support.next_price_minor, support.currency, support.next_every)
    if support.next_from:
        return _("The maker asks for %(price)s from then on.") % {"price": price}
    tier = support.next_tier.name if support.next_tier else _("a sum of your own")
    return _("From the next charge on: %(tier)s, %(price)s.") % {"tier": tier, "price": price}


def _receipt(charge: SupportCharge) -> str:
    payment = charge.hold.payment if charge.hold else None
    return payment.get_absolute_url() if payment else ""


def _back_until(charge: SupportCharge) -> datetime | None:
    is_open = charge.status == SupportCharge.Status.PAID and charge.settles_at and charge.settles_at > clock.now()
    return charge.settles_at if is_open else None

"""What somebody chooses who supports a maker, what it costs, and what a change of it would mean.

change = support_terms.change_to(support, Wish(tier=gold, every="month"))
change.at_once, change.now, change.from_then
"""

import calendar
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _

from fundraising.choices import MOST_MINOR, CannotChoose, least_minor
from fundraising.models import Support, SupportPage, SupportTier
from marketplace.kit import clock
from marketplace.kit.money import Money, format_money, from_minor

Every = Support.Every
MONTHS = {Every.MONTH: 1, Every.YEAR: 12}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A tier, or a sum of one's own in minor units; every month or every year."""

    tier: SupportTier | None = None
    own_minor: int = 0
    every: str = Every.MONTH


@dataclass(frozen=True)
class Price:
    """What a wish costs each time, and what that is a month: by it posts are read."""

    minor: int
    level_minor: int


@dataclass(frozen=True)
class Change:
    """What another wish would mean: whether it begins at once, what is paid now, and from when on what."""

    price: Money
    at_once: bool
    now: Money
    from_then: datetime


def price_of(page: SupportPage, wish: Wish) -> Price:
    """What it costs each time. Raises CannotChoose."""
    if wish.every not in Every.values:
        raise CannotChoose(_("Choose monthly or yearly."), field="every")
    return _of_tier(page, wish, wish.tier) if wish.tier else _of_own_sum(page, wish)


def change_to(support: Support, wish: Wish) -> Change:
    """What this would mean now: more begins at once, less with the next charge, and so does another rhythm.

    Raises CannotChoose where it would be what it is.
    """
    price = price_of(support.page, wish)
    assert support.paid_until is not None
    tier = wish.tier.pk if wish.tier else None
    if (tier, wish.every, price.minor) == (support.tier_id, support.every, support.price_minor):
        raise CannotChoose(_("That is what you give already."), field="tier")
    money = from_minor(price.minor, support.currency)
    if wish.every != support.every or price.minor <= support.price_minor:
        return Change(money, at_once=False, now=Money(0, support.currency), from_then=support.paid_until)
    now = difference(support, price.minor)
    return Change(money, at_once=now.amount > 0, now=now, from_then=support.paid_until)


def difference(support: Support, minor: int) -> Money:
    """The share of the higher price that belongs to what is left of the period; nothing where no card can pay it."""
    assert support.paid_from is not None
    assert support.paid_until is not None
    whole = Decimal((support.paid_until - support.paid_from).total_seconds())
    left = Decimal((support.paid_until - clock.now()).total_seconds())
    share = min(max(left / whole, Decimal(0)), Decimal(1))
    exact = int((Decimal(minor - support.price_minor) * share).to_integral_value(ROUND_HALF_EVEN))
    return from_minor(exact if exact >= least_minor(support.currency) else 0, support.currency)


def next_after(anchor: datetime, every: str, after: datetime) -> datetime:
    """When a period ends that begins at `after`: on the day of the month of `anchor`, or that month's last.

    Counted from the anchor's last day that is not later than `after`, so that a year has twelve months whenever the
    rhythm was changed.
    """
    number = (after.year - anchor.year) * 12 + after.month - anchor.month
    if _months_after(anchor, number) > after:
        number -= 1
    return _months_after(anchor, max(number, 0) + MONTHS[Every(every)])


def _months_after(anchor: datetime, months: int) -> datetime:
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, last))


def _of_tier(page: SupportPage, wish: Wish, tier: SupportTier) -> Price:
    if tier.page_id != page.pk:
        raise CannotChoose(_("This tier is not offered. Look at what is."), field="tier")
    minor = tier.month_minor if wish.every == Every.MONTH else tier.year_minor
    if minor is None:
        raise CannotChoose(_("“%(tier)s” can be paid by the month only.") % {"tier": tier.name}, field="every")
    return Price(minor, tier.month_minor)


def _of_own_sum(page: SupportPage, wish: Wish) -> Price:
    if not page.takes_own_sums:
        raise CannotChoose(_("Choose a tier."), field="tier")
    least = least_minor(page.currency)
    if wish.own_minor < least:
        said = _("Give at least %(least)s.") % {"least": format_money(from_minor(least, page.currency), whole=True)}
        raise CannotChoose(said, field="own")
    if wish.own_minor > MOST_MINOR:
        raise CannotChoose(_("That is more than a card can pay at once."), field="own")
    return Price(wish.own_minor, wish.own_minor // MONTHS[Every(wish.every)])

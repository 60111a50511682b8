"""The plans as their page shows them: what each changes, what it costs, and what this visitor may do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.kit.money import Money, format_money, from_minor, to_minor
from payments import plans, subscribing
from payments.fees import FeeSchedule
from payments.models import PaidPlan
from payments.plans import FREE, Effects, Prices, Side
from payments.pricelist import STANDARD, PriceList
from payments.subscribing import Change, NotOffered

Every = PaidPlan.Every
EARNED = (300, 800, 2000, 5000)  # in a month, for the table of what each plan costs; whole units of the currency


@dataclass(frozen=True)
class Offer:
    """One plan. price: of a period, tax included; a_month: the same by the month, where the period is a year.

    is_held: this visitor has it. change: what going to it from the one that they have would mean.
    """

    plan: str
    name: str
    price: Money | None
    a_month: Money | None
    says: tuple[str, ...]
    is_held: bool = False
    change: Change | None = None
    is_next: bool = False  # the step up from where the visitor is


@dataclass(frozen=True)
class Cost:
    """What somebody pays the site in a month in which they earn so much: fee and plan. least: the cheapest plan."""

    earned: Money
    by_plan: tuple[tuple[str, Money], ...]
    least: str


def of(side: str, every: str, currency: str, *, held: PaidPlan | None = None) -> list[Offer]:
    """Free, plus and pro of this side, in this order."""
    prices, now = Prices.of_day(), held.plan if held else FREE
    following = plans.NAMES[min(plans.NAMES.index(now) + 1, len(plans.NAMES) - 1)]
    return [
        Offer(
            plan=plan,
            name=name_of(plan),
            price=(price := prices.price(side, plan, every, currency)),
            a_month=_by_the_month(price, every) if price and every == Every.YEAR else None,
            says=tuple(_says(side, plan, prices.effects(side, plan), currency)),
            is_held=plan == now and (held is None or held.every == every),
            change=_change(held, plan, every),
            is_next=plan == following != now,
        )
        for plan in plans.NAMES
    ]


def costs(every: str, currency: str) -> list[Cost]:
    """What each plan costs a freelancer altogether, by what they earn in a month with one new client."""
    prices, listed = Prices.of_day(), PriceList.of_day()
    if not listed.standard.schedule.knows(currency):
        return []
    found = []
    for earned in (Money(sum_ * _scale(currency), currency) for sum_ in EARNED):
        by_plan = []
        for plan in plans.NAMES:
            price = prices.price(Side.WORK, plan, every, currency)
            monthly = _by_the_month(price, every) if price else Money(0, currency)
            by_plan.append((name_of(plan), schedule_of(listed, plan).quote(earned).fee + monthly))
        least = min(by_plan, key=lambda pair: pair[1].amount)
        found.append(Cost(earned, tuple(by_plan), least[0]))
    return found


def currency_for(side: str, wanted: str) -> str:
    """The currency in which the plans are shown to somebody who thinks in this one."""
    sold = Prices.of_day().currencies(side)
    return wanted if wanted in sold else "EUR"


def name_of(plan: str) -> str:
    """Free, Plus, Pro."""
    return _("Free") if plan == FREE else str(PaidPlan.Plan(plan).label)


def schedule_of(listed: PriceList, plan: str) -> FeeSchedule:
    """The commission of this plan."""
    return listed.line(STANDARD if plan == FREE else plan).schedule


def _change(held: PaidPlan | None, plan: str, every: str) -> Change | None:
    if held is None or held.status != PaidPlan.Status.ACTIVE or held.ends_at or held.next_plan or plan == FREE:
        return None
    try:
        return subscribing.change_to(held, plan, every)
    except NotOffered:
        return None


def _says(side: str, plan: str, effects: Effects, currency: str) -> Iterator[str]:
    if side == Side.WORK:
        yield _fee(plan, currency)
        yield _("%(n)d proposals a day") % {"n": effects.proposals_a_day}
        if effects.sees_bids:
            yield _("What others ask for a job, before you name your price")
        if effects.promotion_off:
            yield _("Promotions cost %(percent)d %% less") % {"percent": effects.promotion_off}
        return
    yield _("Backing and investing cost you no fee")
    if effects.sees_pace:
        yield _("Where a fundraiser is heading: its pace, day by day, and the sum it points to")
    if effects.sees_peers:
        yield _("How fundraisers like it ended: how many reached their goal, and how far the others came")


def _fee(plan: str, currency: str) -> str:
    schedule = schedule_of(PriceList.of_day(), plan)
    if schedule.is_flat or not schedule.knows(currency):
        return _("A fee of %(percent)s %% of what you earn") % {"percent": schedule.then_percent}
    return _("A fee of %(first)s %% of the first %(edge)s with each client, then %(then)s %%") % {
        "first": schedule.first_percent,
        "then": schedule.then_percent,
        "edge": format_money(schedule.line(currency), whole=True),
    }


def _scale(currency: str) -> int:
    """Of a table in euro, what is about as much in currencies of small units: whole hundreds stay whole hundreds."""
    return {"JPY": 150, "SEK": 10, "NOK": 10, "DKK": 8, "PLN": 4}.get(currency, 1)


def _by_the_month(price: Money, every: str) -> Money:
    """A twelfth of a year's price, rounded up to a minor unit."""
    return price if every == Every.MONTH else from_minor(-(-to_minor(price) // 12), price.currency.code)

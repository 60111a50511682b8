"""Paid places for listings: begun, paid at the checkout, clicked, ended; what was not clicked goes back.

    promotion = promotions.begin(listing, budget=Money(20, "EUR"), days=7, by=cleo)
    checkouts.open([("promotion", promotion.pk)], by=cleo)
    promotions.click(promotion)                       # a visitor followed the marked card (views.promotions)
    promotions.end(promotion, why="stopped", by=cleo)

Equity, revenue share and rounds are never promoted: nobody may buy attention for securities here. Locks: the
promotion's row, then the payment's (docs/locking.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.catalog.models import Listing
from marketplace.kit import clock, timers
from marketplace.kit.money import Money, format_money, from_minor, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import chart, ledger, plans, promotion_news, recovering, refunds, rulesets, taxes
from payments.ledger import Posting
from payments.models import Chargeback, CheckoutLine, Payment, Promotion, Refund
from payments.refunds import NotRefundable
from payments.taxes import Tax

KIND = "promotions"
SECURITIES = frozenset({"equity", "revenue", "series"})  # by the word that listings and filters have for them
UNPAID_FOR = timedelta(days=7)
Status, Why = Promotion.Status, Promotion.Why


class NotPromotable(Refused):
    """This can't be shown as promoted, or not for this sum."""


@dataclass(frozen=True)
class Prices:
    """What promotions cost on a day: a click, the least and the most budget by currency, for how many days."""

    rule: str
    value: Mapping[str, Any]

    @classmethod
    def of_day(cls, on: date | None = None) -> Self:
        """Those of that day, today if not given. Raises rulesets.NoRule."""
        rule = rulesets.in_force(KIND, on or clock.now().date())
        return cls(str(rule.pk), rule.value)

    @property
    def days(self) -> list[int]:
        return list(self.value["days"])

    @property
    def currencies(self) -> list[str]:
        return sorted(self.value["click"])

    def click(self, currency: str, *, off: int) -> Money:
        """What a click costs, so many percent off by the payer's plan, rounded up to a minor unit."""
        return from_minor(-(-self.value["click"][currency] * (100 - off) // 100), currency)

    def least(self, currency: str) -> Money:
        return from_minor(self.value["least"][currency], currency)

    def most(self, currency: str) -> Money:
        return from_minor(self.value["most"][currency], currency)


def click_for(party: Party, currency: str) -> Money:
    """What a click costs this party now."""
    return Prices.of_day().click(currency, off=plans.effects(party).promotion_off)


def promotable() -> "QuerySet[Listing]":
    """What may be promoted at all: what is public, and no offer of securities."""
    return Listing.objects.live().exclude(kind=Listing.Kind.ROUND).exclude(basis__in=SECURITIES)


def refuse(listing: Listing) -> None:
    """Raises NotPromotable for what is not public, and for offers of securities, whoever asks."""
    if listing.kind == Listing.Kind.ROUND or listing.basis in SECURITIES:
        raise NotPromotable(_("Equity, revenue share and rounds are never promoted: nobody buys attention for them."))
    if not listing.is_live:
        raise NotPromotable(_("Only what is public can be promoted. Publish it first."))


@transaction.atomic
def begin(listing: Listing, *, budget: Money, days: int, by: User) -> Promotion:
    """Ask for a promotion of one's own listing. It runs from the moment in which it is paid.

    budget: tax included. One that was begun and not paid is changed instead. Raises NotAllowed, NotPromotable.
    """
    if not Party.objects.acted_for_by(by).filter(pk=listing.owner_id).exists():
        raise NotAllowed(_("Only its owner can promote this."))
    refuse(listing)
    prices = Prices.of_day()
    _within(prices, budget, days)
    promotion = _the_one(listing)
    promotion.by, promotion.title, promotion.rule = by, listing.title, prices.rule
    promotion.budget, promotion.days = budget, days
    promotion.click = click_for(listing.owner, budget.currency.code)
    promotion.tax = taxes.on_fees_of(listing.owner).as_json()
    promotion.save()
    timers.set("promotion_unpaid", promotion.pk, clock.now() + UNPAID_FOR, by=by)
    return promotion


@transaction.atomic
def run(promotion: Promotion, *, payment: Payment, paid: Money) -> Promotion:
    """It is paid: it runs from now on, with the budget that was paid. In the payment's own transaction, once."""
    promotion = locked(promotion.pk)
    promotion.payment, promotion.starts_at, promotion.budget = payment, clock.now(), paid
    promotion.ends_at = promotion.starts_at + timedelta(days=promotion.days)
    promotion.move_to(Status.RUNNING, by=promotion.by, saving=["payment", "starts_at", "ends_at", "budget_minor"])
    timers.cancel("promotion_unpaid", promotion.pk)
    timers.set("promotion_over", promotion.pk, promotion.ends_at)
    promotion_news.running(promotion)
    return promotion


@transaction.atomic
def click(promotion: Promotion) -> bool:
    """Count one click, and what it costs; returns whether it was. The last one that the budget pays for ends it."""
    promotion = locked(promotion.pk)
    if not Promotion.objects.running().filter(pk=promotion.pk).exists():
        return False
    promotion.clicks += 1
    promotion.spent = promotion.spent + promotion.click
    promotion.save(update_fields=["clicks", "spent_minor"])
    if promotion.left < promotion.click:
        _end(promotion, Why.SPENT)
    return True


@transaction.atomic
def end(promotion: Promotion, *, why: str = Why.STOPPED, by: User | None = None) -> Promotion:
    """Show it no more, and send back what was not clicked. Twice changes nothing. Raises NotAllowed."""
    promotion = locked(promotion.pk)
    if why == Why.STOPPED and not Party.objects.acted_for_by(by).filter(pk=promotion.party_id).exists():
        raise NotAllowed(_("Only who pays for a promotion can stop it."))
    return _end(promotion, why, by=by) if promotion.is_running else promotion


@transaction.atomic
def stop(promotion: Promotion, *, by: User, why: str) -> Promotion:
    """Staff end it. why: stands in its history. Raises Refused where it does not run."""
    promotion = locked(promotion.pk)
    if not promotion.is_running:
        raise Refused(_("This does not run any more."))
    return _end(promotion, Why.STAFF, by=by, said=why)


@transaction.atomic
def book(promotion: Promotion) -> Money:
    """Write into the books what was clicked since the last time; returns how much. Nothing new changes nothing."""
    promotion = locked(promotion.pk)
    fresh = promotion.spent - promotion.booked
    if fresh.amount <= 0:
        return fresh
    net = _net(promotion, promotion.spent) - _net(promotion, promotion.booked)
    if net.amount:
        ref = f"promotion:{promotion.pk}:{to_minor(promotion.spent)}"
        ledger.post("promotion_clicked", [Posting(chart.promotion(promotion), chart.PROMOTIONS, net)], ref=ref)
    promotion.booked = promotion.spent
    promotion.save(update_fields=["booked_minor"])
    return fresh


@transaction.atomic
def follow_bank(promotion: Promotion, payment: Payment) -> Promotion:
    """A bank takes its payment back, or has decided: until then it is not shown; then it ends, or runs on for as many
    days as it was not shown. Twice changes nothing."""
    promotion = locked(promotion.pk)
    if payment.is_being_charged_back:
        if promotion.is_running:
            book(promotion)
            return _pause(locked(promotion.pk))
    elif promotion.status == Status.PAUSED:
        if payment.chargebacks.filter(status=Chargeback.Status.LOST).exists():
            return _end(promotion, Why.BANK)
        return _resume(promotion)
    return promotion


def book_all() -> int:
    """Book the clicks of every promotion that has some; returns how many had."""
    waiting = Promotion.objects.filter(booked_minor__lt=F("spent_minor")).order_by("pk")
    return sum(bool(book(promotion).amount) for promotion in waiting[:1000])


def sent_back(promotion: Promotion) -> Money:
    """What went back to its payer at its end, in what they had paid in; nothing where a bank had it already."""
    asked = Refund.objects.filter(key=f"promotion:{promotion.pk}").first()
    sent: Money = asked.amount if asked else Money(0, promotion.currency)
    return sent


def drop_gone() -> int:
    """End those whose listing is not public any more; returns how many."""
    gone = Promotion.objects.filter(status=Status.RUNNING).exclude(listing__is_live=True)
    ended = [end(promotion, why=Why.GONE) for promotion in gone.order_by("pk")[:200]]
    return len(ended)


def locked(pk: UUID) -> Promotion:
    """Its row, held to the end of the transaction."""
    promotion: Promotion = Promotion.objects.select_related("party", "listing", "payment").locked().get(pk=pk)
    return promotion


@timers.handles("promotion_over")
def its_days_are_over(key: str) -> None:
    """The last day has passed."""
    promotion = locked(UUID(key))
    if promotion.is_running and promotion.ends_at and promotion.ends_at <= clock.now():
        _end(promotion, Why.DAYS)


@timers.handles("promotion_unpaid")
def never_paid(key: str) -> None:
    """Nobody paid for it within a week: its listing may be promoted anew."""
    promotion = locked(UUID(key))
    if promotion.status == Status.BEGUN:
        promotion.move_to(Status.DROPPED)


def _the_one(listing: Listing) -> Promotion:
    """The promotion of this listing that waits to be paid, else a new one: one, however many tabs ask at once."""
    Listing.objects.select_for_update(of=("self",), no_key=True).get(pk=listing.pk)
    return _begun(listing) or Promotion(listing=listing, party=listing.owner)


def _begun(listing: Listing) -> Promotion | None:
    living = [Status.BEGUN, Status.RUNNING, Status.PAUSED]
    known = Promotion.objects.filter(listing=listing, status__in=living).locked().first()
    if known and known.status == Status.PAUSED:
        raise NotPromotable(_("A bank is taking back what was paid for its promotion. Wait until it has decided."))
    if known and known.is_running:
        raise NotPromotable(_("This is promoted already. Stop that first, or wait until it has ended."))
    return known


def _within(prices: Prices, budget: Money, days: int) -> None:
    code = budget.currency.code
    if code not in prices.currencies:
        raise NotPromotable(_("Promotions are not sold in this currency."))
    if days not in prices.days:
        raise NotPromotable(_("Choose for how many days."))
    if budget < prices.least(code):
        raise NotPromotable(_("The least budget is %(sum)s.") % {"sum": format_money(prices.least(code))})
    if budget > prices.most(code):
        raise NotPromotable(_("The most is %(sum)s.") % {"sum": format_money(prices.most(code))})


def _pause(promotion: Promotion) -> Promotion:
    promotion.paused_at = clock.now()
    promotion.move_to(Status.PAUSED, saving=["paused_at"])
    timers.cancel("promotion_over", promotion.pk)
    promotion_news.paused(promotion)
    return promotion


def _resume(promotion: Promotion) -> Promotion:
    now = clock.now()
    until = (promotion.ends_at or now) + (now - (promotion.paused_at or now))
    promotion.paused_at, promotion.ends_at = None, until
    promotion.move_to(Status.RUNNING, saving=["paused_at", "ends_at"])
    timers.set("promotion_over", promotion.pk, until)
    promotion_news.resumed(promotion)
    return promotion


def _end(promotion: Promotion, why: str, *, by: User | None = None, said: str = "") -> Promotion:
    promotion.ended_at, promotion.ended_why = clock.now(), why
    promotion.move_to(Status.ENDED, by=by, why=said or why, saving=["ended_at", "ended_why"])
    timers.cancel("promotion_over", promotion.pk)
    book(promotion)
    back = _give_back(promotion, by)
    promotion_news.ended(promotion, back=back)
    return Promotion.objects.get(pk=promotion.pk)


def _give_back(promotion: Promotion, by: User | None) -> Money:
    """The rest of the budget, with the tax on it; nothing where the payment itself has gone back or is disputed."""
    if promotion.payment is None:
        return Money(0, promotion.currency)
    line, own = _line(promotion.payment, promotion), chart.promotion(promotion)
    left = promotion.left - recovering.taken_from(line)
    if left.amount <= 0:
        return Money(0, promotion.currency)
    tax = left - ledger.balance(own, promotion.currency)
    try:
        with transaction.atomic():
            if tax.amount > 0:
                ref = f"promotion:{promotion.pk}:tax_back"
                ledger.post("promotion_tax_back", [Posting(chart.TAX, own, tax)], ref=ref, by=by)
            refunds.ask(
                promotion.payment, left, source=own, line=line,
                key=f"promotion:{promotion.pk}", by=by,
                why=_("What was not clicked of the promotion of %(title)s") % {"title": promotion.title},
            )  # fmt: skip
    except NotRefundable:
        return Money(0, promotion.currency)
    return left


def _line(payment: Payment, promotion: Promotion) -> CheckoutLine:
    line: CheckoutLine = payment.checkout.lines.get(kind="promotion", subject=promotion.pk)
    return line


def _tax(promotion: Promotion, gross: Money) -> Money:
    return Tax.from_json(promotion.tax).within(gross)


def _net(promotion: Promotion, gross: Money) -> Money:
    return gross - _tax(promotion, gross)

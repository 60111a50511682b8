"""The clock of standing supports: told before, charged when due, tried again, put to rest, and paid on to the maker.

A charge has a row before anything is asked of a gateway, and one is due at a time; its number is the next of its
support. So a kill at any moment charges nobody twice. Locks as in `standing_support`; a card is charged without any,
since a checkout is locked before what is paid in it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fundraising import standing_support, support_clocks, support_news, support_terms
from fundraising.models import Support, SupportCharge, SupportTier
from marketplace.kit import clock, timers
from marketplace.kit.refusals import Refused
from payments import charges, checkouts, escrow
from payments.disputed import AnyChargeback
from payments.models import Chargeback, Hold, Payment

Status, Sort = Support.Status, SupportCharge.Sort
OF_CHARGE = SupportCharge.Status
NO_CARD = "no_card"


@timers.handles(support_clocks.LAPSES)
def lapse(key: str) -> None:
    """Its first payment, that after a rest or that for more did not come: the place is for others."""
    support = standing_support.locked(Support.objects.get(pk=key))
    if support.status == Status.BEGUN:
        standing_support.abandon(support, why="not paid in time", by=None)
    elif support.status == Status.PAUSED:
        standing_support.void_due(support)
    elif support.status == Status.ACTIVE:
        standing_support.void_due(support, only=SupportCharge.Sort.DIFFERENCE)


@timers.handles(support_clocks.TELL)
def tell(key: str) -> None:
    """Some days before a charge: how much, when, to which card."""
    support = standing_support.alone(Support.objects.get(pk=key))
    if support.status == Status.ACTIVE and not support.ends_at:
        support_news.before_a_charge(support, minor=due_next(support)[2])


@timers.handles(support_clocks.TELL_PRICE)
def tell_price(key: str) -> None:
    """The maker asks for another price."""
    support = standing_support.alone(Support.objects.get(pk=key.partition(":")[0]))
    if support.is_running and not support.ends_at and support.next_price_minor:
        support_news.another_price(support)


@timers.handles(support_clocks.DUE)
def renew(key: str) -> None:
    """What is paid for is over: end it, or let the next period be charged."""
    support = standing_support.locked(Support.objects.get(pk=key))
    if support.status != Status.ACTIVE or support.paid_until is None or support.paid_until > clock.now():
        return
    if support.ends_at or not support.page.is_open or _is_at_a_bank(support):
        standing_support.end_now(support, why="its time is over")
        return
    standing_support.void_due(support)
    tier, every, minor, level = due_next(support)
    due = SupportCharge.objects.create(
        support=support, number=support.charges.count() + 1, sort=Sort.RENEWAL, tier=tier, every=every,
        price_minor=minor, level_minor=level, currency=support.currency, amount_minor=minor,
        starts_at=support.paid_until, ends_at=_end_of_next(support, every),
    )  # fmt: skip
    timers.set(support_clocks.CHARGE, due.pk, clock.now())


@timers.handles(support_clocks.CHARGE)
def charge(key: str) -> None:
    """Charge the card for this period, or let the support rest where it did not work. Where nothing is due, nothing."""
    due = SupportCharge.objects.select_related("support__page").get(pk=key)
    if due.status != OF_CHARGE.DUE:
        return
    if not due.support.page.is_open:
        standing_support.end_now(standing_support.alone(due.support), why="the page is closed")
        return
    began = due.starts_at
    if clock.now() >= began + support_clocks.PAUSED_AFTER:
        _rest(due)
        return
    timers.set(support_clocks.CHARGE, due.pk, _next_look(began))
    if standing_support.payment_of(due) is None:
        _charge(due)


@timers.handles(support_clocks.SETTLES)
def settle(key: str) -> None:
    """Nobody took it back: it is the maker's."""
    paid = SupportCharge.objects.select_related("hold").get(pk=key)
    support = standing_support.alone(paid.support)
    paid = SupportCharge.objects.select_related("hold").locked().get(pk=paid.pk)
    if paid.status != OF_CHARGE.PAID or paid.hold is None or paid.hold.status == Hold.Status.RELEASED:
        return
    if paid.hold.status == Hold.Status.FROZEN:  # a bank takes it back, or staff look into it
        timers.set(support_clocks.SETTLES, key, clock.now() + support_clocks.TAKEN_BACK[support.every])
        return
    to_the_maker(paid)


def to_the_maker(paid: SupportCharge) -> None:
    """Let what was paid go to the maker's wallet, less the fee. Twice pays once. The caller holds the support."""
    if paid.hold:
        escrow.release(paid.hold, by=None, key=f"recurring:{paid.pk}")


def paid(support: Support, due: SupportCharge) -> None:
    """What this charge was for begins. The caller holds the support and has moved the charge."""
    support.tier, support.every = due.tier, due.every
    support.price_minor, support.level_minor, support.failure = due.price_minor, due.level_minor, ""
    if due.sort == Sort.FIRST:
        _begins(support, due)
    elif due.sort == Sort.RENEWAL:
        support.paid_from, support.paid_until = due.starts_at, due.ends_at
    _forget_what_has_come(support, due)
    if support.status == Status.ACTIVE:
        support.save()
    else:
        support.move_to(Status.ACTIVE, saving=SAVED)
    timers.cancel(support_clocks.LAPSES, support.pk)
    timers.cancel(support_clocks.CHARGE, due.pk)
    wait(support)


SAVED = [
    "tier", "every", "price_minor", "level_minor", "failure", "anchor_at", "began_at", "paid_from", "paid_until",
    "next_tier", "next_every", "next_price_minor", "next_level_minor", "next_from",
]  # fmt: skip


def wait(support: Support) -> None:
    """Set the moments of the next charge: when it is told of, and when it is due."""
    assert support.paid_until is not None
    timers.set(support_clocks.DUE, support.pk, support.paid_until)
    timers.set(support_clocks.TELL, support.pk, support.paid_until - support_clocks.NOTICE[support.every])


def due_next(support: Support) -> tuple[SupportTier | None, str, int, int]:
    """The tier, rhythm, price and level of the next period: what was noted, once its day has come."""
    at = support.paid_until or clock.now()
    if support.next_price_minor and (support.next_from is None or support.next_from <= at):
        assert support.next_level_minor is not None
        return support.next_tier, support.next_every, support.next_price_minor, support.next_level_minor
    return support.tier, support.every, support.price_minor, support.level_minor


def declined(due: SupportCharge, payment: Payment) -> None:
    """The bank said no: it is tried again, three times in all, and rests then. The caller holds the support."""
    support = standing_support.alone(due.support)
    if due.status != OF_CHARGE.DUE or due.sort != Sort.RENEWAL:
        return  # who stands before the page reads it there
    support.failure = payment.failure[:60]
    if support.status == Status.ACTIVE:
        support.move_to(Status.PAST_DUE, why=payment.failure, saving=["failure"])
    else:
        support.save(update_fields=["failure"])
    if payment.off_session and due.attempts >= len(support_clocks.TRIES):
        _to_rest(support, due)


def waits(payment: Payment) -> None:
    """The bank asks for the card's owner while they are away. Plugged into `tidings.action_needed`."""
    for pk in payment.checkout.lines.filter(kind=standing_support.KIND).values_list("subject", flat=True):
        support = standing_support.alone(SupportCharge.objects.select_related("support").get(pk=pk).support)
        if support.status == Status.ACTIVE:
            support.move_to(Status.PAST_DUE, why=payment.failure)


def taken_by_bank(chargeback: AnyChargeback) -> None:
    """A bank has taken a payment back: the support is over. Plugged into `tidings.charged_back`, twice is once."""
    if not isinstance(chargeback, Chargeback) or chargeback.status != Chargeback.Status.LOST:
        return
    for pk in chargeback.payment.checkout.lines.filter(kind=standing_support.KIND).values_list("subject", flat=True):
        support = standing_support.alone(SupportCharge.objects.select_related("support").get(pk=pk).support)
        if support.is_standing and support.status != Status.BEGUN:
            standing_support.end_now(support, why="charged back")


def _is_at_a_bank(support: Support) -> bool:
    """Whether a bank takes one of its payments back, or has not decided: nobody charges that card again."""
    payments = Payment.objects.filter(holds__support_charge__support=support)
    return Chargeback.objects.filter(payment__in=payments).exclude(status=Chargeback.Status.WON).exists()


def _begins(support: Support, due: SupportCharge) -> None:
    now = clock.now()
    support.anchor_at, support.began_at = now, support.began_at or now
    support.paid_from, support.paid_until = now, support_terms.next_after(now, due.every, now)


def _end_of_next(support: Support, every: str) -> datetime:
    assert support.anchor_at is not None
    assert support.paid_until is not None
    return support_terms.next_after(support.anchor_at, every, support.paid_until)


def _forget_what_has_come(support: Support, due: SupportCharge) -> None:
    """A change that was noted has come with this charge; a difference to a higher tier takes its place, too."""
    is_what_was_noted = (support.next_price_minor, support.next_every) == (due.price_minor, due.every)
    if due.sort == Sort.DIFFERENCE or is_what_was_noted:
        support.next_tier, support.next_every, support.next_from = None, "", None
        support.next_price_minor = support.next_level_minor = None


def _next_look(began: datetime) -> datetime:
    """The next day of a try, or the moment at which it rests."""
    moments = [*(began + after for after in support_clocks.TRIES), began + support_clocks.PAUSED_AFTER]
    return min((at for at in moments if at > clock.now()), default=began + support_clocks.PAUSED_AFTER)


def _charge(due: SupportCharge) -> None:
    """Its checkout and the payment of it, in one transaction; a worker makes the call."""
    support = Support.objects.with_all().get(pk=due.support_id)
    card, by = support.method, support.by
    if card is None or card.removed_at or by is None or not by.is_active:
        _without_card(due)
        return
    SupportCharge.objects.filter(pk=due.pk).update(attempts=due.attempts + 1)
    try:
        with transaction.atomic():
            checkout = checkouts.open([(standing_support.KIND, due.pk)], by=by, currency=due.currency)
            charges.begin(checkout, by=None, method=card, off_session=True)
    except Refused:  # the supporter pays it at this moment, or has left the company
        return


def _without_card(due: SupportCharge) -> None:
    support = standing_support.alone(due.support)
    if support.status == Status.ACTIVE:
        support.failure = NO_CARD
        support.move_to(Status.PAST_DUE, why="no card", saving=["failure"])
        support_news.without_card(support)


def _rest(due: SupportCharge) -> None:
    """Six days were not enough."""
    if going_on := standing_support.payment_of(due):
        charges.call_off(going_on)
    support = standing_support.alone(due.support)
    found = SupportCharge.objects.locked().get(pk=due.pk)
    if found.status == OF_CHARGE.DUE:
        _to_rest(support, found)


def _to_rest(support: Support, due: SupportCharge) -> None:
    standing_support.void_due(support)
    if support.status == Status.ACTIVE:
        support.move_to(Status.PAST_DUE)
    if support.status == Status.PAST_DUE:
        support.move_to(Status.PAUSED, why=support.failure)
        support_news.rests(support)


def of_charge(pk: UUID) -> SupportCharge:
    """The charge, with its support and all of that."""
    found: SupportCharge = SupportCharge.objects.select_related("support__page__owner", "tier").get(pk=pk)
    return found

"""A card network takes a payment back: what is done about it here, from the first news to the last.

    chargebacks.settle(payment.pk, told)            # told: what the gateway says of it now

Whoever brings the news ends in the same `settle`, which reads how far the chargeback is and does what is missing, in
any order and once. At first nothing leaves the deal any more; when the cash is gone, it is taken from where it is (the
hold, what the payee earned of it, our own fee); when it comes back, all of that is undone, to the cent.
"""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.kit import clock
from payments import (
    disputed,
    escrow,
    gateways,
    hearing_plans,
    inbox,
    payee_news,
    payees,
    plan_chargebacks,
    recovering,
    retries,
    settling,
    tidings,
)
from payments.gateways.payees import CashMoved, DisputeTold, Outcome
from payments.gateways.port import Answer, Disagrees, NotOurs, Unclear
from payments.models import Chargeback, ChargebackFreeze, GatewayEvent, Hold, Payment, PlanBill
from payments.models.hold import HoldQuerySet
from payments.ports import payables

Status = Chargeback.Status


@retries.atomic
def settle(payment_pk: UUID, told: DisputeTold) -> Chargeback:
    """Do what follows from what the gateway says about a chargeback. Twice changes nothing.

    Locks as a payment that comes in does: the deals, their holds, the payment; then the payees' money. Raises Disagrees
    where more than was paid, or another currency, is taken back.
    """
    payment = settling.locked(payment_pk)
    holds = list(holds_of(payment).locked())
    payees.lock(payment.payer, *(hold.payee for hold in holds))
    chargeback = _noted(payment, told, holds)
    _tell_sales(payment)
    if chargeback.status == Status.OPEN:
        _freeze(chargeback, holds)
    taken = [move for move in told.moves if move.taken.amount > 0]
    if taken and not chargeback.withdrawn_at:
        _withdraw(chargeback, taken, holds)
    back = [move for move in told.moves if move.taken.amount < 0]
    if back and not chargeback.reinstated_at:
        _reinstate(chargeback, back)
    if chargeback.status == Status.OPEN and told.outcome is not Outcome.OPEN:
        _close(chargeback, holds, is_won=told.outcome is Outcome.WON)
    _tell_sales(payment)
    if chargeback.is_final:
        tidings.charged_back.tell(chargeback)
    return chargeback


def _tell_sales(payment: Payment) -> None:
    """What the site sold has no hold to freeze: each does what it must while a bank has yet to decide, and then."""
    for line in payment.checkout.lines.filter(hold__isnull=True).order_by("place"):
        payables.disputed(line.kind, line.subject, payment=payment)


def holds_of(payment: Payment) -> HoldQuerySet:
    """The holds that this payment paid for, ended ones too."""
    paid = Q(line__checkout=payment.checkout_id) | Q(payment=payment)
    return Hold.objects.filter(paid).select_related("payer", "payee")


@inbox.hears(
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
)
def changed(thing: Answer, event: GatewayEvent) -> None:
    """A chargeback is further than before. One of a payment that is not settled here yet waits for that."""
    told = gateways.payees_of(event.gateway).dispute_in(thing)
    paid = Payment.objects.filter(gateway=event.gateway)
    payment = paid.filter(Q(charge=told.charge) | Q(reference=told.intent)).first()
    if payment is None:
        plan_chargebacks.settle(_bill_of(told, thing, event).pk, told)
        return
    if payment.status in Payment.LIVE:
        raise Unclear("the payment is not settled here yet")
    settle(payment.pk, told)


def _bill_of(told: DisputeTold, thing: Answer, event: GatewayEvent) -> PlanBill:
    """The bill of a paid plan that was paid by this charge; one of which nobody has told yet is booked first."""
    of_plans = PlanBill.objects.filter(paid_plan__gateway=event.gateway).exclude(charge="")
    known = of_plans.filter(Q(charge=told.charge) | Q(intent=told.intent)).first()
    if known is None and thing.get("bill"):
        known = hearing_plans.settle_bill(thing["bill"], event)
    if known is None:
        raise NotOurs("no payment of this site")
    return known


def _noted(payment: Payment, told: DisputeTold, holds: list[Hold]) -> Chargeback:
    if told.amount.currency.code != payment.currency or told.amount > payment.amount:
        raise Disagrees(f"{told.amount} is taken back of a payment of {payment.amount}")
    row = Chargeback(payment=payment, reason=told.reason[:60], answer_by=told.answer_by)
    row.amount = told.amount
    defaults = {name: getattr(row, name) for name in ("payment", "reason", "answer_by", "amount_minor", "currency")}
    chargeback, is_new = Chargeback.objects.get_or_create(
        gateway=payment.gateway, reference=told.reference, defaults=defaults
    )
    if is_new:
        payee_news.chargeback_came(chargeback, holds)
    elif told.answer_by != chargeback.answer_by:
        chargeback.answer_by = told.answer_by
        chargeback.save(update_fields=["answer_by"])
    return chargeback


def _freeze(chargeback: Chargeback, holds: list[Hold]) -> None:
    """What is held still; one that was frozen for something else is not ours to thaw."""
    for hold in holds:
        if hold.status == Hold.Status.HELD and hold.payment_id == chargeback.payment_id:
            escrow.freeze(hold, by=None, why=_("The payer's bank is taking the payment back."))
            ChargebackFreeze.objects.get_or_create(chargeback=chargeback, hold=hold)


def _withdraw(chargeback: Chargeback, moves: list[CashMoved], holds: list[Hold]) -> None:
    """The cash is gone, and the gateway's fee with it: first that is written down, then whose it was."""
    chargeback.withdrawn_at = clock.now()
    chargeback.fee_minor = disputed.gone(chargeback, moves)
    chargeback.recovered_minor = recovering.recover(chargeback)
    chargeback.save(update_fields=["withdrawn_at", "fee_minor", "recovered_minor"])
    payment = chargeback.payment
    if payment.may_move_to(Payment.Status.CHARGED_BACK):
        payment.move_to(Payment.Status.CHARGED_BACK)
    payee_news.chargeback_taken(chargeback)


def _reinstate(chargeback: Chargeback, moves: list[CashMoved]) -> None:
    """The cash is back: everybody has again what was taken from them."""
    chargeback.reinstated_at = clock.now()
    disputed.back(chargeback, moves)
    recovering.give_back(chargeback)
    chargeback.recovered_minor = 0
    chargeback.save(update_fields=["reinstated_at", "recovered_minor"])


def _close(chargeback: Chargeback, holds: list[Hold], *, is_won: bool) -> None:
    chargeback.closed_at = clock.now()
    chargeback.move_to(Status.WON if is_won else Status.LOST, saving=["closed_at"])
    payment = chargeback.payment
    if payment.status == Payment.Status.CHARGED_BACK and not payment.is_being_charged_back:
        lost = payment.chargebacks.filter(status=Status.LOST).exists()
        payment.move_to(Payment.Status.LOST if lost else Payment.Status.WON)
    _let_go(chargeback, holds)
    payee_news.chargeback_closed(chargeback, holds)


def _let_go(chargeback: Chargeback, holds: list[Hold]) -> None:
    """A hold of which nothing is left has ended; one that was frozen for this goes on, unless another is open."""
    another = chargeback.payment.chargebacks.filter(status=Status.OPEN).first()
    frozen = set(chargeback.freezes.values_list("hold", flat=True))
    for hold in Hold.objects.with_money().filter(pk__in=[hold.pk for hold in holds]).order_by("pk"):
        if another is not None:
            if hold.pk in frozen:
                ChargebackFreeze.objects.get_or_create(chargeback=another, hold=hold)
        elif not escrow.left_in(hold).amount:
            escrow.emptied(hold)
        elif hold.pk in frozen:
            escrow.thaw(hold, by=None, why=_("The bank has decided about the payment."))

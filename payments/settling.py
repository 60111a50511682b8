"""What follows from what a gateway says about a payment, whoever brings the news: the call, a webhook, a look.

One that succeeded and a hundred that did are done by the same lines (`_succeed`), so that a hundred cost little more.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Prefetch, Q, prefetch_related_objects

from marketplace.kit import clock, together
from payments import escrow, gateways, methods, outgoing, retries, telling, tidings
from payments.booked import book_fee, book_payments
from payments.gateways.port import Answer, Charge, Disagrees, Rejected, State
from payments.models import Checkout, CheckoutLine, GatewayRequest, Hold, Payment
from payments.ports import Paid, payables

Status = Payment.Status
ENDED_WELL = [Status.SUCCEEDED, Status.REFUNDED, Status.CHARGED_BACK, Status.WON, Status.LOST]


@outgoing.settles("payment")
@outgoing.settles("payment_resumed")
@outgoing.settles("payment_captured")
@retries.atomic
def settle(payment_pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> Payment:
    """Do what follows from what the gateway says about a payment. Twice changes nothing.

    Raises Disagrees where it is another sum than was asked for, or a payment that had ended here.
    """
    payment = locked(payment_pk)
    told = gateways.of(payment.gateway).charge_in(answer)
    if payment.status in ENDED_WELL:
        book_fee(payment, told)
    elif told.state is State.DONE:
        _refuse_surprise(payment, told)
        _succeed([(payment, told)])
        tidings.paid.tell(payment)
    elif payment.status in Payment.LIVE:
        _note(payment, told)
    return payment


@outgoing.settles_together("payment")
def settle_together(answers: Mapping[UUID, Answer]) -> Collection[UUID]:
    """Do so for the payments of kept cards that succeeded as they should. All others are left to `settle`.

    What is told of them (receipts, notices) follows in a transaction of its own: `telling`.
    """
    paid = []
    for payment in locked_all(_of_kept_cards(answers)):
        told = gateways.of(payment.gateway).charge_in(answers[payment.pk])
        if told.state is State.DONE and payment.status in Payment.LIVE and not _surprise(payment, told):
            paid.append((payment, told))
    _succeed(paid)
    telling.later([payment for payment, _told in paid])
    return [payment.pk for payment, _told in paid]


@outgoing.settles("payment_cancelled")
def cancelled(payment_pk: UUID, answer: Answer, request: GatewayRequest) -> None:
    """The gateway has closed it: what it says of it then holds."""
    settle(payment_pk, answer, request)


@outgoing.refused("payment")
@outgoing.refused("payment_resumed")
@outgoing.refused("payment_captured")
@retries.atomic
def fail(payment_pk: UUID, rejected: Rejected, request: GatewayRequest | None = None) -> Payment:
    """The gateway refused: the payer may try again with another card. Twice changes nothing.

    A card whose owner must prove who they are, while they are not here, waits for them instead.
    """
    payment = locked(payment_pk)
    if payment.status not in Payment.LIVE:
        return payment
    payment.reference = payment.reference or rejected.about.get("id", "")
    payment.failure, payment.failure_words = rejected.code[:60], rejected.words[:300]
    if rejected.code == "authentication_required" and payment.reference:
        return _wait(payment)
    return end(payment, Status.FAILED)


def end(payment: Payment, status: str) -> Payment:
    """It came to nothing: the checkout can be paid otherwise. The caller holds the locks."""
    payment.action_url = ""
    payment.move_to(status, saving=["reference", "action_url", "failure", "failure_words"])
    payment.checkout.move_to(Checkout.Status.OPEN)
    for line in payment.checkout.lines.all():
        payables.of(line.kind).failed(line.subject, payment=payment)
    if status == Status.FAILED:
        _close(payment)
    tidings.declined.tell(payment)
    return payment


def locked(payment_pk: UUID) -> Payment:
    """In the one order: the checkout, its deals, their holds, then the payment."""
    return next(iter(locked_all([payment_pk])), None) or Payment.objects.get(pk=payment_pk)


def locked_all(payment_pks: Collection[UUID]) -> list[Payment]:
    """As `locked`, for several: all checkouts before all deals, and so on. With their checkouts' lines."""
    some = Payment.objects.filter(pk__in=payment_pks)
    checkouts = {one.pk: one for one in Checkout.objects.filter(pk__in=some.values("checkout")).locked()}
    prefetch_related_objects(list(checkouts.values()), Prefetch("lines", CheckoutLine.objects.select_related("rate")))
    lines = [line for checkout in checkouts.values() for line in checkout.lines.all()]
    payables.lock_all((line.kind, line.subject) for line in lines)
    holds = {hold.pk: hold for hold in Hold.objects.filter(Q(line__in=lines) | Q(payment__in=payment_pks)).locked()}
    payments = list(some.select_related("payer").locked())
    for line in lines:
        line.hold = holds.get(line.hold_id)
    for payment in payments:
        payment.checkout = checkouts[payment.checkout_id]
    return payments


def _of_kept_cards(payment_pks: Collection[UUID]) -> list[UUID]:
    known = Payment.objects.filter(pk__in=payment_pks, off_session=True, saved_method__isnull=False)
    return list(known.values_list("pk", flat=True))


def _succeed(paid: Sequence[tuple[Payment, Charge]]) -> None:
    """The money of these is here: into the books, the holds and the hands of what was paid for."""
    if not paid:
        return
    lines = {payment.pk: list(payment.checkout.lines.all()) for payment, _told in paid}
    book_payments([(payment, told, lines[payment.pk]) for payment, told in paid])
    for payment, told in paid:
        payment.reference, payment.charge, payment.action_url = told.reference, told.charge, ""
        payment.method = told.card.words[:60] if told.card else payment.method
        payment.failure = payment.failure_words = ""
        payment.succeeded_at = clock.now()
    payments = [payment for payment, _told in paid]
    together.move(payments, Status.SUCCEEDED, saving=[
        "entry", "reference", "charge", "action_url", "method", "failure", "failure_words", "succeeded_at",
        "gateway_fee_minor",
    ])  # fmt: skip
    together.move([payment.checkout for payment in payments], Checkout.Status.PAID)
    kept = escrow.held_all([(line.hold, payment) for payment in payments for line in lines[payment.pk] if line.hold])
    payables.settled(
        (line.kind, Paid(line.subject, kept[line.hold_id] if line.hold_id else None, payment))
        for payment in payments for line in lines[payment.pk]
    )  # fmt: skip
    methods.remember_all(paid)


def _surprise(payment: Payment, told: Charge) -> str:
    """What is wrong with the news that it is paid; nothing where it is as it should be."""
    if payment.status not in Payment.LIVE:
        return f"payment {payment.pk} is {payment.status} here and paid at the gateway"
    if told.received != payment.amount:
        return f"payment {payment.pk} asks for {payment.amount}, {told.received} came"
    return ""


def _refuse_surprise(payment: Payment, told: Charge) -> None:
    if surprise := _surprise(payment, told):
        raise Disagrees(surprise)


def _note(payment: Payment, told: Charge) -> None:
    is_behind_its_page = payment.is_hosted and payment.reference not in ("", told.reference)
    if not is_behind_its_page:  # until it is paid, the page is what can be looked at, gone on with and closed
        payment.reference = told.reference or payment.reference
    payment.failure, payment.failure_words = told.failure[:60], told.failure_words[:300]
    if told.state is State.CANCELLED:
        end(payment, Status.CANCELLED)
    elif told.state is State.ACTION_NEEDED or _waits_for_its_payer(payment, told):
        payment.action_url = payment.action_url if is_behind_its_page else told.action_url
        _wait(payment)
    elif told.state is State.FAILED and not payment.is_hosted:
        end(payment, Status.FAILED)
    else:
        payment.save(update_fields=["reference", "failure", "failure_words"])
        if payment.status == Status.PREPARED:
            payment.move_to(Status.SENT)
    if told.state is State.APPROVED:
        _call_for_it(payment)


def _waits_for_its_payer(payment: Payment, told: Charge) -> bool:
    """A charge in their absence that their bank wants them to confirm: the gateway calls that a decline."""
    return payment.off_session and told.state is State.FAILED and told.failure == "authentication_required"


def _call_for_it(payment: Payment) -> None:
    """Where agreeing and taking are two steps: take what the payer has agreed to."""
    if call := gateways.of(payment.gateway).capturing(payment):
        key = f"capture:{payment.pk}:1"
        outgoing.prepare("payment_captured", payment.pk, call.name, call.body, key=key, gateway=payment.gateway)


def _wait(payment: Payment) -> Payment:
    columns = ["reference", "action_url", "failure", "failure_words"]
    if payment.status == Status.ACTION_NEEDED:
        payment.save(update_fields=columns)
        return payment
    payment.move_to(Status.ACTION_NEEDED, saving=columns)
    if payment.off_session:
        tidings.action_needed.tell(payment)
    return payment


def _close(payment: Payment) -> None:
    """Let nobody go on with it at the gateway: here the payer starts anew."""
    if call := gateways.of(payment.gateway).cancelling(payment):
        outgoing.prepare(
            "payment_cancelled", payment.pk, call.name, call.body, key=f"cancel:{payment.pk}:1", gateway=payment.gateway
        )

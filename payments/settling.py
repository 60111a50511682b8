"""What follows from what a gateway says about a payment, whoever brings the news: the call, a webhook, a look."""

from uuid import UUID

from django.db.models import Q

from marketplace.kit import clock
from payments import escrow, gateways, methods, outgoing, retries, tidings
from payments.booked import book_fee, book_payment
from payments.gateways.port import Answer, Charge, Disagrees, Rejected, State
from payments.models import Checkout, GatewayRequest, Hold, Payment
from payments.ports import payables

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
        _succeed(payment, told)
    elif payment.status in Payment.LIVE:
        _note(payment, told)
    return payment


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
    checkout = Checkout.objects.locked().get(payments=payment_pk)
    lines = list(checkout.lines.all())
    payables.lock_all((line.kind, line.subject) for line in lines)
    list(Hold.objects.filter(Q(line__in=lines) | Q(payment=payment_pk)).locked())
    return Payment.objects.select_related("checkout", "payer").locked().get(pk=payment_pk)


def _succeed(payment: Payment, told: Charge) -> None:
    _refuse_surprise(payment, told)
    lines = list(payment.checkout.lines.select_related("hold", "checkout"))
    payment.entry_id = book_payment(payment, told, lines)
    payment.reference, payment.charge, payment.action_url = told.reference, told.charge, ""
    payment.method = told.card.words[:60] if told.card else payment.method
    payment.failure = payment.failure_words = ""
    payment.succeeded_at = clock.now()
    payment.move_to(Status.SUCCEEDED, saving=[
        "entry", "reference", "charge", "action_url", "method", "failure", "failure_words", "succeeded_at",
    ])  # fmt: skip
    payment.checkout.move_to(Checkout.Status.PAID)
    for line in lines:
        hold = escrow.held(line.hold, payment=payment) if line.hold else None
        payables.of(line.kind).settled(line.subject, hold=hold, payment=payment)
    book_fee(payment, told)
    methods.remember(payment, told)
    tidings.paid.tell(payment)


def _refuse_surprise(payment: Payment, told: Charge) -> None:
    if payment.status not in Payment.LIVE:
        raise Disagrees(f"payment {payment.pk} is {payment.status} here and paid at the gateway")
    if told.received != payment.amount:
        raise Disagrees(f"payment {payment.pk} asks for {payment.amount}, {told.received} came")


def _note(payment: Payment, told: Charge) -> None:
    payment.reference = told.reference or payment.reference
    payment.failure, payment.failure_words = told.failure[:60], told.failure_words[:300]
    if told.state is State.CANCELLED:
        end(payment, Status.CANCELLED)
    elif told.state is State.ACTION_NEEDED or _waits_for_its_payer(payment, told):
        payment.action_url = told.action_url
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

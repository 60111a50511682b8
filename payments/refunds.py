"""Money back to the payer, by the way it came, and by no other.

    asked = refunds.ask(payment, amount, source=chart.hold(hold), hold=hold, key="…", by=ada, why="…")

When it is asked for, the sum leaves where it lay for an account of its own; when the gateway has sent it, it leaves the
books. A refund can fail days later: then it is back on its own account, and a person sends it anew.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import audit, clock
from marketplace.kit.money import Money, from_minor
from marketplace.kit.refusals import Refused
from payments import booked, chart, conversions, gateways, ledger, outgoing, retries, tidings
from payments.chart import AccountName
from payments.gateways.port import Answer, Disagrees, Rejected, Returned, State
from payments.ledger import Posted, Posting
from payments.models import CheckoutLine, Entry, GatewayRequest, Hold, HoldPart, Payment, Refund

Status = Refund.Status
REFUNDABLE = [Payment.Status.SUCCEEDED, Payment.Status.WON, Payment.Status.LOST]  # of a lost one, what is left


class NotRefundable(Refused):
    """This payment can't be sent back, or no more of it."""


@dataclass(frozen=True)
class Asked:
    """A refund that is on its way, and the entry by which the sum left where it lay."""

    refund: Refund
    entry: Posted


@retries.atomic
def ask(
    payment: Payment,
    amount: Money,
    *,
    source: AccountName,
    key: str,
    by: User | None,
    why: str,
    hold: Hold | None = None,
    line: CheckoutLine | None = None,
) -> Asked:
    """Send back a sum of this payment out of `source`.

    amount: in the currency of `source`; what is kept in another currency than it was paid in goes back at the rate of
    that payment. line: what was paid for, where that has no hold. The same key again returns the first refund; another
    key is another refund, also of the same sum. Raises NotRefundable, and ledger.NotEnough where `source` holds less.
    """
    payment = Payment.objects.locked().get(pk=payment.pk)
    if done := Refund.objects.filter(key=key).first():
        return Asked(done, _entry_of(done))
    back = as_paid(amount, payment, line or (hold.paid_as if hold else None))
    if payment.status not in REFUNDABLE:
        raise NotRefundable(_("This payment can't be sent back: it is not, or no more, a payment that went well."))
    if payment.is_being_charged_back:
        raise NotRefundable(
            _("The payer's bank is taking this payment back. Nothing can be sent back until it decides.")
        )
    if back.amount <= 0 or payment.refunded + payment.taken_back + back > payment.amount:
        raise NotRefundable(_("No more can be sent back than was paid."))
    refund = Refund(payment=payment, hold=hold, key=key, why=why[:200], by=by.pk if by else None)
    refund.amount = back
    refund.save(force_insert=True)
    entry = ledger.post("refund_asked", _postings(source, amount, refund), ref=f"refund:{refund.pk}:asked", by=by)
    payment.refunded = payment.refunded + back
    payment.save(update_fields=["refunded_minor"])
    _prepare(refund)
    return Asked(refund, entry)


@retries.atomic
def ask_again(refund: Refund, *, by: User, why: str) -> Refund:
    """Send a refund that failed once more, by the same way.

    Raises NotRefundable where it did not fail, and where a bank takes the payment back or has done so: then the payer
    would have the sum twice.
    """
    refund = _failed(refund.pk)
    _refuse_what_a_bank_has(refund)
    refund.attempt, refund.reference = refund.attempt + 1, ""
    refund.move_to(Status.REQUESTED, by=by, why=why, saving=["attempt", "reference"])
    _prepare(refund)
    audit.append("refund_asked_again", by=by.pk, subject=audit.subject_of(refund), data={"why": why})
    return refund


@retries.atomic
def set_aside(refund: Refund, *, by: User, why: str) -> Refund:
    """A refund that can't be sent, because a bank has taken the sum already or the payer was paid in another way: it
    leaves its own account for where a person explains it, and two of the staff say where it goes from there.

    Raises NotRefundable where it did not fail.
    """
    refund = _failed(refund.pk)
    aside = [Posting(chart.on_its_way_back(refund), chart.SUSPENSE, refund.amount)]
    ledger.post("refund_set_aside", aside, ref=f"refund:{refund.pk}:aside", by=by)
    refund.move_to(Status.SET_ASIDE, by=by, why=why)
    refund.payment.refunded = refund.payment.refunded - refund.amount
    refund.payment.save(update_fields=["refunded_minor"])
    audit.append("refund_set_aside", by=by.pk, subject=audit.subject_of(refund), data={"why": why})
    return refund


def look(refund: Refund) -> Refund:
    """Ask the gateway how a refund stands, and do what follows. Raises Unclear, Disagrees."""
    answer = gateways.of(refund.payment.gateway).read("refund", refund.reference)
    return settle(refund.pk, answer) if answer else refund


def as_paid(amount: Money, payment: Payment, line: CheckoutLine | None) -> Money:
    """The sum in the payment's currency, at its own rate: all parts of a line add up to what was paid for it.

    Raises NotRefundable for another currency without a line.
    """
    if amount.currency == payment.amount.currency:
        return amount
    if line is None:
        raise NotRefundable(_("This sum is in another currency than the payment."))
    holds = line.hold.family() if line.hold else []
    gone = HoldPart.objects.filter(hold__in=holds, kind=HoldPart.Kind.REFUND).aggregate(sum=Sum("gross_minor"))
    before = from_minor(gone["sum"] or 0, line.currency)
    paid = from_minor(line.paid_minor, payment.currency)
    return conversions.back(amount, price=line.price, paid=paid, before=before)


@outgoing.settles("refund")
@retries.atomic
def settle(refund_pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> Refund:
    """Do what follows from what the gateway says about a refund. Twice changes nothing.

    Raises Disagrees where it is another sum than was asked for, or an attempt that counts as failed was done.
    """
    refund = _locked(refund_pk)
    told = gateways.of(refund.payment.gateway).refund_in(answer)
    if told.amount != refund.amount:
        raise Disagrees(f"refund {refund.pk} asks for {refund.amount}, {told.amount} was sent")
    if _is_of_another_attempt(refund, told):
        if told.state is State.DONE:
            raise Disagrees(f"{told.reference} of refund {refund.pk} was sent, and counts as failed here")
        return refund
    is_to_be_claimed = bool(told.action_url and not refund.action_url)
    refund.reference, refund.action_url = told.reference, told.action_url
    refund.save(update_fields=["reference", "action_url"])
    if is_to_be_claimed and told.state is State.PENDING:
        tidings.refund_waits.tell(refund)
    if told.state is State.DONE and refund.status == Status.REQUESTED:
        _pay(refund, told)
    elif told.state is State.FAILED and refund.status in (Status.REQUESTED, Status.PAID):
        _fail(refund)
    return refund


@outgoing.refused("refund")
@retries.atomic
def fail(refund_pk: UUID, rejected: Rejected, request: GatewayRequest | None = None) -> Refund:
    """The gateway will not send it: the sum stays on the refund's own account until a person has looked."""
    refund = _locked(refund_pk)
    if refund.status == Status.REQUESTED:
        _fail(refund, why=f"{rejected.code}: {rejected.words}")
    return refund


def _postings(source: AccountName, amount: Money, refund: Refund) -> list[Posting]:
    way = chart.on_its_way_back(refund)
    return conversions.postings(amount, refund.amount, source=source, destination=way)


def _key(refund: Refund) -> str:
    """The name of its present attempt, which the gateway keeps with it."""
    return f"refund:{refund.pk}:{refund.attempt}"


def _is_of_another_attempt(refund: Refund, told: Returned) -> bool:
    """Sent again, it has no reference until the gateway has answered: then the name alone tells the attempts apart."""
    return told.key not in ("", _key(refund)) or refund.reference not in ("", told.reference)


def _prepare(refund: Refund) -> None:
    payment, key = refund.payment, _key(refund)
    call = gateways.of(payment.gateway).refunding(refund, outgoing.marks("refund", refund.pk, key))
    outgoing.prepare("refund", refund.pk, call.name, call.body, key=key, gateway=payment.gateway)


def _locked(refund_pk: UUID) -> Refund:
    Payment.objects.filter(refunds=refund_pk).locked().get()
    return Refund.objects.select_related("payment").locked().get(pk=refund_pk)


def _failed(refund_pk: UUID) -> Refund:
    refund = _locked(refund_pk)
    if refund.status != Status.FAILED:
        raise NotRefundable(_("This refund is on its way, or done."))
    return refund


def _refuse_what_a_bank_has(refund: Refund) -> None:
    payment = refund.payment
    gone = from_minor(_sent_back(payment), payment.currency) + payment.taken_back
    if payment.is_being_charged_back or gone + refund.amount > payment.amount:
        raise NotRefundable(_("The payer's bank is taking this payment back, or has done so. Set the refund aside."))


def _pay(refund: Refund, told: Returned) -> None:
    payment = refund.payment
    entry = ledger.post("refunded", _out(refund, told), ref=f"refund:{refund.reference}")
    booked.note(payment.gateway, "refund", refund.reference, entry)
    refund.paid_at = clock.now()
    refund.move_to(Status.PAID, saving=["paid_at"])
    if _sent_back(payment) == payment.amount_minor and payment.status in REFUNDABLE:
        payment.move_to(Payment.Status.REFUNDED)
    tidings.refunded.tell(refund)


def _out(refund: Refund, told: Returned) -> list[Posting]:
    """Out of the books; where the gateway took it from cash in another currency, at the gateway's rate of that day."""
    cash = chart.gateway(refund.payment.gateway)
    out = [Posting(chart.on_its_way_back(refund), cash, refund.amount)]
    if told.settled is None or told.settled.currency == refund.amount.currency:
        return out
    return [*out, Posting(chart.FX, cash, told.settled), Posting(cash, chart.FX, refund.amount)]


def _fail(refund: Refund, why: str = "") -> None:
    if refund.status == Status.PAID:
        _take_in(refund)
    refund.move_to(Status.FAILED, why=why)
    tidings.refund_failed.tell(refund)


def _take_in(refund: Refund) -> None:
    """What had left the books is back on the refund's own account, by the reverse of the entry by which it left."""
    payment = refund.payment
    entry = ledger.reverse(Entry.objects.get(ref=f"refund:{refund.reference}"), ref=f"refund:{refund.reference}:failed")
    booked.note(payment.gateway, "refund_failure", refund.reference, entry)
    if payment.status == Payment.Status.REFUNDED:
        payment.move_to(Payment.Status.SUCCEEDED)


def _sent_back(payment: Payment) -> int:
    paid = payment.refunds.filter(status=Status.PAID).aggregate(sum=Sum("amount_minor"))["sum"]
    return int(paid or 0)


def _entry_of(refund: Refund) -> Posted:
    entry = ledger.find(f"refund:{refund.pk}:asked")
    if entry is None:
        raise LookupError(f"no entry of refund {refund.pk}")
    return Posted(entry.pk, entry.ref, is_new=False)

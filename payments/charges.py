"""Taking the payer's money: one payment for one checkout, once, whoever brings the news of it.

    payment = charges.begin(checkout, by=ada)                  # in the act's transaction: rows, holds and the request
    payment = charges.send(payment)                            # after the commit, where a page waits
    payment.action_url                                         # where the payer goes on, if they must

The answer of the call, the browser that comes back, every webhook and the sweeper end in the same `settle`, which locks
the checkout, its deals, their holds and the payment, and does nothing the second time.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.money import from_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import escrow, gateways, outgoing, retries
from payments.gateways.port import Call, Order
from payments.models import Checkout, CheckoutLine, GatewayCustomer, GatewayRequest, Hold, Payment, SavedMethod
from payments.ports import payables
from payments.settling import end, fail, locked, settle
from payments.terms import Terms

__all__ = [
    "NotPayable",
    "QuoteExpired",
    "abandon",
    "begin",
    "call_off",
    "fail",
    "look",
    "resume",
    "return_url",
    "send",
    "send_resumed",
    "settle",
]

Status = Payment.Status


class NotPayable(Refused):
    """This checkout can't be paid: it has ended, or what is in it is being paid elsewhere."""


class QuoteExpired(NotPayable):
    """The prices that were shown do not hold any more; they must be asked for anew."""


@retries.atomic
def begin(
    checkout: Checkout,
    *,
    by: User | None,
    method: SavedMethod | None = None,
    off_session: bool = False,
    save: bool = False,
    gateway: str = "stripe",
) -> Payment:
    """Write down a payment for all that is in the checkout, its holds and the call that takes the money.

    method: a saved card, charged at once; None sends the payer to the gateway's page. off_session: the payer is not
    here, and the call is made by a worker; else the caller makes it, by `send`. save: let the card be used again. by:
    None for the site itself. While a payment of the checkout lives, and when it is paid, that one is returned.
    Raises NotPayable, QuoteExpired, NotAllowed, CannotPay.
    """
    checkout = Checkout.objects.locked().get(pk=checkout.pk)
    _permit(checkout, by, method)
    if going_on := checkout.payments.exclude(status__in=[Status.FAILED, Status.CANCELLED]).first():
        return going_on
    _refuse_what_ended(checkout)
    lines = list(checkout.lines.all())
    payables.lock_all((line.kind, line.subject) for line in lines)
    for line in lines:
        _open_hold(line, checkout)
    payment = _prepared(checkout, method, gateway=gateway, off_session=off_session)
    checkout.move_to(Checkout.Status.PAYING, by=by)
    _prepare(payment, method, by=by, save=save)
    return payment


def send(payment: Payment) -> Payment:
    """Make the call of a payment that was begun, now. Without a sure answer it stays on its way, and is found out."""
    request = outgoing.of("payment", payment.pk)
    if request is not None:
        outgoing.send_now(request)
    return Payment.objects.get(pk=payment.pk)


def look(payment: Payment) -> Payment:
    """Ask the gateway how the payment stands, and do what follows. Where it was never asked, the call is made.

    Raises Unclear where the gateway does not answer, Disagrees.
    """
    payment = Payment.objects.get(pk=payment.pk)
    if not payment.reference:
        return send(payment)
    gateway = gateways.of(payment.gateway)
    answer = gateway.read(*gateway.looking(payment))
    if answer is not None:
        settle(payment.pk, answer)
        if capture := outgoing.of("payment_captured", payment.pk):
            outgoing.send_now(capture)
    return Payment.objects.get(pk=payment.pk)


@retries.atomic
def resume(payment: Payment, *, by: User, method: SavedMethod | None = None) -> Payment:
    """Let the payer, who is here now, go on with a payment that needs them. The caller then calls `send_resumed`.

    Raises NotPayable where it does not wait for them.
    """
    payment = locked(payment.pk)
    _permit(payment.checkout, by, method)
    method = method or payment.saved_method
    call = gateways.of(payment.gateway).confirming(payment, method, return_url=return_url(payment))
    if payment.status != Status.ACTION_NEEDED or call is None:
        raise NotPayable(_("This payment does not wait for you any more."))
    earlier = GatewayRequest.objects.filter(kind="payment_resumed", subject=payment.pk).count()
    _say(payment, "payment_resumed", call, f"resume:{payment.pk}:{earlier + 1}", at_once=True)
    return payment


def send_resumed(payment: Payment) -> Payment:
    """Make the call that `resume` wrote down."""
    if request := outgoing.of("payment_resumed", payment.pk):
        outgoing.send_now(request)
    return Payment.objects.get(pk=payment.pk)


def abandon(payment: Payment, *, by: User | None) -> Payment:
    """Go back to the checkout: close the gateway's page, so that nobody can pay there any more. Twice changes nothing.

    If it was paid at that very moment, it is paid. Raises NotPayable while it is not known how it stands.
    """
    payment = look(payment)
    if payment.status not in Payment.LIVE:
        return payment
    with transaction.atomic():
        payment = locked(payment.pk)
        _permit(payment.checkout, by, None)
        call = gateways.of(payment.gateway).cancelling(payment)
        if call is None and _takes_nothing_by_itself(payment):
            return end(payment, Status.CANCELLED)
        if call is None:
            raise NotPayable(_("This payment is on its way. Wait a moment, then look at this page again."))
        request = _say(payment, "payment_cancelled", call, f"cancel:{payment.pk}:1", at_once=True)
    outgoing.send_now(request)
    return look(payment)


@transaction.atomic
def call_off(payment: Payment) -> None:
    """Let nobody pay it any more: what was not sent is never sent, and a worker closes the rest at the gateway.

    If it was paid at that very moment, it is paid.
    """
    payment = locked(payment.pk)
    if payment.status not in Payment.LIVE or outgoing.of("payment_cancelled", payment.pk):
        return
    if payment.status == Status.PREPARED and outgoing.withdraw("payment", payment.pk):
        end(payment, Status.CANCELLED)
    elif call := gateways.of(payment.gateway).cancelling(payment):
        _say(payment, "payment_cancelled", call, f"cancel:{payment.pk}:1", at_once=False)
    elif _takes_nothing_by_itself(payment):
        end(payment, Status.CANCELLED)


def _takes_nothing_by_itself(payment: Payment) -> bool:
    """Whether no money comes unless we call for it, and we have not."""
    called = outgoing.of("payment_captured", payment.pk)
    return bool(payment.reference and called is None and gateways.of(payment.gateway).capturing(payment))


def return_url(payment: Payment) -> str:
    """Where the gateway sends the payer back to."""
    return f"{settings.SITE_URL}{reverse('payments:returned', args=[payment.pk])}"


def _permit(checkout: Checkout, by: User | None, method: SavedMethod | None) -> None:
    if by is not None and not Party.objects.acted_for_by(by).filter(pk=checkout.payer_id).exists():
        raise NotAllowed(_("Only the payer can pay this."))
    if method is not None and (method.party_id != checkout.payer_id or method.removed_at is not None):
        raise NotPayable(_("This card is not among your cards any more: choose another one."))


def _refuse_what_ended(checkout: Checkout) -> None:
    if checkout.status != Checkout.Status.OPEN:
        raise NotPayable(_("This can't be paid any more."))
    if checkout.expires_at <= clock.now():
        raise QuoteExpired(_("These prices do not hold any more. Look at the new ones, then pay."))


def _open_hold(line: CheckoutLine, checkout: Checkout) -> None:
    """Two checkouts of one thing share its hold: the one that pays first has it, the other must wait."""
    if line.payee is None or not payables.of(line.kind).has_hold:
        return
    if Hold.objects.of(line.kind, line.subject).with_money().exists():
        raise NotPayable(_("“%(title)s” is paid already.") % {"title": line.title})
    hold = escrow.open(
        line.kind, line.subject, payer=checkout.payer, payee=line.payee, amount=line.price,
        terms=Terms.from_json(line.terms),
    )  # fmt: skip
    _take_over(hold, line)


def _take_over(hold: Hold, line: CheckoutLine) -> None:
    other = CheckoutLine.objects.select_related("checkout").filter(hold=hold).exclude(pk=line.pk).first()
    if other and other.checkout.status == Checkout.Status.PAYING:
        raise NotPayable(_("“%(title)s” is being paid on another page.") % {"title": line.title})
    CheckoutLine.objects.filter(hold=hold).exclude(pk=line.pk).update(hold=None)
    line.hold = hold
    line.save(update_fields=["hold"])


def _prepared(checkout: Checkout, method: SavedMethod | None, *, gateway: str, off_session: bool) -> Payment:
    payment = drafted(checkout, method, gateway=gateway, off_session=off_session)
    payment.attempt = checkout.payments.count() + 1
    payment.save(force_insert=True)
    return payment


def drafted(checkout: Checkout, method: SavedMethod | None, *, gateway: str, off_session: bool) -> Payment:
    """The first payment of a checkout, not saved yet."""
    payment = Payment(checkout=checkout, payer=checkout.payer, gateway=gateway)
    payment.off_session, payment.is_hosted, payment.saved_method = off_session, method is None, method
    payment.amount = checkout.total
    return payment


def _prepare(payment: Payment, method: SavedMethod | None, *, by: User | None, save: bool) -> None:
    known = GatewayCustomer.objects.filter(party=payment.payer, gateway=payment.gateway).first()
    lines = payment.checkout.lines.all()
    call = calling(payment, lines, method, customer=known.reference if known else "", by=by, save=save)
    _say(payment, "payment", call, key_of(payment), at_once=not payment.off_session)


def key_of(payment: Payment) -> str:
    """By which the call of a payment is made once."""
    return f"payment:{payment.pk}:{payment.attempt}"


def calling(
    payment: Payment,
    lines: Iterable[CheckoutLine],
    method: SavedMethod | None,
    *,
    customer: str = "",
    by: User | None = None,
    save: bool = False,
) -> Call:
    """The call that takes the money. customer: as whom the gateway knows the payer. Raises CannotPay."""
    order = Order(
        payment=payment,
        lines=tuple((line.title, from_minor(line.paid_minor, payment.currency)) for line in lines),
        return_url=return_url(payment),
        cancel_url=f"{settings.SITE_URL}{payment.checkout.get_absolute_url()}",
        expires_at=payment.checkout.expires_at,
        marks=outgoing.marks("payment", payment.pk, key_of(payment)),
        method=method,
        customer=customer,
        email=by.mail_address if by else "",
        save=save,
    )
    return gateways.of(payment.gateway).charging(order)


def _say(payment: Payment, kind: str, call: Call, key: str, *, at_once: bool) -> GatewayRequest:
    return outgoing.prepare(kind, payment.pk, call.name, call.body, key=key, gateway=payment.gateway, at_once=at_once)

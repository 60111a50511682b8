"""Which news of gateways lead to which act about payments, cards and refunds. Payouts are heard elsewhere."""

from payments import custody, gateways, inbox, methods, refunds, settling, subscribed
from payments.gateways.port import Answer, Disagrees, Keeper, NotOurs
from payments.models import CustodyInstruction, GatewayEvent, MethodSetup, Payment, Refund


@inbox.hears(
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "CHECKOUT.ORDER.APPROVED",
    "CHECKOUT.ORDER.VOIDED",
    "PAYMENT.CAPTURE.COMPLETED",
    "PAYMENT.CAPTURE.PENDING",
    "PAYMENT.CAPTURE.DENIED",
    "InvoiceProcessing",
    "InvoiceSettled",
    "InvoiceExpired",
    "InvoiceInvalid",
)
def payment_changed(thing: Answer, event: GatewayEvent) -> None:
    """A payment of ours is further than before."""
    pk = inbox.our_id(thing, "payment")
    if pk is None or not Payment.objects.filter(pk=pk).exists():
        raise NotOurs("no payment of this site")
    settling.settle(pk, thing)


@inbox.hears("checkout.session.completed", "checkout.session.expired")
def page_changed(thing: Answer, event: GatewayEvent) -> None:
    """A page of the gateway's is done with, or has run out: for a payment, a card, or the first period of a plan."""
    is_over = event.type == "checkout.session.expired"
    if plan := inbox.our_id(thing, "plan"):
        subscribed.opened(plan, thing)
        if is_over:
            subscribed.leave(plan)
    elif setup := inbox.our_id(thing, "setup"):
        methods.settle_setup(setup, thing)
    elif is_over:
        payment_changed(thing, event)


@inbox.hears(
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refund.updated",
    "PAYMENT.CAPTURE.REFUNDED",
    "PAYMENT.REFUND.FAILED",
)
def refund_changed(thing: Answer, event: GatewayEvent) -> None:
    """A refund of ours is further than before. One that nobody asked for here was made by hand, at the gateway."""
    pk = inbox.our_id(thing, "refund")
    if pk is not None and Refund.objects.filter(pk=pk).exists():
        refunds.settle(pk, thing)
    elif Payment.objects.filter(gateway=event.gateway, charge=thing.get("charge") or "none").exists():
        raise Disagrees("a refund that nobody asked for here")
    else:
        raise NotOurs("no payment of this site")


@inbox.hears("instruction.moved")
def custody_changed(thing: Answer, event: GatewayEvent) -> None:
    """Securities money has come to the custodian, or left it."""
    pk = inbox.our_id(thing, "custody")
    if pk is None or not CustodyInstruction.objects.filter(pk=pk).exists():
        raise NotOurs("no commitment of this site")
    custody.settle(pk, thing)


@inbox.hears("setup_intent.succeeded", "setup_intent.setup_failed", "setup_intent.canceled")
def setup_changed(thing: Answer, event: GatewayEvent) -> None:
    """A card was kept for later, or could not be."""
    pk = inbox.our_id(thing, "setup")
    if pk is None or not MethodSetup.objects.filter(pk=pk).exists():
        raise NotOurs("no card of this site")
    methods.settle_setup(pk, thing)


@inbox.hears("payment_method.detached")
def card_gone(thing: Answer, event: GatewayEvent) -> None:
    """A card was let go, here or at the gateway."""
    methods.taken_away(event.gateway, thing["id"])


@inbox.hears("payment_method.updated", "payment_method.automatically_updated")
def card_renewed(thing: Answer, event: GatewayEvent) -> None:
    """A card network sent a new expiry or number for a kept card."""
    gateway = gateways.of(event.gateway)
    if isinstance(gateway, Keeper):
        methods.renew(event.gateway, gateway.card_in(thing))

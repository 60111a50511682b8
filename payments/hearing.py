"""Which news of gateways lead to which act about payments, cards and refunds. Payouts are heard elsewhere."""

from uuid import UUID

from django.db.models import Model

from payments import custody, gateways, hearing_plans, inbox, methods, refunds, settling, subscribed
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
    """A payment is further than before: of a checkout, or of a bill of a paid plan, which bears no name of ours."""
    if thing.get("bill"):
        hearing_plans.settle_bill(thing["bill"], event)
    else:
        settling.settle(_ours(thing, "payment", Payment), thing)


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
    by_hand = inbox.our_id(thing, "refund") is None
    if by_hand and Payment.objects.filter(gateway=event.gateway, charge=thing.get("charge") or "none").exists():
        raise Disagrees("a refund that nobody asked for here")
    refunds.settle(_ours(thing, "refund", Refund), thing)


@inbox.hears("instruction.moved")
def custody_changed(thing: Answer, event: GatewayEvent) -> None:
    """Securities money has come to the custodian, or left it."""
    custody.settle(_ours(thing, "custody", CustodyInstruction), thing)


@inbox.hears("setup_intent.succeeded", "setup_intent.setup_failed", "setup_intent.canceled")
def setup_changed(thing: Answer, event: GatewayEvent) -> None:
    """A card was kept for later, or could not be."""
    methods.settle_setup(_ours(thing, "setup", MethodSetup), thing)


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


def _ours(thing: Answer, kind: str, rows: type[Model]) -> UUID:
    """The row of ours that an object was made for. One that has our name and no row was made after the backup from
    which this database was restored: a person must look."""
    pk = inbox.our_id(thing, kind)
    if pk is None:
        raise NotOurs("nothing of this site")
    if not rows._default_manager.filter(pk=pk).exists():
        raise Disagrees(f"{kind} {pk} was made by this site and is not here: was an older backup restored?")
    return pk

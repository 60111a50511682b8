"""Which news of Stripe's lead to which act about payments and refunds. What payees are paid is heard elsewhere."""

from payments import inbox, refunds, settling
from payments.gateways.port import Answer, Disagrees, NotOurs
from payments.models import GatewayEvent, Payment, Refund


@inbox.hears(
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
)
def payment_changed(thing: Answer, event: GatewayEvent) -> None:
    """A payment of ours is further than before."""
    pk = inbox.our_id(thing, "payment")
    if pk is None or not Payment.objects.filter(pk=pk).exists():
        raise NotOurs("no payment of this site")
    settling.settle(pk, thing)


@inbox.hears("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")
def refund_changed(thing: Answer, event: GatewayEvent) -> None:
    """A refund of ours is further than before. One that nobody asked for here was made by hand, at the gateway."""
    pk = inbox.our_id(thing, "refund")
    if pk is not None and Refund.objects.filter(pk=pk).exists():
        refunds.settle(pk, thing)
    elif Payment.objects.filter(gateway=event.gateway, charge=thing.get("charge") or "none").exists():
        raise Disagrees("a refund that nobody asked for here")
    else:
        raise NotOurs("no payment of this site")

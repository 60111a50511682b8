"""Which news of Stripe's lead to which act about paid plans."""

from payments import inbox, subscribed
from payments.gateways import billing
from payments.gateways.port import Answer, NotOurs
from payments.models import GatewayEvent, PaidPlan, PlanBill


@inbox.hears(
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
)
def subscription_changed(thing: Answer, event: GatewayEvent) -> None:
    """A paid plan stands otherwise than before."""
    plan = _ours(thing)
    if plan is None:
        raise NotOurs("no plan of this site")
    subscribed.settle(plan.pk, thing)


@inbox.hears("invoice.paid", "invoice.payment_failed", "invoice.payment_action_required")
def bill_changed(thing: Answer, event: GatewayEvent) -> None:
    """A period of a paid plan was paid, or could not be."""
    settle_bill(thing, event)


def settle_bill(thing: Answer, event: GatewayEvent) -> PlanBill | None:
    """Do what follows from a bill, whatever brought it; None where nothing is paid. Raises NotOurs."""
    details = (thing.get("parent") or {}).get("subscription_details") or {}
    reference = billing.of(event.gateway).bill_in(thing).subscription
    plan = PaidPlan.objects.filter(gateway=event.gateway, reference=reference).exclude(reference="").first()
    plan = plan or _ours(details)
    if plan is None:
        raise NotOurs("no plan of this site")
    return subscribed.settle_bill(plan.pk, thing)


def _ours(marked: Answer) -> PaidPlan | None:
    pk = inbox.our_id(marked, "plan")
    return PaidPlan.objects.filter(pk=pk).first() if pk else None

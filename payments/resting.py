"""A paid plan rests while a bank decides whether it was paid for: no effects, and nothing more is collected.

Both acts write down one call of the gateway in the caller's transaction, made by a worker; the caller holds the plan's
lock (payments.plan_chargebacks, payments.subscribed).
"""

from django.db.models import QuerySet

from marketplace.kit import clock
from payments import outgoing, plan_news
from payments.gateways import billing
from payments.gateways.port import Call
from payments.models import BillChargeback, GatewayRequest, PaidPlan

Status = PaidPlan.Status


def disputed(plan: PaidPlan) -> "QuerySet[BillChargeback]":
    """What banks have yet to decide of the payments for this plan, the latest first."""
    return BillChargeback.objects.filter(bill__paid_plan=plan, status=BillChargeback.Status.OPEN).order_by("-pk")


def is_disputed(plan: PaidPlan) -> bool:
    """Whether a bank has yet to decide about a payment for this plan."""
    return disputed(plan).exists()


def rest(plan: PaidPlan) -> None:
    """Let a plan that lives rest. One that is over stays over."""
    if not plan.is_live:
        return
    plan.paused_at = clock.now()
    plan.move_to(Status.PAUSED, saving=["paused_at"])
    _say(plan, "plan_rest", billing.of(plan.gateway).resting(plan.reference))
    plan_news.paused(plan)


def go_on(plan: PaidPlan) -> None:
    """The bank has decided for the site: the plan has its effects again, and is collected from the next period on."""
    if plan.status != Status.PAUSED:
        return
    plan.paused_at = None
    plan.move_to(Status.ACTIVE, saving=["paused_at"])
    _say(plan, "plan_rest", billing.of(plan.gateway).waking(plan.reference))
    plan_news.resumed(plan)


def end(plan: PaidPlan) -> None:
    """The bank has decided against the site: it ends now, at the gateway too."""
    if plan.status != Status.PAUSED:
        return
    plan.ended_at = plan.ends_at = clock.now()
    plan.action_url = plan.next_plan = ""
    plan.next_price_minor = None
    plan.move_to(Status.ENDED, saving=["ended_at", "ends_at", "action_url", "next_plan", "next_price_minor"])
    _say(plan, "plan_end", billing.of(plan.gateway).ending(plan.reference, at_once=True))
    plan_news.charged_back(plan)


def _say(plan: PaidPlan, kind: str, call: Call) -> None:
    earlier = GatewayRequest.objects.filter(kind=kind, subject=plan.pk).count()
    key = f"{kind}:{plan.pk}:{earlier + 1}"
    outgoing.prepare(kind, plan.pk, call.name, call.body, key=key, gateway=plan.gateway)

"""What follows from what a gateway says about paid plans and their bills, whoever brings the news.

Its answer to a call of ours, the browser that comes back, every webhook and the sweeper end here. Each locks the plan,
and does nothing the second time.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kit import clock, timers
from marketplace.kit.refusals import Refused
from payments import chart, gateways, ledger, methods, outgoing, plan_news, plans, resting, taxes, tidings
from payments.booked import note
from payments.gateways import billing
from payments.gateways.billing import Billed, Standing, Subscribed
from payments.gateways.port import Answer, Disagrees, Rejected
from payments.ledger import Posting
from payments.models import GatewayRequest, PaidPlan, PlanBill

Status = PaidPlan.Status
_ON_THE_WAY = ["began_at", "paid_from", "paid_until", "action_url", "failure", "failure_words", "past_due_since"]


def look(plan: PaidPlan) -> PaidPlan:
    """Ask the gateway how the plan stands, and do what follows. Raises Unclear, Disagrees."""
    plan = PaidPlan.objects.get(pk=plan.pk)
    gateway = gateways.of(plan.gateway)
    if not plan.reference and plan.page and (page := gateway.read("checkout.session", plan.page)):
        plan = opened(plan.pk, page)
    if plan.reference and (found := gateway.read("subscription", plan.reference)):
        plan = settle(plan.pk, found)
    if plan.bill and (bill := gateway.read("invoice", plan.bill)):
        settle_bill(plan.pk, bill)
    return PaidPlan.objects.get(pk=plan.pk)


def close(plan: PaidPlan) -> PaidPlan:
    """Close the gateway's page of a plan that was never paid for, so that nobody can pay there any more.

    Raises Refused where it is not known yet whether it was paid. The caller is in no transaction.
    """
    if plan.status != Status.BEGUN:
        return plan
    if plan.reference:
        raise Refused(_("The first payment is on its way. Wait a moment, then look at this page again."))
    if plan.page:
        call = billing.of(plan.gateway).closing(plan.page)
        key = f"plan_closed:{plan.pk}:1"
        outgoing.send_now(
            outgoing.prepare("plan_closed", plan.pk, call.name, call.body, key=key, gateway=plan.gateway, at_once=True)
        )
        plan = look(plan)
    return leave(plan.pk)


@transaction.atomic
def leave(plan_pk: UUID) -> PaidPlan:
    """Note that it was never begun. Twice changes nothing."""
    plan = _locked(plan_pk)
    if plan.status == Status.BEGUN and not plan.reference:
        plan.action_url = ""
        timers.cancel("plan_page", plan.pk)
        plan.move_to(Status.ABANDONED, saving=["action_url"])
    return plan


@outgoing.settles("plan")
@outgoing.settles("plan_closed")
@transaction.atomic
def opened(plan_pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> PaidPlan:
    """Note the gateway's page on which a plan is begun, and the subscription that came of it."""
    plan = _locked(plan_pk)
    page, url, subscription = billing.of(plan.gateway).page_in(answer)
    plan.page, plan.reference = page, plan.reference or subscription
    plan.action_url = url if plan.status == Status.BEGUN else plan.action_url
    plan.save(update_fields=["page", "reference", "action_url"])
    return plan


@outgoing.refused("plan")
@transaction.atomic
def refused(plan_pk: UUID, rejected: Rejected, request: GatewayRequest) -> PaidPlan:
    """The gateway would not even open its page."""
    plan = _locked(plan_pk)
    plan.failure, plan.failure_words = rejected.code[:60], rejected.words[:300]
    plan.save(update_fields=["failure", "failure_words"])
    return leave(plan_pk)


@outgoing.settles("plan_change")
@outgoing.settles("plan_rest")
@outgoing.settles("plan_end")
@transaction.atomic
def settle(plan_pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> PaidPlan:
    """Do what follows from what the gateway says about a subscription. Twice changes nothing."""
    plan = _locked(plan_pk)
    told = billing.of(plan.gateway).subscription_in(answer)
    if plan.reference not in ("", told.reference):
        raise Disagrees(f"{plan} is another subscription than {told.reference}")
    if plan.status == Status.ENDED:
        return plan
    _note(plan, told)
    if plan.status == Status.PAUSED and told.standing is not Standing.ENDED:
        return plan
    if told.standing is Standing.ACTIVE:
        _go_on(plan, told)
        _catch_up(plan, told, request)
    elif told.standing is Standing.PAST_DUE:
        _fall_behind(plan)
    elif told.standing is Standing.ENDED:
        _end(plan)
    return plan


@outgoing.refused("plan_change")
@outgoing.refused("plan_end")
@outgoing.refused("plan_bill")
@outgoing.refused("plan_rest")
@transaction.atomic
def unchanged(plan_pk: UUID, rejected: Rejected, request: GatewayRequest) -> PaidPlan:
    """The gateway refused a change, so all is as before: its page says why."""
    plan = _locked(plan_pk)
    plan.failure, plan.failure_words = rejected.code[:60], rejected.words[:300]
    plan.save(update_fields=["failure", "failure_words"])
    return plan


@outgoing.settles("plan_bill")
@transaction.atomic
def settle_bill(plan_pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> PlanBill | None:
    """Do what follows from what the gateway says about a bill: what was paid is booked, once; None if nothing was."""
    plan = _locked(plan_pk)
    told = billing.of(plan.gateway).bill_in(answer)
    plan.reference, plan.bill = plan.reference or told.subscription, told.reference
    plan.action_url = "" if told.is_paid or plan.status == Status.BEGUN else told.pay_url
    plan.save(update_fields=["reference", "bill", "action_url"])
    if not told.is_paid or told.amount.amount <= 0:
        return None
    if told.amount.currency.code != plan.currency:
        raise Disagrees(f"{told.reference} is in {told.amount.currency.code}, the plan in {plan.currency}")
    return PlanBill.objects.filter(reference=told.reference).first() or _book(plan, told)


@outgoing.settles("plan_product")
def offered(product_pk: UUID, answer: Answer, request: GatewayRequest) -> None:
    """The gateway knows what is sold: the request itself is the note of it."""


@timers.handles("plan_page")
def page_ran_out(key: str) -> None:
    """The gateway's page is closed by now; who did not pay there has begun nothing."""
    leave(UUID(key))


def _locked(plan_pk: UUID) -> PaidPlan:
    plan: PaidPlan = PaidPlan.objects.select_related("party").locked().get(pk=plan_pk)
    return plan


def _note(plan: PaidPlan, told: Subscribed) -> None:
    is_cancelled = plan.is_live and plan.ends_at is None and told.ends_at is not None
    plan.reference, plan.item, plan.ends_at = told.reference, told.item, told.ends_at
    plan.bill = told.bill or plan.bill
    plan.method = told.method[:60] or plan.method
    plan.save(update_fields=["reference", "item", "ends_at", "bill", "method"])
    if told.customer:
        methods.know(plan.party, plan.gateway, told.customer)
    if is_cancelled and told.standing is not Standing.ENDED:
        plan_news.cancelled(plan)


def _go_on(plan: PaidPlan, told: Subscribed) -> None:
    """It goes on. A higher plan holds at once, a lower one from the next period on."""
    is_first = plan.paid_until is None
    _take_plan(plan, told, begins=plan.paid_until is None or told.paid_from >= plan.paid_until)
    if plan.status == Status.ACTIVE:
        return
    plan.action_url = plan.failure = plan.failure_words = ""
    plan.past_due_since = None
    if is_first:
        _refuse_a_second(plan)
        plan.began_at, plan.paid_from, plan.paid_until = clock.now(), told.paid_from, told.paid_to
        timers.cancel("plan_page", plan.pk)
    plan.move_to(Status.ACTIVE, saving=_ON_THE_WAY)
    (plan_news.begun if is_first else plan_news.paid_again)(plan)


def _catch_up(plan: PaidPlan, told: Subscribed, request: GatewayRequest | None) -> None:
    """A bank may be at it already when it begins. And after its rest the period that runs is not charged."""
    if resting.is_disputed(plan):
        resting.rest(plan)
    elif request and request.kind == "plan_rest" and plan.paid_until and told.paid_to > plan.paid_until:
        plan.paid_from, plan.paid_until = told.paid_from, told.paid_to
        plan.save(update_fields=["paid_from", "paid_until"])


def _take_plan(plan: PaidPlan, told: Subscribed, *, begins: bool) -> None:
    side, name = told.product.removeprefix("plan-").split("-")
    if side != plan.side or name not in plans.NAMES:
        raise Disagrees(f"{told.product} is not sold for {plan.side}")
    columns = ["plan", "every", "price_minor", "next_plan", "next_price_minor"]
    before = (plan.plan, plan.every)
    if begins or not plans.is_higher(plan.plan, name):
        plan.plan, plan.every, plan.price = name, told.every, told.price
        plan.next_plan, plan.next_price_minor = "", None
    else:
        plan.next_plan, plan.next_price = name, told.price
    plan.save(update_fields=columns)
    if plan.status == Status.ACTIVE and before != (plan.plan, plan.every):
        plan_news.changed(plan)


def _refuse_a_second(plan: PaidPlan) -> None:
    ended = [Status.ENDED, Status.ABANDONED]
    others = PaidPlan.objects.filter(party=plan.party_id, side=plan.side).exclude(status__in=ended)
    if others.exclude(pk=plan.pk).exists():
        raise Disagrees(f"{plan.party_id} has paid for two plans at once: end one at the gateway and refund it")


def _fall_behind(plan: PaidPlan) -> None:
    if plan.status != Status.ACTIVE:
        return
    plan.past_due_since = clock.now()
    plan.move_to(Status.PAST_DUE, saving=["past_due_since"])
    plan_news.payment_failed(plan)


def _end(plan: PaidPlan) -> None:
    if not plan.is_live and plan.status != Status.PAUSED:
        plan.move_to(Status.ABANDONED) if plan.status == Status.BEGUN else None
        return
    unpaid = plan.status == Status.PAST_DUE
    plan.ended_at = plan.ends_at = clock.now()
    plan.action_url = plan.next_plan = ""
    plan.next_price_minor = None
    plan.move_to(Status.ENDED, saving=["ended_at", "ends_at", "action_url", "next_plan", "next_price_minor"])
    plan_news.ended(plan, unpaid=unpaid)


def _book(plan: PaidPlan, told: Billed) -> PlanBill:
    """gateway → plans and tax: the price holds its tax, by the rule of the day on which it was paid."""
    paid_at = told.paid_at or clock.now()
    tax = taxes.on_fees_of(plan.party, paid_at.date())
    part, cash = tax.within(told.amount), chart.gateway(plan.gateway)
    postings = [Posting(cash, chart.PLANS, told.amount - part), Posting(cash, chart.TAX, part)]
    entry = ledger.post("plan_paid", postings, ref=f"bill:{told.reference}")
    note(plan.gateway, "charge", told.charge or told.reference, entry)
    bill = PlanBill(
        paid_plan=plan, plan=plan.plan, reference=told.reference, tax=tax.as_json(), starts_at=told.starts_at,
        ends_at=told.ends_at, paid_at=paid_at, charge=told.charge, intent=told.intent, entry_id=entry.id,
    )  # fmt: skip
    bill.amount, bill.tax_part = told.amount, part
    bill.save(force_insert=True)
    _paid_for(plan, told)
    tidings.billed.tell(bill)
    return bill


def _paid_for(plan: PaidPlan, told: Billed) -> None:
    """The period of a bill is paid for. The gateway counts a new one from its first second, before it was paid."""
    if plan.paid_until is not None and told.ends_at > plan.paid_until:
        plan.paid_from, plan.paid_until = told.starts_at, told.ends_at
        plan.save(update_fields=["paid_from", "paid_until"])

"""What a member does with a paid plan: begin, change, end, go on, pay with another card.

    plan = subscribing.begin(party, side="work", plan="plus", every="month", currency="EUR", by=cleo)
    plan = subscribing.send(plan)                  # after the commit; plan.action_url leads to the gateway's page
    subscribing.change(plan, to="pro", every="month", by=cleo)
    subscribing.end(plan, by=cleo)

Each act writes down one call of the gateway and its page makes it; what follows is done by `subscribed.settle`, whoever
brings the news. A plan that is ended has its effects until what was paid for is over.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock, timers
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import outgoing, plans, subscribed
from payments.gateways import billing
from payments.gateways.billing import Subscribing
from payments.gateways.port import Call
from payments.gateways.stripe_shapes import PAGE_LASTS
from payments.models import GatewayCustomer, GatewayRequest, PaidPlan, SavedMethod
from payments.plans import Prices

Status, Every = PaidPlan.Status, PaidPlan.Every
GATEWAY = "stripe"
_COLLECTED = [*PaidPlan.LIVE, Status.PAUSED]  # those that the gateway still knows as going on


class NotOffered(Refused):
    """There is no such plan, or not from the one that is held."""


@dataclass(frozen=True)
class Change:
    """What another plan would mean: whether it begins at once, what is paid now (about), and from when on what."""

    plan: str
    every: str
    price: Money
    at_once: bool
    now: Money
    from_then: datetime


@transaction.atomic
def begin(party: Party, *, side: str, plan: str, every: str, currency: str, by: User) -> PaidPlan:
    """Ask for a plan; it begins when its first period is paid on the gateway's page. The caller then calls `send`.

    Raises NotAllowed, NotOffered, and Refused where there is a paid plan already.
    """
    _permit(party, by)
    prices = Prices.of_day()
    price = prices.price(side, plan, every, currency)
    if price is None:
        raise NotOffered(_("This plan is not offered in this currency."))
    known = PaidPlan.objects.filter(party=party, side=side).exclude(status__in=[Status.ENDED, Status.ABANDONED])
    if held := known.locked().first():
        return _again(held, plan, every, price)
    begun = PaidPlan(party=party, side=side, plan=plan, every=every, gateway=GATEWAY, rule=prices.rule)
    begun.price = price
    try:
        with transaction.atomic():
            begun.save(force_insert=True)
    except IntegrityError:  # the other tab was faster
        return _again(known.locked().get(), plan, every, price)
    _offer(begun)
    _open_page(begun, by)
    timers.set("plan_page", begun.pk, clock.now() + 2 * PAGE_LASTS)
    return begun


def send(plan: PaidPlan) -> PaidPlan:
    """Make the calls that were written down for this plan. Without a sure answer they are made again by themselves."""
    products = [_product_pk(product_of(plan.side, name)) for name in PaidPlan.Plan.values]
    waiting = GatewayRequest.objects.filter(subject__in=[*products, plan.pk], status__in=outgoing.OPEN)
    for request in waiting.order_by("pk"):
        outgoing.send_now(request)
    return PaidPlan.objects.get(pk=plan.pk)


def abandon(plan: PaidPlan, *, by: User) -> PaidPlan:
    """Leave the gateway's page and choose anew. If it was paid at that moment, it is. Raises NotAllowed, Unclear."""
    _permit(plan.party, by)
    return subscribed.close(subscribed.look(plan))


def change_to(plan: PaidPlan, to: str, every: str) -> Change:
    """What this change would mean now. Raises NotOffered."""
    price = Prices.of_day().price(plan.side, to, every, plan.currency)
    is_shorter = plan.every == Every.YEAR and every == Every.MONTH  # more than the price of a month is paid already
    is_longer = plan.every == Every.MONTH and every == Every.YEAR
    at_once = (plans.is_higher(to, plan.plan) and not is_shorter) or (to == plan.plan and is_longer)
    is_lower = plans.is_higher(plan.plan, to) and every == plan.every
    if price is None or plan.paid_until is None or not (at_once or is_lower) or (to, every) == (plan.plan, plan.every):
        raise NotOffered(_("This plan can't be changed to from the one that you have."))
    if not at_once:
        return Change(to, every, price, at_once, Money(0, plan.currency), plan.paid_until)
    if every != plan.every:
        return Change(to, every, price, at_once, price - _left_of(plan, plan.price), clock.now())
    return Change(to, every, price, at_once, _left_of(plan, price) - _left_of(plan, plan.price), plan.paid_until)


@transaction.atomic
def change(plan: PaidPlan, *, to: str, every: str, by: User) -> PaidPlan:
    """Go to a higher plan at once, paying the difference, or to a lower one when the paid period ends.

    Nothing changes if the difference can't be collected. The caller then calls `send`. Raises NotAllowed, NotOffered.
    """
    plan = _locked(plan, by)
    if plan.status != Status.ACTIVE or plan.ends_at:
        raise NotOffered(_("Only a plan that goes on can be changed."))
    if plan.next_plan:
        raise NotOffered(_("A change is noted already. Take it back first."))
    wanted = change_to(plan, to, every)
    if _is_changing(plan):
        return plan
    plan.failure = plan.failure_words = ""
    plan.save(update_fields=["failure", "failure_words"])
    _offer(plan, to)
    call = billing.of(plan.gateway).changing(
        plan.reference, plan.item, product_of(plan.side, to), wanted.price, every, at_once=wanted.at_once
    )
    _say(plan, "plan_change", call)
    return plan


@transaction.atomic
def stay(plan: PaidPlan, *, by: User) -> PaidPlan:
    """Take back that a lower plan begins later. Twice changes nothing. Raises NotAllowed, NotOffered."""
    plan = _locked(plan, by)
    if not plan.next_plan or _is_changing(plan):
        return plan
    if plan.status != Status.ACTIVE or plan.ends_at:
        raise NotOffered(_("Only a plan that goes on can be changed."))
    product = product_of(plan.side, plan.plan)
    call = billing.of(plan.gateway).changing(plan.reference, plan.item, product, plan.price, plan.every, at_once=False)
    _say(plan, "plan_change", call)
    return plan


@transaction.atomic
def end(plan: PaidPlan, *, by: User) -> PaidPlan:
    """Let it end when what is paid for is over; one whose payment failed, or that rests, ends now. Twice does nothing.

    The caller then calls `send`. Raises NotAllowed.
    """
    plan = _locked(plan, by)
    if not (plan.is_live or plan.status == Status.PAUSED) or plan.ends_at or _is_changing(plan):
        return plan
    at_once = plan.status != Status.ACTIVE
    _say(plan, "plan_end", billing.of(plan.gateway).ending(plan.reference, at_once=at_once))
    return plan


@transaction.atomic
def cut_off(plan: PaidPlan) -> PaidPlan:
    """End it at once, because its member leaves: a worker tells the gateway. Twice changes nothing."""
    plan = _locked(plan, None)
    if plan.status in _COLLECTED and plan.reference:
        _say(plan, "plan_end", billing.of(plan.gateway).ending(plan.reference, at_once=True), at_once=False)
    return plan


@transaction.atomic
def go_on(plan: PaidPlan, *, by: User) -> PaidPlan:
    """Take back that it ends. Twice changes nothing. Raises NotAllowed, and Refused once it has ended."""
    plan = _locked(plan, by)
    if not plan.is_live:
        raise Refused(_("This plan has ended. Begin it anew."))
    if plan.ends_at and not _is_changing(plan):
        _say(plan, "plan_change", billing.of(plan.gateway).going_on(plan.reference))
    return plan


@transaction.atomic
def pay_with(plan: PaidPlan, method: SavedMethod, *, by: User) -> PaidPlan:
    """Collect from this card from now on; a bill that is open is collected from it now. The caller calls `send`.

    Raises NotAllowed, and Refused for a card that is not the member's.
    """
    plan = _locked(plan, by)
    if method.party_id != plan.party_id or method.removed_at or method.gateway != plan.gateway:
        raise Refused(_("This card is not among your cards any more: choose another one."))
    plan.failure = plan.failure_words = ""
    plan.save(update_fields=["failure", "failure_words"])
    collects = billing.of(plan.gateway)
    _say(plan, "plan_change", collects.paying_with(plan.reference, method.reference))
    if plan.status == Status.PAST_DUE and plan.bill:
        _say(plan, "plan_bill", collects.paying(plan.bill, method.reference))
    return plan


def product_of(side: str, plan: str) -> str:
    """Under which name the gateway knows what is sold."""
    return f"plan-{side}-{plan}"


def _product_pk(product: str) -> UUID:
    return uuid5(NAMESPACE_URL, product)


def _permit(party: Party, by: User | None) -> None:
    if by is not None and not Party.objects.acted_for_by(by).filter(pk=party.pk).exists():
        raise NotAllowed(_("You cannot do this for %(party)s.") % {"party": party.name})


def _locked(plan: PaidPlan, by: User | None) -> PaidPlan:
    plan = PaidPlan.objects.select_related("party").locked().get(pk=plan.pk)
    _permit(plan.party, by)
    return plan


def _is_changing(plan: PaidPlan) -> bool:
    """Whether the gateway is being asked for a change at this moment: a second press of a button asks for none."""
    kinds = ["plan_change", "plan_end"]
    return GatewayRequest.objects.filter(subject=plan.pk, kind__in=kinds, status__in=outgoing.OPEN).exists()


def _again(held: PaidPlan, plan: str, every: str, price: Money) -> PaidPlan:
    """The same wish again goes on where it was; another one is refused while the first is under way."""
    if held.status == Status.PAUSED:
        raise Refused(
            _("Your bank is taking back a payment for your plan. Wait until it has decided, or end it first.")
        )
    if held.status != Status.BEGUN:
        raise Refused(_("You have a paid plan already. Change it instead."))
    if (held.plan, held.every, held.price) != (plan, every, price):
        raise Refused(_("You have begun to pay for another plan. Go on with it, or leave it first."))
    return held


def _offer(plan: PaidPlan, name: str = "") -> None:
    """Let the gateway know what is sold, once for all members."""
    product = product_of(plan.side, name or plan.plan)
    key = f"product:{product}:1"
    if GatewayRequest.objects.filter(key=key, status=GatewayRequest.Status.DONE).exists():
        return
    title = f"{settings.SITE_NAME} {PaidPlan.Plan(name or plan.plan).label}, {PaidPlan.Side(plan.side).label}"
    call = billing.of(plan.gateway).offering(product, title)
    outgoing.prepare("plan_product", _product_pk(product), call.name, call.body, key=key, at_once=True)


def _open_page(plan: PaidPlan, by: User) -> None:
    key = f"plan:{plan.pk}:1"
    known = GatewayCustomer.objects.filter(party=plan.party, gateway=plan.gateway).first()
    here = f"{settings.SITE_URL}{reverse('payments:plans')}?side={plan.side}"
    order = Subscribing(
        pk=plan.pk,
        product=product_of(plan.side, plan.plan),
        price=plan.price,
        every=plan.every,
        return_url=f"{settings.SITE_URL}{reverse('payments:plan_returned', args=[plan.pk])}",
        cancel_url=here,
        marks=outgoing.marks("plan", plan.pk, key),
        customer=known.reference if known else "",
        email=by.email,
    )
    call = billing.of(plan.gateway).subscribing(order)
    outgoing.prepare("plan", plan.pk, call.name, call.body, key=key, gateway=plan.gateway, at_once=True)


def _say(plan: PaidPlan, kind: str, call: Call, *, at_once: bool = True) -> None:
    earlier = GatewayRequest.objects.filter(kind=kind, subject=plan.pk).count()
    key = f"{kind}:{plan.pk}:{earlier + 1}"
    outgoing.prepare(kind, plan.pk, call.name, call.body, key=key, gateway=plan.gateway, at_once=at_once)


def _left_of(plan: PaidPlan, price: Money) -> Money:
    """The share of a period's price that belongs to what is left of the period, to the nearest minor unit."""
    if plan.paid_from is None or plan.paid_until is None:
        return price
    whole = Decimal((plan.paid_until - plan.paid_from).total_seconds())
    left = Decimal((plan.paid_until - clock.now()).total_seconds()) / whole
    exact = Decimal(to_minor(price)) * min(max(left, Decimal(0)), Decimal(1))
    return from_minor(int(exact.to_integral_value(ROUND_HALF_EVEN)), price.currency.code)

"""What was left undone is done: once a minute, by a worker, and after every outage."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db.models import Q

from marketplace.kit import clock
from payments import charges, gateways, inbox, outgoing, plan_fees, refunds, subscribed
from payments.gateways.port import Disagrees, Unclear
from payments.models import PaidPlan, Payment, Payout, PayoutAccount, Refund

log = structlog.get_logger(__name__)

DAY = timedelta(days=1)
QUIET = timedelta(minutes=15)  # after so long without news we ask


def sweep() -> dict[str, int]:
    """Make the calls that wait, ask the gateways what never came here, work on it. Returns how many of each.

    A part that fails stops no other.
    """
    parts: dict[str, Callable[[], int]] = {
        "requests": outgoing.send_due,
        "missed": ask_for_events,
        "events": inbox.work_on_due,
        "payments": look_at_payments,
        "plans": look_at_plans,
        "plan_fees": plan_fees.book_all,
        "refunds": look_at_refunds,
    }
    return {name: _done(name, part) for name, part in parts.items()}


def ask_for_events() -> int:
    """What was told while nobody listened; returns how much that was. Who does not answer stops no other."""
    asked = [("stripe", account) for account in ("", *_accounts_with_payouts())]
    asked += [(name, "") for name in ("paypal", gateways.custodian().name)]
    return sum(_caught_up(name, account) for name, account in asked)


def look_at_payments() -> int:
    """Payments of which nothing was heard for a while; returns how many were looked at."""
    quiet = Payment.objects.filter(status__in=Payment.LIVE, created_at__lt=clock.now() - QUIET).exclude(reference="")
    looked = 0
    for payment in quiet.order_by("created_at")[:200]:
        try:
            charges.look(payment)
        except (Unclear, Disagrees) as error:
            log.warning("payment_not_found_out", payment=str(payment.pk), error=str(error))
        looked += 1
    return looked


def look_at_plans() -> int:
    """Plans whose first payment, or whose end, should have been heard of; returns how many were looked at."""
    begun = Q(status=PaidPlan.Status.BEGUN, created_at__lt=clock.now() - QUIET) & ~Q(page="")
    over = Q(status__in=PaidPlan.LIVE, paid_until__lt=clock.now() - DAY)
    looked = 0
    for plan in PaidPlan.objects.filter(begun | over).order_by("pk")[:200]:
        try:
            subscribed.look(plan)
        except (Unclear, Disagrees) as error:
            log.warning("plan_not_found_out", plan=str(plan.pk), error=str(error))
        looked += 1
    return looked


def look_at_refunds() -> int:
    """Refunds of which nothing was heard for a while; returns how many were looked at."""
    quiet = Refund.objects.filter(status=Refund.Status.REQUESTED, created_at__lt=clock.now() - QUIET)
    looked = 0
    for refund in quiet.exclude(reference="").select_related("payment").order_by("created_at")[:200]:
        try:
            refunds.look(refund)
        except (Unclear, Disagrees) as error:
            log.warning("refund_not_found_out", refund=str(refund.pk), error=str(error))
        looked += 1
    return looked


def _accounts_with_payouts() -> list[str]:
    on_their_way = Payout.objects.filter(status__in=[Payout.Status.REQUESTED, Payout.Status.SENT])
    accounts = PayoutAccount.objects.filter(gateway="stripe", payouts__in=on_their_way).distinct()
    return [reference for reference in accounts.values_list("reference", flat=True) if reference]


def _caught_up(name: str, account: str) -> int:
    if not gateways.speaker(name).is_on():
        return 0
    try:
        return inbox.catch_up(name, account=account)
    except Unclear as error:
        log.warning("gateway_not_asked", gateway=name, account=account, error=str(error))
        return 0


def _done(name: str, part: Callable[[], int]) -> int:
    try:
        return part()
    except Exception:
        log.exception("sweep_failed", part=name)
        return 0

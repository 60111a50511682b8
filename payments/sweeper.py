"""What was left undone is done: once a minute, by a worker, and after every outage."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from marketplace.kit import clock
from payments import charges, gateways, inbox, outgoing
from payments.gateways.port import Disagrees, Unclear
from payments.models import Payment, Payout, PayoutAccount

log = structlog.get_logger(__name__)

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
    }
    return {name: _done(name, part) for name, part in parts.items()}


def ask_for_events() -> int:
    """What the gateways told while nobody listened: about the platform, and about payees whose payout is on its way."""
    gateway = gateways.of("stripe")
    if not gateway.is_on():
        return 0
    on_their_way = Payout.objects.filter(status__in=[Payout.Status.REQUESTED, Payout.Status.SENT])
    accounts = PayoutAccount.objects.filter(gateway="stripe", payouts__in=on_their_way).distinct()
    names = ["", *accounts.values_list("reference", flat=True)]
    return sum(inbox.catch_up("stripe", account=name) for name in names)


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


def _done(name: str, part: Callable[[], int]) -> int:
    try:
        return part()
    except Exception:
        log.exception("sweep_failed", part=name)
        return 0

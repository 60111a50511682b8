"""What was said to gateways and by them is kept word by word for a while, then only that it was said.

Their objects hold addresses, names and parts of card numbers. For as long as a call may be repeated, an event told
again or a difference looked into, the words are needed; afterwards our numbers and theirs are enough.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.privacy import retention
from payments.models import GatewayEvent, GatewayRequest

BATCH = 1000
MOST_BATCHES = 500  # in one night


def register() -> None:
    """Let the words go when their time is over."""
    retention.rule(
        "gateway_words",
        title=_("Messages of payment services"),
        what=_("What payment services told us about payments, word by word. That they told it, and the sums, stay."),
        let_go=let_go,
    )


def let_go(before: datetime) -> int:
    """Empty what ended before this moment and that nobody has to look at; returns how many."""
    return _in_batches(lambda: _requests(before)) + _in_batches(lambda: _events(before))


def _requests(before: datetime) -> int:
    over = [GatewayRequest.Status.DONE, GatewayRequest.Status.REFUSED]
    old = GatewayRequest.objects.filter(status__in=over, ended_at__lt=before).exclude(body={})
    return _empty(old, body={}, answer=None, refusal=None)


def _events(before: datetime) -> int:
    over = [GatewayEvent.Status.DONE, GatewayEvent.Status.IGNORED]
    old = GatewayEvent.objects.filter(status__in=over, ended_at__lt=before).exclude(payload={})
    return _empty(old, payload={})


def _empty(rows: Any, **nothing: Any) -> int:
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return int(rows.model.objects.filter(pk__in=pks).update(**nothing))


def _in_batches(empty: Callable[[], int]) -> int:
    gone = 0
    for _batch in range(MOST_BATCHES):
        with transaction.atomic():
            emptied = empty()
        gone += emptied
        if emptied < BATCH:
            break
    return gone

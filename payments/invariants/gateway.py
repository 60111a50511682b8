"""Of what was said to the gateways and what they said: nothing is lost on the way, nothing is counted twice."""

from collections.abc import Iterator
from datetime import timedelta

from marketplace.kit import clock
from payments import books
from payments.models import GatewayEvent, GatewayRequest

PATIENCE = timedelta(minutes=15)  # of the sweeper, for a call without an answer and news that nobody worked on

books.query(
    "I11",
    "No more is refunded of a payment than was paid, and the payment says how much",
    """
    SELECT payment.id AS payment, payment.amount_minor AS paid, payment.refunded_minor AS says,
        coalesce(sum(refund.amount_minor), 0) AS refunded
    FROM payments_payment payment
    LEFT JOIN payments_refund refund ON refund.payment_id = payment.id AND refund.status NOT IN ('failed', 'set_aside')
    GROUP BY payment.id
    HAVING coalesce(sum(refund.amount_minor), 0) > payment.amount_minor OR payment.refunded_minor > payment.amount_minor
    """,
)
books.query(
    "I11",
    "No more is taken back of a transfer than was transferred",
    "SELECT id AS transfer, amount_minor, reversed_minor FROM payments_transfer WHERE reversed_minor > amount_minor",
)
books.query(
    "I14",
    "Every refund, transfer and payout that was done stands in the books by its own number",
    """
    WITH done AS (
        SELECT gateway, 'refund' AS kind, refund.reference FROM payments_refund refund
            JOIN payments_payment payment ON payment.id = payment_id WHERE refund.status = 'paid'
        UNION ALL SELECT gateway, 'transfer', reference FROM payments_transfer WHERE reference <> ''
        UNION ALL SELECT gateway, 'payout', payout.reference FROM payments_payout payout
            JOIN payments_payoutaccount account ON account.id = account_id WHERE payout.status = 'paid'
    )
    SELECT gateway, kind, reference FROM done
    WHERE NOT EXISTS (
        SELECT 1 FROM payments_gatewayobject kept
        WHERE (kept.gateway, kept.kind, kept.reference) = (done.gateway, done.kind, done.reference)
    )
    """,
)
books.query(
    "I14",
    "What moved cash at a gateway was done by one of its objects",
    """
    SELECT DISTINCT entry.kind, entry.ref
    FROM payments_account cash
    JOIN payments_posting posting ON cash.id IN (source_id, destination_id)
    JOIN payments_entry entry ON entry.id = posting.entry_id
    WHERE cash.code LIKE 'gateway:%' AND entry.kind <> 'adjustment'
        AND NOT EXISTS (SELECT 1 FROM payments_gatewayobject WHERE entry_id = entry.id)
    """,
)


books.query(
    "I14",
    "Every entry that follows from something at a gateway names it",
    """
    SELECT entry.ref, entry.kind FROM payments_entry entry
    WHERE entry.kind IN (
            'payment', 'gateway_fee', 'plan_paid', 'refunded', 'refunded_reversed', 'transferred',
            'transfer_taken_back', 'payout_paid', 'chargeback', 'chargeback_reinstated', 'custody_funded',
            'custody_collected', 'custody_returned'
        )
        AND NOT EXISTS (SELECT 1 FROM payments_gatewayobject named WHERE named.entry_id = entry.id)
    """,
)
books.query(
    "I14",
    "Every payment that went well names its charge, and that one entry",
    """
    SELECT payment.id AS payment, payment.charge FROM payments_payment payment
    JOIN payments_entry entry ON entry.id = payment.entry_id AND entry.kind = 'payment'
    WHERE NOT EXISTS (
        SELECT 1 FROM payments_gatewayobject named
        WHERE named.entry_id = payment.entry_id AND named.gateway = payment.gateway AND named.kind = 'charge'
            AND named.reference = payment.charge
    )
    """,
)


@books.invariant("I15", "Every call of a gateway has ended, or was made in the last 15 minutes")
def calls_have_ended() -> Iterator[str]:
    late = GatewayRequest.objects.filter(status=GatewayRequest.Status.SENT, sent_at__lt=clock.now() - PATIENCE)
    yield from (f"{request.key} was sent {request.sent_at:%c}" for request in late)


@books.invariant("I16", "All news of the gateways was worked on, or came in the last 15 minutes")
def news_was_worked_on() -> Iterator[str]:
    waiting = GatewayEvent.objects.filter(status=GatewayEvent.Status.RECEIVED)
    late = waiting.filter(received_at__lt=clock.now() - PATIENCE)
    yield from (f"{event} came {event.received_at:%c}" for event in late)

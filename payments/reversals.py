"""A piece of a transfer that comes back: the books took it from the payee's wallet already, the cash follows."""

from datetime import timedelta
from uuid import UUID

from accounts.models import Party
from marketplace.kit import clock, timers
from payments import booked, chart, gateways, ledger, outgoing, payees, retries
from payments.gateways.port import Answer, Disagrees, Rejected
from payments.ledger import Posting
from payments.models import GatewayRequest, Transfer, TransferReversal

Status = TransferReversal.Status
TIMER = "reversal_again"
DAY = timedelta(days=1)


def begin(transfer: Transfer, piece: int, *, key: str) -> TransferReversal:
    """Take back a piece, in minor units, of a transfer that was sent. The payee's money must be locked."""
    reversal = TransferReversal(transfer=transfer, key=key, currency=transfer.currency, amount_minor=piece)
    reversal.save(force_insert=True)
    transfer.reversed_minor += piece
    transfer.save(update_fields=["reversed_minor"])
    if transfer.status == Transfer.Status.DONE:
        _send(reversal)
    return reversal


def send_waiting(transfer: Transfer) -> None:
    """The transfer is done: what waited for that can go."""
    for reversal in transfer.reversals.filter(status=Status.WAITING).order_by("pk"):
        _send(reversal)


def drop_waiting(transfer: Transfer) -> int:
    """The transfer was never made, so nothing of it can come back; returns how much waited, in minor units."""
    waiting = list(transfer.reversals.filter(status=Status.WAITING).order_by("pk"))
    for reversal in waiting:
        reversal.move_to(Status.NEVER_SENT)
    return sum(reversal.amount_minor for reversal in waiting)


@outgoing.settles("reversal")
@retries.atomic
def settle(pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> None:
    """The cash is back on the platform's balance. Twice changes nothing. Raises Disagrees for another sum."""
    reversal = _locked(pk)
    if reversal.status != Status.REQUESTED:
        return
    transfer = reversal.transfer
    gateway = gateways.payees_of(transfer.gateway)
    if gateway.amount_in(answer) != reversal.amount:
        raise Disagrees(f"reversal {pk} is of {reversal.amount}, {gateway.amount_in(answer)} came back")
    reversal.reference = gateway.reference_in(answer)
    there = chart.connected(transfer.gateway, transfer.payee)
    moved = [Posting(chart.gateway(transfer.gateway), there, reversal.amount)]
    entry = ledger.post("transfer_taken_back", moved, ref=f"reversal:{reversal.reference}")
    booked.note(transfer.gateway, "transfer_reversal", reversal.reference, entry)
    reversal.move_to(Status.DONE, saving=["reference"])
    if transfer.reversed_minor == transfer.amount_minor and not transfer.reversals.exclude(status=Status.DONE).exists():
        transfer.move_to(Transfer.Status.REVERSED)


@outgoing.refused("reversal")
@retries.atomic
def fail(pk: UUID, rejected: Rejected, request: GatewayRequest | None = None) -> None:
    """There is not enough on the payee's account yet: tried again tomorrow."""
    reversal = _locked(pk)
    if reversal.status != Status.REQUESTED:
        return
    reversal.failure_words = f"{rejected.code}: {rejected.words}"[:300]
    reversal.move_to(Status.FAILED, why=reversal.failure_words, saving=["failure_words"])
    timers.set(TIMER, reversal.pk, clock.now() + DAY)


@timers.handles(TIMER)
@retries.atomic
def send_again(key: str) -> None:
    """Try a reversal that was refused once more."""
    reversal = _locked(UUID(key))
    if reversal.status == Status.FAILED:
        reversal.attempt += 1
        reversal.save(update_fields=["attempt"])
        _send(reversal)


def _send(reversal: TransferReversal) -> None:
    key = f"reversal:{reversal.pk}:{reversal.attempt}"
    gateway = reversal.transfer.gateway
    call = gateways.payees_of(gateway).taking_back(reversal, outgoing.marks("reversal", reversal.pk, key))
    reversal.move_to(Status.REQUESTED)
    outgoing.prepare("reversal", reversal.pk, call.name, call.body, key=key, gateway=gateway)


def _locked(pk: UUID) -> TransferReversal:
    payees.lock(Party.objects.get(transfers__reversals=pk))
    return TransferReversal.objects.select_related("transfer__payee").locked().get(pk=pk)

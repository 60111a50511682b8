"""From the platform's cash to the payee's own account at the gateway, and back.

    transfers.follow(payee, "EUR", key=f"clearing:{clearing.pk}", clearing=clearing)

Called by whatever changed what is a payee's; it sends or takes back the gap (`payments.backing`). A transfer that is
refused is tried again every day: the money stays the payee's in the books, and is only somewhere else for a while.
"""

from datetime import timedelta
from uuid import UUID

from accounts.models import Party
from marketplace.kit import clock, timers
from marketplace.kit.money import Money, to_minor
from payments import backing, booked, chart, gateways, ledger, outgoing, payees, retries, reversals
from payments.gateways.port import Answer, Disagrees, Rejected
from payments.ledger import Posting
from payments.models import Clearing, GatewayRequest, PayoutAccount, Transfer

Status = Transfer.Status
TIMER = "transfer_again"
DAY = timedelta(days=1)


def follow(payee: Party, currency: str, *, key: str, clearing: Clearing | None = None, gateway: str = "stripe") -> None:
    """Let the cash follow what the books say is the payee's, whose money must be locked.

    key: of the act that changed it; a reversal carries it. clearing: what has cleared, if that was the act.
    """
    gap = backing.of(payee, currency, gateway).gap
    exact = gateways.payees_of(gateway).nearest(gap)
    if exact.amount > 0:
        _begin(payee, exact, clearing, gateway)
    elif exact.amount < 0:
        _take_back(payee, -exact, key, gateway)


def send_waiting(account: PayoutAccount) -> int:
    """The payee's account can receive now: send what waited for it. Their money must be locked. Returns how many."""
    waiting = Transfer.objects.filter(payee=account.party, gateway=account.gateway, status=Status.WAITING)
    found = list(waiting.locked())
    for transfer in found:
        _send(transfer, account)
    return len(found)


@outgoing.settles("transfer")
@retries.atomic
def settle(pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> None:
    """The cash lies on the payee's account. Twice changes nothing. Raises Disagrees where it is another sum."""
    transfer = _locked(pk)
    if transfer.status != Status.REQUESTED:
        return
    gateway = gateways.payees_of(transfer.gateway)
    if gateway.amount_in(answer) != transfer.amount:
        raise Disagrees(f"transfer {pk} is of {transfer.amount}, {gateway.amount_in(answer)} was sent")
    transfer.reference = gateway.reference_in(answer)
    there = chart.connected(transfer.gateway, transfer.payee)
    moved = [Posting(there, chart.gateway(transfer.gateway), transfer.amount)]
    entry = ledger.post("transferred", moved, ref=f"transfer:{transfer.reference}")
    booked.note(transfer.gateway, "transfer", transfer.reference, entry)
    transfer.move_to(Status.DONE, saving=["reference"])
    reversals.send_waiting(transfer)


@outgoing.refused("transfer")
@retries.atomic
def fail(pk: UUID, rejected: Rejected, request: GatewayRequest | None = None) -> None:
    """The gateway will not do it now: what should have come back of it is left out, the rest is tried tomorrow."""
    transfer = _locked(pk)
    if transfer.status != Status.REQUESTED:
        return
    transfer.move_to(Status.FAILED, why=f"{rejected.code}: {rejected.words}"[:300])
    not_sent = reversals.drop_waiting(transfer)
    transfer.reversed_minor = 0
    transfer.save(update_fields=["reversed_minor"])
    if not_sent:
        _leave_out(transfer, not_sent)
    if transfer.status == Status.FAILED:
        timers.set(TIMER, transfer.pk, clock.now() + DAY)


@timers.handles(TIMER)
@retries.atomic
def send_again(key: str) -> None:
    """Try a transfer that was refused once more."""
    transfer = _locked(UUID(key))
    account = _account_of(transfer)
    if transfer.status == Status.FAILED and account is not None:
        transfer.attempt += 1
        transfer.save(update_fields=["attempt"])
        _send(transfer, account)


def _begin(payee: Party, amount: Money, clearing: Clearing | None, gateway: str) -> Transfer:
    transfer = Transfer(payee=payee, gateway=gateway, clearing=clearing, charge=_charge(clearing, amount, gateway))
    transfer.amount = amount
    transfer.save(force_insert=True)
    account = _account_of(transfer)
    if account is not None:
        _send(transfer, account)
    return transfer


def _charge(clearing: Clearing | None, amount: Money, gateway: str) -> str:
    """The charge that brought the money: a transfer that names it never fails for lack of settled cash.

    It must be of the same gateway, of the same currency, and large enough.
    """
    payment = clearing.part.hold.payment if clearing else None
    fits = payment and payment.gateway == gateway and payment.currency == amount.currency.code
    return payment.charge if payment and fits and amount <= payment.amount else ""


def _account_of(transfer: Transfer) -> PayoutAccount | None:
    accounts = PayoutAccount.objects.filter(party=transfer.payee_id, gateway=transfer.gateway, can_receive=True)
    return accounts.exclude(reference=None).first()


def _send(transfer: Transfer, account: PayoutAccount) -> None:
    key = f"transfer:{transfer.pk}:{transfer.attempt}"
    marks = outgoing.marks("transfer", transfer.pk, key)
    call = gateways.payees_of(transfer.gateway).transferring(transfer, account, marks)
    transfer.move_to(Status.REQUESTED)
    outgoing.prepare("transfer", transfer.pk, call.name, call.body, key=key, gateway=transfer.gateway)


def _take_back(payee: Party, amount: Money, key: str, gateway: str) -> None:
    """Leave it out of what is not sent yet, then out of what was sent last."""
    mine = Transfer.objects.filter(payee=payee, gateway=gateway, currency=amount.currency.code)
    left = to_minor(amount)
    sent = mine.filter(status__in=[Status.REQUESTED, Status.DONE]).order_by("-pk")
    for transfer in [*mine.filter(status__in=Transfer.UNSENT).order_by("-pk"), *sent]:
        piece = min(left, transfer.amount_minor - transfer.reversed_minor)
        if piece:
            _take_piece(transfer, piece, key)
            left -= piece
    if left:
        raise ArithmeticError(f"{left} more is to come back from {payee.pk} than was ever sent there")


def _take_piece(transfer: Transfer, piece: int, key: str) -> None:
    if transfer.status in Transfer.UNSENT:
        _leave_out(transfer, piece)
    else:
        reversals.begin(transfer, piece, key=key)


def _leave_out(transfer: Transfer, piece: int) -> None:
    """Of a transfer that is not sent. piece: minor units, at most its amount."""
    if piece < transfer.amount_minor:
        transfer.amount_minor -= piece
        transfer.save(update_fields=["amount_minor"])
        return
    transfer.reversed_minor = transfer.amount_minor
    transfer.move_to(Status.REVERSED, saving=["reversed_minor"])
    timers.cancel(TIMER, transfer.pk)


def _locked(pk: UUID) -> Transfer:
    payees.lock(Party.objects.get(transfers=pk))
    return Transfer.objects.select_related("payee", "clearing__part__hold__payment").locked().get(pk=pk)

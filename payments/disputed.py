"""What a chargeback does to the cash at the gateway: written down as it goes, and as it comes back."""

from collections.abc import Sequence

from marketplace.kit.money import to_minor
from payments import booked, chart, ledger
from payments.chart import AccountName
from payments.gateways.payees import CashMoved
from payments.ledger import Posting
from payments.models import BillChargeback, Chargeback

AnyChargeback = Chargeback | BillChargeback


def gone(chargeback: AnyChargeback, moves: Sequence[CashMoved]) -> int:
    """The cash is gone, and the gateway's fee with it; returns the fee, in minor units of what is disputed."""
    cash = chart.gateway(chargeback.gateway)
    for move in moves:
        postings = _exchanged(chart.DISPUTES, cash, chargeback, move)
        postings += [Posting(chart.DISPUTES, cash, move.fee), Posting(chart.FEE_EXPENSE, chart.DISPUTES, move.fee)]
        entry = ledger.post("chargeback", postings, ref=f"chargeback:{move.reference}")
        booked.note(chargeback.gateway, "dispute_withdrawal", move.reference, entry)
    return sum(to_minor(move.fee) for move in moves if move.fee.currency.code == chargeback.currency)


def back(chargeback: AnyChargeback, moves: Sequence[CashMoved]) -> None:
    """The cash is back, with what of the fee the gateway gave back."""
    cash = chart.gateway(chargeback.gateway)
    for move in moves:
        back = CashMoved(move.reference, -move.taken, -move.fee)
        postings = _exchanged(cash, chart.DISPUTES, chargeback, back)
        if back.fee.amount > 0:
            postings += [Posting(cash, chart.DISPUTES, back.fee), Posting(chart.DISPUTES, chart.FEE_EXPENSE, back.fee)]
        entry = ledger.post("chargeback_reinstated", postings, ref=f"chargeback:{move.reference}")
        booked.note(chargeback.gateway, "dispute_reinstatement", move.reference, entry)


def _exchanged(
    source: AccountName, destination: AccountName, chargeback: AnyChargeback, move: CashMoved
) -> list[Posting]:
    """The disputed sum between the two, through the exchange account where the cash is in another currency."""
    if move.taken.currency.code == chargeback.currency:
        return [Posting(source, destination, move.taken)]
    disputed, moved = (chargeback.amount, move.taken) if source == chart.DISPUTES else (move.taken, chargeback.amount)
    return [Posting(source, chart.FX, disputed), Posting(chart.FX, destination, moved)]

"""Credit notes for what a bank took back of something that the site itself had invoiced: a plan, a promotion, its fee.

They follow when the bank has decided for the payer. What it still has under dispute may come back, and no paper says
otherwise. What a payee invoiced in their own name stays: their work was done, and is owed to them still.
"""

from collections.abc import Iterable
from uuid import UUID

from payments import bodies, paperwork, tidings
from payments.disputed import AnyChargeback
from payments.documents import Draft
from payments.models import BillChargeback, Recovery

BILL, PIECE = "bill_chargeback", "recovery"
OF_FEE = (Recovery.Place.COMMISSION, Recovery.Place.TAX, Recovery.Place.LOSS)


def listen() -> None:
    """Hear what banks have decided, and let the papers of it follow. Called once, when the site starts."""
    paperwork.drafts(BILL, of_bill)
    paperwork.drafts(PIECE, of_piece)
    tidings.charged_back.plug(_of_chargeback)


def of_bill(pk: UUID) -> Draft | None:
    """Against the invoice of a plan."""
    chargeback = BillChargeback.objects.select_related("bill").get(pk=pk)
    invoice = paperwork.in_force("bill", chargeback.bill_id)
    return bodies.charged_back((BILL, chargeback), invoice, chargeback.amount) if invoice else None


def of_piece(pk: UUID) -> Draft | None:
    """Against the invoice of what the site sold, or of its fee on a release: the piece stands for all of its like."""
    piece = Recovery.objects.select_related("chargeback", "part").get(pk=pk)
    like = [one.amount for one in _of_the_site(piece.chargeback) if _invoiced_for(one) == _invoiced_for(piece)]
    invoice = paperwork.in_force(*_invoiced_for(piece))
    return bodies.charged_back((PIECE, piece), invoice, sum(like[1:], like[0])) if invoice and like else None


def _of_chargeback(chargeback: AnyChargeback) -> None:
    if isinstance(chargeback, BillChargeback):
        paperwork.due(BILL, chargeback.pk)
        return
    firsts: dict[tuple[str, UUID], UUID] = {}
    for piece in _of_the_site(chargeback):
        firsts.setdefault(_invoiced_for(piece), piece.pk)
    for pk in firsts.values():
        paperwork.due(PIECE, pk)


def _of_the_site(chargeback: AnyChargeback) -> Iterable[Recovery]:
    """The pieces that were the site's own, in order: of its fee on a release, and of what it sold."""
    pieces = Recovery.objects.filter(chargeback=chargeback.pk, given_back_at__isnull=True, line__isnull=False)
    for piece in pieces.select_related("line", "part").order_by("pk"):
        is_of_fee = piece.part_id is not None and piece.place in OF_FEE
        if is_of_fee or (piece.hold_id is None and piece.line and paperwork.is_sold(piece.line)):
            yield piece


def _invoiced_for(piece: Recovery) -> tuple[str, UUID]:
    """The cause of the invoice that the piece belongs to."""
    if piece.part is not None:
        return "fee", piece.part.billed_with_id or piece.part.pk
    assert piece.line_id is not None
    return "line", piece.line_id

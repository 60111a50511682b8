"""Whose money a chargeback takes, and how it is given back if the chargeback is won.

Each deal of the payment bears its share. Of a deal, first what is still held, for nobody has earned that. Then what was
released, the last release first: the payee's piece of it and our own fee in the proportion in which it was parted. The
payee's piece comes out of what is still clearing, else out of their wallet; what is not there any more they owe.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor, to_minor
from payments import chart, debts, ledger, splitting, transfers
from payments.chart import AccountName
from payments.ledger import Posting
from payments.models import Chargeback, CheckoutLine, Hold, HoldPart, HoldRenewal, Recovery, Refund
from payments.ports import payables
from payments.taxes import Tax

Place = Recovery.Place


@dataclass
class _Till:
    """What each account holds, less what is to be taken from it in this entry."""

    left: dict[tuple[AccountName, str], int] = field(default_factory=dict)

    def take(self, account: AccountName, wanted: Money) -> Money:
        """As much of it as is there."""
        if chart.may_overdraw(account.code):  # what is owed to the site can be owed again
            return wanted
        key = (account, wanted.currency.code)
        if key not in self.left:
            self.left[key] = to_minor(ledger.balance(account, wanted.currency.code))
        piece = max(min(self.left[key], to_minor(wanted)), 0)
        self.left[key] -= piece
        return from_minor(piece, wanted.currency.code)


@dataclass(frozen=True)
class _Share:
    """What a line of the checkout bears: `paid` in the payment's currency, `amount` in the deal's own."""

    line: CheckoutLine
    hold: Hold | None
    paid: Money
    amount: Money


def recover(chargeback: Chargeback) -> int:
    """Take what was charged back from where it is; returns how much of it the platform does not bear, in minor units
    of the payment. The deals and their payees' money must be locked."""
    till, pieces, postings = _Till(), [], []
    shares = list(_shares(chargeback))
    for share in shares:
        taken = list(_pieces(chargeback, share, till))
        for piece in taken:
            piece.line = share.line
        pieces += taken
        postings += [Posting(_account(piece, share), chart.DISPUTES, piece.amount) for piece in taken]
        if share.amount.currency != share.paid.currency:
            postings += [
                Posting(chart.DISPUTES, chart.FX, share.amount),
                Posting(chart.FX, chart.DISPUTES, share.paid),
            ]
    beyond = chargeback.amount - sum((share.paid for share in shares), start=Money(0, chargeback.amount.currency))
    if beyond.amount:
        pieces.append(_piece(chargeback, Place.LOSS, beyond))
        postings.append(Posting(chart.LOSSES, chart.DISPUTES, beyond))
    ledger.post("chargeback_recovered", postings, ref=_ref(chargeback))
    Recovery.objects.bulk_create(pieces)
    _follow(chargeback, pieces)
    losses = [piece for piece in pieces if piece.place == Place.LOSS and piece.currency == chargeback.currency]
    return to_minor(chargeback.amount) - sum(piece.amount_minor for piece in losses)


def give_back(chargeback: Chargeback) -> None:
    """Undo it: by the reversing entry, and then to where each piece belongs by now."""
    entry = ledger.find(_ref(chargeback))
    if entry is None:
        return
    ledger.reverse(entry, ref=f"{_ref(chargeback)}:given_back")
    pieces = list(chargeback.recoveries.select_related("hold", "clearing", "payee").order_by("pk"))
    chargeback.recoveries.update(given_back_at=clock.now())
    _free_what_has_cleared(chargeback, pieces)
    _set_aside_what_has_ended(chargeback, pieces)
    for payee, currency in _whose(pieces):
        debts.net(payee, currency, ref=f"{_ref(chargeback)}:netted:{payee.pk}:{currency}")
    _follow(chargeback, pieces)


def taken_from(line: CheckoutLine) -> Money:
    """What banks took back of what was paid for this, and kept or still have, in its own currency."""
    return from_minor(_sum(line.recoveries.all()), line.currency)


def _shares(chargeback: Chargeback) -> Iterator[_Share]:
    """What each deal bears: by what was paid for it and has not gone back yet."""
    payment = chargeback.payment
    lines = list(payment.checkout.lines.select_related("hold__payee"))
    holds = [line.hold or _renewed(line) for line in lines]
    left = [_left_of(line, hold) for line, hold in zip(lines, holds, strict=True)]
    weights = [
        rest * line.paid_minor // _whole(line, hold) for line, hold, rest in zip(lines, holds, left, strict=True)
    ]
    borne = min(chargeback.amount, from_minor(sum(weights), payment.currency))
    if not borne.amount:
        return
    parts = splitting.split(borne, weights)
    for line, hold, rest, weight, paid in zip(lines, holds, left, weights, parts, strict=True):
        if paid.amount:
            currency = hold.currency if hold else line.currency
            yield _Share(line, hold, paid, from_minor(rest * to_minor(paid) // weight, currency))


def _renewed(line: CheckoutLine) -> Hold | None:
    """The hold whose money was charged anew by this line."""
    renewal = HoldRenewal.objects.select_related("hold__payee").filter(pk=line.subject).first()
    return renewal.hold if renewal and line.kind == HoldRenewal.KIND else None


def _whole(line: CheckoutLine, hold: Hold | None) -> int:
    return hold.amount_minor if hold and line.hold_id else line.price_minor


def _left_of(line: CheckoutLine, hold: Hold | None) -> int:
    """What of a line has neither gone back to the payer nor been charged back, in the deal's own minor units."""
    refunded = _sum(_parts(hold, HoldPart.Kind.REFUND), "gross_minor") if hold and line.hold_id else 0
    refunded += 0 if hold else _sent_back(line)
    return max(_whole(line, hold) - refunded - _sum(line.recoveries.all()), 0)


def _sent_back(line: CheckoutLine) -> int:
    """What went back of something that the platform sold, by the key of its own end: in the line's minor units."""
    asked = Refund.objects.filter(key=f"{line.kind}:{line.subject}", payment__checkout=line.checkout_id).first()
    return asked.amount_minor * line.price_minor // line.paid_minor if asked else 0


def _pieces(chargeback: Chargeback, share: _Share, till: _Till) -> Iterator[Recovery]:
    if share.hold is None:
        yield from _out_of_sale(chargeback, share, till)
        return
    rest = share.amount
    for hold in share.hold.family():
        for piece in _out_of_hold(chargeback, hold, rest, till):
            rest -= piece.amount
            yield piece
    for part in _parts(share.hold, HoldPart.Kind.RELEASE).select_related("to").order_by("-pk"):
        gone = _sum(part.recoveries.all())
        gross = min(rest, part.gross - from_minor(gone, part.currency))
        if gross.amount > 0:
            rest -= gross
            yield from _out_of_release(chargeback, part, gross, gone, till)
    if rest.amount:
        yield _piece(chargeback, Place.LOSS, rest, hold=share.hold)


def _parts(hold: Hold, kind: str) -> "QuerySet[HoldPart]":
    """What left it, and what was set apart out of it, in this way."""
    return HoldPart.objects.filter(hold__in=hold.family(), kind=kind)


def _out_of_sale(chargeback: Chargeback, share: _Share, till: _Till) -> Iterator[Recovery]:
    """What the platform sold: the tax in it, and of the rest first what it has not earned yet."""
    line, gone = share.line, to_minor(taken_from(share.line)) + _sent_back(share.line)
    tax = splitting.portion(
        Tax.from_json(line.said.get("tax", {})).within(line.price),
        of=line.price_minor, start=gone, end=gone + to_minor(share.amount),
    )  # fmt: skip
    yield from _or_loss(chargeback, Place.TAX, tax, chart.TAX, till)
    net = share.amount - tax
    here = till.take(_earned(line), net)
    if here.amount:
        yield _piece(chargeback, Place.EARNED, here)
    if spent := payables.spent(line.kind, line.subject):
        yield from _or_loss(chargeback, Place.SPENT, net - here, spent, till)
    elif (net - here).amount:
        yield _piece(chargeback, Place.LOSS, net - here)


def _out_of_hold(chargeback: Chargeback, hold: Hold, wanted: Money, till: _Till) -> Iterator[Recovery]:
    """Only money that this payment brought; that of a later one is somebody's."""
    if hold.has_money and hold.payment_id == chargeback.payment_id:
        piece = till.take(chart.hold(hold), wanted)
        if piece.amount:
            yield _piece(chargeback, Place.HOLD, piece, hold=hold)


def _out_of_release(chargeback: Chargeback, part: HoldPart, gross: Money, gone: int, till: _Till) -> Iterator[Recovery]:
    """In the proportion in which it was parted, to the last unit. gone: what was taken of it before, in minor units."""
    span = {"of": part.gross_minor, "start": gone, "end": gone + to_minor(gross)}
    net = splitting.portion(part.net, **span)
    of = {"hold": part.hold, "part": part}
    yield from _of_payee(chargeback, part, net, till)
    ours = part.fee_minor + part.tax_minor
    if not ours:
        return
    start = gone - part.net_minor * gone // part.gross_minor
    end = start + to_minor(gross - net)
    tax = splitting.portion(part.tax, of=ours, start=start, end=end)
    yield from _or_loss(chargeback, Place.COMMISSION, gross - net - tax, chart.COMMISSION, till, **of)
    yield from _or_loss(chargeback, Place.TAX, tax, chart.TAX, till, **of)


def _of_payee(chargeback: Chargeback, part: HoldPart, net: Money, till: _Till) -> Iterator[Recovery]:
    of: dict[str, Any] = {"hold": part.hold, "part": part, "payee": part.to}
    clearing = getattr(part, "clearing", None)
    if not net.amount:
        return
    if clearing and not clearing.cleared_at:
        clearing.taken_back_minor += to_minor(net)
        clearing.save(update_fields=["taken_back_minor"])
        yield _piece(chargeback, Place.CLEARING, net, clearing=clearing, **of)
        return
    here = till.take(chart.wallet(part.to), net)
    if here.amount:
        yield _piece(chargeback, Place.WALLET, here, **of)
    if (net - here).amount:
        yield _piece(chargeback, Place.OWED, net - here, **of)


def _or_loss(
    chargeback: Chargeback, place: str, wanted: Money, account: AccountName, till: _Till, **of: Any
) -> Iterator[Recovery]:
    """Out of what the platform earned; where that is not there any more, the platform bears it all the same."""
    here = till.take(account, wanted)
    if here.amount:
        yield _piece(chargeback, place, here, **of)
    if (wanted - here).amount:
        yield _piece(chargeback, Place.LOSS, wanted - here, **of)


def _piece(chargeback: Chargeback, place: str, amount: Money, **of: Any) -> Recovery:
    piece = Recovery(chargeback=chargeback, place=place, **of)
    piece.amount = amount
    return piece


def _account(piece: Recovery, share: _Share) -> AccountName:
    match piece.place:
        case Place.HOLD:
            return chart.hold(piece.hold)
        case Place.CLEARING:
            return chart.clearing(piece.payee)
        case Place.WALLET:
            return chart.wallet(piece.payee)
        case Place.OWED:
            return chart.receivable(piece.payee)
        case Place.COMMISSION:
            return chart.COMMISSION
        case Place.TAX:
            return chart.TAX
        case Place.EARNED:
            return _earned(share.line)
        case Place.SPENT:
            return payables.spent(share.line.kind, share.line.subject) or chart.LOSSES
        case _:
            return chart.LOSSES


def _free_what_has_cleared(chargeback: Chargeback, pieces: list[Recovery]) -> None:
    """What was taken while it cleared is the payee's to take out by now, or still clears."""
    for piece in pieces:
        if clearing := piece.clearing:
            clearing.taken_back_minor -= piece.amount_minor
            clearing.save(update_fields=["taken_back_minor"])
            if clearing.cleared_at:
                freed = [Posting(chart.clearing(piece.payee), chart.wallet(piece.payee), piece.amount)]
                ledger.post("cleared", freed, ref=f"{_ref(chargeback)}:cleared:{piece.pk}")


def _set_aside_what_has_ended(chargeback: Chargeback, pieces: list[Recovery]) -> None:
    """A hold ends once: what comes back to one that has ended waits for a person."""
    for piece in pieces:
        if piece.place == Place.HOLD and piece.hold and not piece.hold.has_money:
            aside = [Posting(chart.hold(piece.hold), chart.SUSPENSE, piece.amount)]
            ledger.post("set_aside", aside, ref=f"{_ref(chargeback)}:aside:{piece.pk}")


def _follow(chargeback: Chargeback, pieces: list[Recovery]) -> None:
    for payee, currency in _whose(pieces):
        transfers.follow(payee, currency, key=_ref(chargeback))


def _whose(pieces: list[Recovery]) -> list[tuple[Party, str]]:
    """Whose money it was, in which currencies, each once."""
    return list(dict.fromkeys((piece.payee, piece.currency) for piece in pieces if piece.payee))


def _earned(line: CheckoutLine) -> AccountName:
    return payables.earned(line.kind, line.subject)


def _sum(rows: Any, column: str = "amount_minor") -> int:
    live = rows.filter(given_back_at__isnull=True) if rows.model is Recovery else rows
    return int(live.aggregate(sum=Sum(column))["sum"] or 0)


def _ref(chargeback: Chargeback) -> str:
    return f"chargeback:{chargeback.pk}:recovered"

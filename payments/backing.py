"""The cash of a payee follows the books: what is in their wallet lies on their own account at the gateway.

When it clears it is transferred there; when it turns out not to be theirs it is taken back. Both are worked out as the
gap between what the books give them and what lies there or is on its way, so that no act can forget the other's.
"""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from accounts.models import Party
from marketplace.kit.money import Money, from_minor, to_minor
from payments import chart, ledger
from payments.models import Payout, Transfer, TransferReversal


@dataclass(frozen=True)
class Backing:
    """How a payee's money stands at the gateway, in one currency. All sums in minor units.

    theirs: in the wallet, or on its way to their bank. there: on their account at the gateway. coming, leaving: on the
    way there and back.
    """

    currency: str
    theirs: int
    there: int
    coming: int
    leaving: int

    @property
    def gap(self) -> Money:
        """What must still be sent there; below zero, what must come back."""
        return from_minor(self.theirs - self.there - self.coming + self.leaving, self.currency)


def of(payee: Party, currency: str, gateway: str = "stripe") -> Backing:
    """How it stands now. For a decision the payee's money must be locked (payees.lock)."""
    mine = {"payee": payee, "currency": currency}
    transfers = Transfer.objects.filter(gateway=gateway, **mine)
    reversals = TransferReversal.objects.filter(transfer__in=transfers, status__in=TransferReversal.OPEN)
    payouts = Payout.objects.filter(status__in=Payout.ON_THEIR_WAY, **mine)
    return Backing(
        currency=currency,
        theirs=to_minor(ledger.balance(chart.wallet(payee), currency)) + _sum(payouts),
        there=-to_minor(ledger.balance(chart.connected(gateway, payee), currency)),
        coming=_sum(transfers.filter(status__in=Transfer.OPEN)),
        leaving=_sum(reversals),
    )


def _sum(rows: "QuerySet") -> int:
    return rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0

"""What payees owe the site: a card network took back what they had been paid already.

It is netted from what is released to them later, never from anybody else's money, and their wallet never goes below
zero for it (`chart.receivable` does).
"""

from accounts.models import Party
from marketplace.kit.money import Money
from payments import chart, ledger
from payments.ledger import Posting


def owed_by(payee: Party, currency: str) -> Money:
    """What the payee owes the site in this currency."""
    balance = ledger.balance(chart.receivable(payee), currency)
    return max(-balance, Money(0, balance.currency))


def keep_from(payee: Party, left: Money) -> Money:
    """How much of this sum, which becomes theirs, pays what they owe. Their money must be locked."""
    return min(owed_by(payee, left.currency.code), left)


def net(payee: Party, currency: str, *, ref: str) -> Money:
    """Pay what they owe out of their wallet, as far as it goes; returns how much. Their money must be locked.

    What was given back to somebody who owes nothing any more comes into the wallet instead.
    """
    owing = -ledger.balance(chart.receivable(payee), currency)
    if owing.amount < 0:
        ledger.post("debt_overpaid", [Posting(chart.receivable(payee), chart.wallet(payee), -owing)], ref=ref)
        return owing
    paid = min(owing, ledger.balance(chart.wallet(payee), currency))
    if paid.amount:
        ledger.post("debt_netted", [Posting(chart.wallet(payee), chart.receivable(payee), paid)], ref=ref)
    return paid

"""All that makes people be paid out, taken in when the site starts: each module registers what it knows by itself."""

from payments import (
    chargebacks,
    payee_news,
    payout_accounts,
    payouts,
    renewals,
    repayments,
    reversals,
    rhythms,
    transfers,
)
from payments.ports import payables

__all__ = ["chargebacks", "payout_accounts", "payouts", "reversals", "rhythms", "start", "transfers"]


def start() -> None:
    """Let the notices exist, holds be held longer, and debts be paid."""
    payee_news.declare()
    payables.plug(renewals.Renewals())
    payables.plug(repayments.Repayments())

"""What Stripe answers about payees, as it answers it, for tests that bring the news themselves.

    stripe_says.transferred(transfer)          # and the gap between books and cash is closed

The whole way, over HTTP and with Stripe's own rules, is walked in the tests that use `local_stripe`.
"""

from typing import Any
from uuid import uuid4

from payments import chargebacks, gateways, payout_accounts, payouts, reversals, transfers
from payments.gateways.port import Rejected
from payments.gateways.stripe_units import units
from payments.models import Chargeback, Payment, Payout, PayoutAccount, Transfer, TransferReversal
from tests.payments.deals import money


def account(reference: str, *, bank: str = "ba_1", wanted: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    """A payee's account that may do everything, with this bank."""
    banks = [{"id": bank, "object": "bank_account", "bank_name": "Sparkasse", "last4": "4321", "fingerprint": bank}]
    return {
        "id": reference,
        "object": "account",
        "country": "DE",
        "capabilities": {"transfers": "active"},
        "payouts_enabled": True,
        "requirements": {"currently_due": list(wanted), "past_due": []},
        "external_accounts": {"data": [{**one, "default_for_currency": True} for one in banks if bank]},
        **changes,
    }


def opened(party: Any, **changes: Any) -> PayoutAccount:
    """The payee has told Stripe who they are, and named their bank."""
    row, _is_new = PayoutAccount.objects.get_or_create(party=party, gateway="stripe", defaults={"country": "DE"})
    return payout_accounts.note(row.pk, account(row.reference or f"acct_{uuid4().hex[:16]}", **changes))


def transferred(payee: Any) -> list[Transfer]:
    """All transfers to this payee that were asked for are done."""
    asked = list(Transfer.objects.filter(payee=payee, status="requested").order_by("pk"))
    for transfer in asked:
        transfers.settle(transfer.pk, {"id": f"tr_{transfer.pk.hex}", **_sum(transfer.amount)})
    return asked


def taken_back(payee: Any) -> list[TransferReversal]:
    """All reversals that were asked for are done."""
    asked = list(TransferReversal.objects.filter(transfer__payee=payee, status="requested").order_by("pk"))
    for reversal in asked:
        reversals.settle(reversal.pk, {"id": f"trr_{reversal.pk.hex}", **_sum(reversal.amount)})
    return asked


def refused(transfer: Transfer, code: str = "balance_insufficient") -> None:
    transfers.fail(transfer.pk, Rejected(code, "You have insufficient available funds."))


def paid_out(payout: Payout, status: str = "paid", **changes: Any) -> Payout:
    """How a payout is."""
    answer = {"id": f"po_{payout.pk.hex}", "status": status, "arrival_date": 1_780_000_000, **_sum(payout.amount)}
    return payouts.settle(payout.pk, {**answer, **changes})


def disputed(
    payment: Payment, amount: str, *, status: str = "needs_response", moves: str = "", n: int = 1
) -> Chargeback:
    """How a chargeback is. moves: "taken", "taken back"; n: which of several on one charge."""
    sum_, fee = money(amount), money("20.00 EUR")
    taken = {"id": f"txn_{n}_{payment.pk.hex}", "amount": -units(sum_), "fee": units(fee), "currency": "eur"}
    back = {"id": f"txn_{n}b_{payment.pk.hex}", "amount": units(sum_), "fee": -units(fee), "currency": "eur"}
    answer = {
        "id": f"dp_{n}_{payment.pk.hex}",
        "object": "dispute",
        "charge": payment.charge,
        "payment_intent": payment.reference,
        "reason": "fraudulent",
        "status": status,
        "evidence_details": {"due_by": 1_781_000_000},
        "balance_transactions": [move for move, name in ((taken, "taken"), (back, "back")) if name in moves.split()],
        **_sum(sum_),
    }
    return chargebacks.settle(payment.pk, gateways.payees_of("stripe").dispute_in(answer))


def _sum(amount: Any) -> dict[str, Any]:
    return {"amount": units(amount), "currency": amount.currency.code.lower()}

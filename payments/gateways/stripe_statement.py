"""Stripe's balance transactions as a statement (docs.stripe.com/reports/balance-transaction-types)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from marketplace.kit.money import Money
from payments.gateways import stripe_units
from payments.gateways.port import Answer
from payments.gateways.statement import Moved

# Under which kind the books know what a balance transaction is about.
KINDS = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund_failure",
    "payment_failure_refund": "refund_failure",
    "transfer": "transfer",
    "transfer_refund": "transfer_reversal",
    "transfer_cancel": "transfer_reversal",
    "transfer_failure": "transfer_reversal",
}


class StripeStatement:
    """The part of the Stripe adapter that reads what happened to the platform's own balance."""

    def moved(self, *, since: datetime, until: datetime) -> Iterator[Moved]:
        window = {"created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())}}
        for transaction in self.list("balance_transactions", window):  # type: ignore[attr-defined]
            yield from moves_in(transaction)

    def cash(self) -> list[Money]:
        lies: dict[str, int] = defaultdict(int)
        told: Any = self.balance()  # type: ignore[attr-defined]
        for part in [*told["available"], *told["pending"]]:
            lies[part["currency"]] += part["amount"]
        return [stripe_units.money(units, code) for code, units in lies.items()]


def moves_in(transaction: Answer) -> Iterator[Moved]:
    """One balance transaction as the books know it: the object, and what Stripe kept of it as a fee of its own.

    A dispute is booked whole, with its fee, under the transaction: one charge may have several.
    """
    code, at = transaction["currency"], datetime.fromtimestamp(transaction["created"], UTC)
    if _is_dispute(transaction):
        way = "dispute_withdrawal" if transaction["amount"] < 0 else "dispute_reinstatement"
        yield Moved(way, transaction["id"], stripe_units.money(transaction["net"], code), at)
        return
    kind = KINDS.get(transaction["type"]) or str(transaction["type"])
    reference = transaction["source"] or transaction["id"]
    yield Moved(kind, reference, stripe_units.money(transaction["amount"], code), at)
    if transaction["fee"]:
        yield Moved("fee", transaction["id"], stripe_units.money(-transaction["fee"], code), at)


def _is_dispute(transaction: Answer) -> bool:
    return transaction["type"] == "adjustment" and str(transaction["source"] or "").startswith(("dp_", "du_"))

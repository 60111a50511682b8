"""The books of the local Stripe: double entry, so that a test can compare them with the ledger of the site.

Every balance transaction is an entry between the account whose balance it changes and where the money comes from or
goes to. `outside` accounts are the world; `between` holds what passes from one account here to another, and is empty
at rest.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.store import Obj

if TYPE_CHECKING:
    from marketplace.local.stripe.world import World


# What a card payment costs, in hundredths of a per cent and in the smallest unit: an example of a schedule.
FEES = {"eur": (150, 25), "gbp": (150, 20), "chf": (290, 30), "usd": (290, 30), "jpy": (360, 0)}
DEFAULT_FEE = (325, 0)
DISPUTE_FEES = {"eur": 2000, "gbp": 2000, "chf": 2000, "usd": 1500, "jpy": 1300}


def card_fee(amount: int, currency: str) -> int:
    """What Stripe keeps of a card payment, in the smallest unit, rounded half up."""
    rate, fixed = FEES.get(currency, DEFAULT_FEE)
    return (amount * rate + 5_000) // 10_000 + fixed


def dispute_fee(amount: int, currency: str) -> int:
    """What Stripe takes for a dispute, in the smallest unit; it comes back with the money when the dispute is won."""
    return DISPUTE_FEES.get(currency, 1500) * (1 if amount < 0 else -1)


def no_fee(amount: int, currency: str) -> int:
    """Nothing."""
    return 0


@dataclass(frozen=True)
class Effect:
    """What a type of balance transaction means: the other side, how reports sort it, what Stripe keeps of it."""

    other_side: str
    category: str
    fee: Callable[[int, str], int] = no_fee
    may_overdraw: bool = False  # card networks ask nobody; everything else needs what is available


EFFECTS = {
    "charge": Effect("outside:cards", "charge", card_fee),
    "refund": Effect("outside:cards", "refund"),
    "refund_failure": Effect("outside:cards", "refund_failure"),
    "dispute": Effect("outside:cards", "dispute", dispute_fee, may_overdraw=True),
    "dispute_reversal": Effect("outside:cards", "dispute_reversal", dispute_fee),
    "transfer": Effect("between", "transfer"),
    "transfer_refund": Effect("between", "transfer_reversal"),
    "payment": Effect("between", "charge"),
    "payment_refund": Effect("between", "refund"),
    "payout": Effect("outside:banks", "payout"),
    "payout_failure": Effect("outside:banks", "payout_reversal"),
    "payout_cancel": Effect("outside:banks", "payout_reversal"),
    "topup": Effect("outside:banks", "topup"),
}
SHOWN_AS = {"dispute": "adjustment", "dispute_reversal": "adjustment"}  # in Stripe both are adjustments


def record(
    world: World,
    kind: str,
    source: Obj,
    amount: int,
    *,
    account: str,
    available_on: int | None = None,
    description: str | None = None,
) -> Obj:
    """Write one balance transaction: `amount` is above zero where the account's balance grows.

    available_on: until then it is pending. Raises Refusal where more would leave than is available.
    """
    now, effect = world.now(), EFFECTS[kind]
    settled, currency, rate = world.settled(amount, source["currency"])
    fee = effect.fee(settled, currency)
    is_pending = available_on is not None and available_on > now
    bucket = f"{account}:{'pending' if is_pending else 'available'}"
    if settled < 0 and not effect.may_overdraw and not is_pending:
        require(world, account, currency, -settled)
    transaction = world.make(
        "balance_transaction",
        account,
        amount=settled,
        currency=currency,
        exchange_rate=float(rate) if rate else None,
        fee=fee,
        fee_details=_fee_details(fee, currency),
        net=settled - fee,
        type=SHOWN_AS.get(kind, kind),
        reporting_category=effect.category,
        source=source["id"],
        status="pending" if is_pending else "available",
        available_on=available_on if is_pending else now,
        description=description or source.get("description"),
    )
    moved = [(effect.other_side, bucket, currency, settled)]
    if rate:
        moved = [(effect.other_side, "exchange", source["currency"], amount), ("exchange", bucket, currency, settled)]
    post(world, transaction["id"], [*moved, (bucket, "stripe:fees", currency, fee)])
    if is_pending:
        world.due("available", transaction["id"], transaction["available_on"])
    return transaction


@happening("available")
def become_available(world: World, reference: str) -> None:
    """A pending balance transaction has become available."""
    transaction = world.store.get("balance_transaction", reference)
    assert transaction is not None
    account, currency = transaction.account, transaction["currency"]
    transaction["status"] = "available"
    world.store.put(transaction)
    move = (f"{account}:pending", f"{account}:available", currency, transaction["net"])
    post(world, f"available:{reference}", [move])


def post(world: World, ref: str, moves: list[tuple[str, str, str, int]]) -> None:
    """Write one entry. A move of less than nothing goes the other way; of nothing, nowhere."""
    sql = world.store.sql
    entry = sql.execute("INSERT INTO entry (ref, at) VALUES (?, ?)", (ref, world.now())).lastrowid
    for source, destination, currency, amount in moves:
        if amount < 0:
            source, destination, amount = destination, source, -amount
        if amount:
            sql.execute("INSERT INTO posting VALUES (?, ?, ?, ?, ?)", (entry, source, destination, currency, amount))


def balance(world: World, account: str, currency: str) -> int:
    """What is on one account of the books now, in the smallest unit."""
    found = world.store.sql.execute(
        "SELECT amount FROM balance WHERE account = ? AND currency = ?", (account, currency)
    ).fetchone()
    return int(found[0]) if found else 0


def require(world: World, account: str, currency: str, amount: int) -> None:
    """Refuse where less than this is available on an account."""
    if balance(world, f"{account}:available", currency) < amount:
        raise invalid(
            "You have insufficient available funds in your Stripe account. Funds from charges become available later.",
            code="balance_insufficient",
        )


def accounts(sql: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Every account of the books with its balance in each currency."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for account, currency, amount in sql.execute("SELECT account, currency, amount FROM balance ORDER BY 1, 2"):
        found[account][currency] = amount
    return dict(found)


FAULTS = {
    "balances are the sums of their postings": """
        SELECT account, currency FROM balance LEFT JOIN (
            SELECT account, currency, sum(amount) AS amount FROM (
                SELECT source AS account, currency, -amount AS amount FROM posting
                UNION ALL SELECT destination, currency, amount FROM posting) GROUP BY 1, 2) AS summed
        USING (account, currency) WHERE balance.amount <> coalesce(summed.amount, 0)""",
    "all balances of a currency add up to nothing": """
        SELECT currency, sum(amount) FROM balance GROUP BY 1 HAVING sum(amount) <> 0""",
    "nothing stays between two accounts": "SELECT * FROM balance WHERE account = 'between' AND amount <> 0",
    "every balance transaction has its entry": """
        SELECT id FROM object LEFT JOIN entry ON ref = id WHERE kind = 'balance_transaction' AND entry.ref IS NULL""",
}


def faults(sql: sqlite3.Connection) -> list[str]:
    """What is wrong with the books: nothing, always."""
    return [words for words, query in FAULTS.items() if sql.execute(query).fetchone()]


def _fee_details(fee: int, currency: str) -> list[dict[str, object]]:
    if not fee:
        return []
    return [
        {
            "amount": fee,
            "application": None,
            "currency": currency,
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]

"""Of payees: every figure of their wallet has its rows, and its cash lies where it can be paid out."""

from collections.abc import Iterator

from accounts.models import Party
from payments import backing, books, gateways
from payments.models import Clearing

books.query(
    "I8",
    "What is clearing for a payee is what was released to them and has neither cleared nor been taken back",
    """
    WITH waits AS (
        SELECT payee_id AS payee, currency,
            sum(CASE WHEN cleared_at IS NULL THEN amount_minor - taken_back_minor ELSE 0 END) AS minor
        FROM payments_clearing GROUP BY payee_id, currency
    ), lies AS (
        SELECT owner AS payee, account.currency, balance FROM payments_account account
        JOIN payments_accountbalance ON account_id = id WHERE code = 'clearing'
    )
    SELECT payee, currency, minor AS waits, coalesce(balance, 0) AS lies
    FROM waits LEFT JOIN lies USING (payee, currency) WHERE minor <> coalesce(balance, 0)
    """,
)
books.query(
    "I8",
    "A payout holds its sum while it is on its way, and nothing before and after",
    """
    SELECT payout.id AS payout, payout.status, amount_minor, coalesce(balance, 0) AS lies
    FROM payments_payout payout
    LEFT JOIN payments_account account
        ON account.code = 'payout' AND account.owner = payout.id AND account.currency = payout.currency
    LEFT JOIN payments_accountbalance kept ON kept.account_id = account.id
    WHERE coalesce(balance, 0) <> CASE WHEN payout.status IN ('requested', 'sent') THEN amount_minor ELSE 0 END
    """,
)


@books.invariant("I8", "What payees can take out lies on their accounts at the gateway, or is on its way there")
def wallets_are_backed() -> Iterator[str]:
    """To the last unit that the gateway can count; of everybody to whom something was ever released."""
    found = set(Clearing.objects.values_list("payee", "currency").distinct())
    parties = Party.objects.in_bulk({payee for payee, _currency in found})
    for payee, currency in sorted(found):
        gap = backing.of(parties[payee], currency).gap
        if gateways.payees_of("stripe").nearest(gap).amount:
            yield f"payee {payee}: {gap} is not where it can be paid out"

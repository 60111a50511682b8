"""Of accounts, entries and postings. The database itself keeps these; here it is asked whether it did."""

from collections.abc import Iterator

from django.db import connection

from payments import books, sealing

# What stands in the SQL beside the migrations. A trigger that was dropped or put to sleep leaves no other trace.
TRIGGERS = {
    "payments_account": {"account_append_only", "account_not_emptied", "account_opens"},
    "payments_accountbalance": {"balance_by_postings", "balance_not_deleted", "balance_not_emptied"},
    "payments_entry": {"entry_append_only", "entry_is_whole", "entry_not_emptied"},
    "payments_posting": {"posting_append_only", "posting_moves_money", "posting_not_emptied"},
    "payments_hold": {"hold_keeps_to_its_chart", "hold_not_deleted"},
    "payments_holdpart": {"part_append_only", "part_not_emptied"},
    "payments_seal": {"seal_append_only", "seal_follows", "seal_not_emptied"},
    "payments_sealedentry": {"sealed_append_only", "sealed_not_emptied"},
}

books.query(
    "I1",
    "Money is conserved: the balances of each currency sum to nothing",
    """
    SELECT currency, sum(balance) AS off_by
    FROM payments_accountbalance
    GROUP BY currency HAVING sum(balance) <> 0
    """,
)
books.query(
    "I2",
    "Every entry has all its postings, numbered from one",
    """
    SELECT entry.ref, entry.size, count(place) AS there
    FROM payments_entry entry LEFT JOIN payments_posting ON entry_id = entry.id
    GROUP BY entry.id HAVING count(place) <> entry.size OR min(place) <> 1 OR max(place) <> entry.size
    """,
)
books.query(
    "I2",
    "Every posting moves a positive amount between two accounts",
    "SELECT id AS posting FROM payments_posting WHERE amount <= 0 OR source_id = destination_id",
)
books.query(
    "I3",
    "Every balance is what came in less what went out",
    """
    WITH moved AS (
        SELECT destination_id AS id, amount FROM payments_posting
        UNION ALL SELECT source_id, -amount FROM payments_posting
    ), summed AS (SELECT id, sum(amount) AS balance FROM moved GROUP BY id)
    SELECT code, owner, account.currency, kept.balance AS kept, coalesce(summed.balance, 0) AS moved
    FROM payments_account account
    LEFT JOIN payments_accountbalance kept ON kept.account_id = account.id
    LEFT JOIN summed ON summed.id = account.id
    WHERE kept.balance IS DISTINCT FROM coalesce(summed.balance, 0)
    """,
)
books.query(
    "I3",
    "Every running balance follows from the one before",
    """
    WITH steps AS (
        SELECT id, destination_id AS account, amount, destination_after AS after FROM payments_posting
        UNION ALL SELECT id, source_id, -amount, source_after FROM payments_posting
    ), run AS (
        SELECT account, id, after, amount, lag(after, 1, 0::bigint) OVER (PARTITION BY account ORDER BY id) AS before
        FROM steps
    )
    SELECT id AS posting, account, before, amount, after FROM run WHERE before + amount <> after
    """,
)
books.query(
    "I4",
    "No account is or was below zero that may not be",
    """
    SELECT code, owner, account.currency, balance
    FROM payments_accountbalance JOIN payments_account account ON id = account_id
    WHERE balance < 0 AND NOT account.may_overdraw
    UNION
    SELECT code, owner, account.currency, least(source_after, destination_after)
    FROM payments_posting posting JOIN payments_account account
        ON account.id = source_id AND source_after < 0 OR account.id = destination_id AND destination_after < 0
    WHERE NOT account.may_overdraw
    """,
)
books.query(
    "I5",
    "Every posting belongs to an entry, and is in the currency of both its accounts",
    """
    SELECT posting.id AS posting, posting.currency
    FROM payments_posting posting
    LEFT JOIN payments_entry entry ON entry.id = entry_id
    LEFT JOIN payments_account source ON source.id = source_id
    LEFT JOIN payments_account destination ON destination.id = destination_id
    WHERE entry.id IS NULL
        OR posting.currency IS DISTINCT FROM source.currency
        OR posting.currency IS DISTINCT FROM destination.currency
    """,
)
books.query(
    "I7",
    "Every event stands in the books once",
    "SELECT ref, count(*) AS times FROM payments_entry GROUP BY ref HAVING count(*) > 1",
)


@books.invariant("I6", "Nothing can be edited, deleted or added later: the triggers stand guard")
def triggers_stand_guard() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
        awake = set(cursor.fetchall())
    for table, names in TRIGGERS.items():
        yield from (f"{name} on {table} is gone or asleep" for name in sorted(names) if (table, name) not in awake)


@books.invariant("I9", "Every entry says what its hash says, and the seals over them hold")
def seals_hold() -> Iterator[str]:
    verdict = sealing.verify(is_patient=True)
    if not verdict.is_whole:
        yield verdict.why

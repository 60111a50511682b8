"""Of holds: where their money came from and went, how they ended, and what was kept of it."""

from collections.abc import Iterator

from marketplace.kit.models import Move
from marketplace.kit.money import Money, from_minor
from payments import books
from payments.models import Hold, HoldPart
from payments.terms import Terms

# From "pending" to where the hold is, each state is left as often as it is entered. Asked without an order, because
# several steps may have been taken in the same moment.
_LIFE = """
    WITH steps AS (
        SELECT subject_id AS hold, new AS state, 1 AS step FROM kit_move WHERE subject_kind = 'payments.hold'
        UNION ALL SELECT subject_id, old, -1 FROM kit_move WHERE subject_kind = 'payments.hold'
        UNION ALL SELECT id, 'pending', 1 FROM payments_hold
        UNION ALL SELECT id, status, -1 FROM payments_hold
    )
    SELECT hold, state, sum(step) AS entered_and_not_left FROM steps GROUP BY hold, state HAVING sum(step) <> 0
"""

books.query(
    "I8",
    "What was paid into a hold is what was released, refunded, taken back, set aside or set apart, and what is left",
    """
    WITH went AS (
        SELECT hold_id, sum(gross_minor) AS gross FROM payments_holdpart GROUP BY hold_id
    ), apart AS (
        SELECT parted_from_id, sum(amount_minor) AS amount FROM payments_hold
        WHERE parted_from_id IS NOT NULL GROUP BY parted_from_id
    ), taken AS (
        SELECT account.owner,
            sum(CASE WHEN other.code IN ('disputes', 'suspense') THEN sign * amount ELSE 0 END) AS back
        FROM payments_account account
        JOIN (
            SELECT source_id AS mine, destination_id AS its, amount, 1 AS sign FROM payments_posting
            UNION ALL SELECT destination_id, source_id, amount, -1 FROM payments_posting
        ) moved ON moved.mine = account.id
        JOIN payments_account other ON other.id = moved.its
        WHERE account.code = 'hold' GROUP BY account.owner
    )
    SELECT hold.id AS hold, hold.amount_minor AS paid, coalesce(gross, 0) AS gone, coalesce(back, 0) AS taken_back,
        coalesce(apart.amount, 0) AS set_apart, coalesce(balance, 0) AS kept
    FROM payments_hold hold
    LEFT JOIN went ON went.hold_id = hold.id
    LEFT JOIN taken ON taken.owner = hold.id
    LEFT JOIN apart ON apart.parted_from_id = hold.id
    LEFT JOIN payments_account account
        ON account.code = 'hold' AND account.owner = hold.id AND account.currency = hold.currency
    LEFT JOIN payments_accountbalance kept ON kept.account_id = account.id
    WHERE CASE WHEN hold.status IN ('pending', 'void') THEN 0 ELSE hold.amount_minor END
        <> coalesce(gross, 0) + coalesce(back, 0) + coalesce(apart.amount, 0) + coalesce(balance, 0)
    """,
)
books.query(
    "I8",
    "A hold that has ended keeps nothing, and a hold has money in its own currency alone",
    """
    SELECT hold.id AS hold, hold.status, account.currency, balance
    FROM payments_account account
    JOIN payments_accountbalance ON account_id = account.id
    LEFT JOIN payments_hold hold ON hold.id = account.owner
    WHERE account.code = 'hold'
        AND (hold.id IS NULL OR account.currency <> hold.currency
             OR balance <> 0 AND hold.status NOT IN ('held', 'frozen'))
    """,
)
books.query(
    "I8",
    "What was set apart came out of one hold by one entry, and is held for the same two on the same terms",
    """
    SELECT apart.id AS hold, apart.amount_minor AS says, coalesce(sum(posting.amount), 0) AS came
    FROM payments_hold apart
    JOIN payments_hold hold ON hold.id = apart.parted_from_id
    LEFT JOIN payments_account mine ON mine.code = 'hold' AND mine.owner = apart.id
    LEFT JOIN payments_account its ON its.code = 'hold' AND its.owner = hold.id
    LEFT JOIN payments_posting posting ON posting.destination_id = mine.id AND posting.source_id = its.id
    GROUP BY apart.id, hold.id
    HAVING coalesce(sum(posting.amount), 0) <> apart.amount_minor OR count(posting.id) <> 1
        OR (apart.kind, apart.payer_id, apart.payee_id, apart.currency, apart.terms)
            IS DISTINCT FROM (hold.kind, hold.payer_id, hold.payee_id, hold.currency, hold.terms)
    """,
)
books.query(
    "I8",
    "What a part of a hold says is what its entry moved",
    """
    SELECT part.id AS part, part.gross_minor AS says, coalesce(sum(posting.amount), 0) AS moved
    FROM payments_holdpart part
    LEFT JOIN payments_account account
        ON account.code = 'hold' AND account.owner = part.hold_id AND account.currency = part.currency
    LEFT JOIN payments_posting posting ON posting.entry_id = part.entry_id AND posting.source_id = account.id
    GROUP BY part.id HAVING coalesce(sum(posting.amount), 0) <> part.gross_minor
    """,
)


@books.invariant("I10", "Every hold went along its chart, and ended at most once")
def holds_went_along_their_chart() -> Iterator[str]:
    allowed = {(str(old), str(new)) for old, news in Hold.MOVES.items() for new in news}
    for move in Move.objects.filter(subject_kind="payments.hold").order_by("pk").iterator(chunk_size=2000):
        if (move.old, move.new) not in allowed:
            yield f"hold {move.subject_id} went from {move.old} to {move.new}"
    yield from books.rows(_LIFE)


@books.invariant("I17", "Of every release the agreed share was kept, and its parts sum to the whole")
def the_agreed_share_was_kept() -> Iterator[str]:
    releases = HoldPart.objects.filter(kind=HoldPart.Kind.RELEASE).select_related("hold").order_by("pk")
    for part in releases.iterator(chunk_size=2000):
        agreed = Terms.from_json(part.hold.terms).take(part.gross, earned_before=_earned_before(part))
        if (agreed.fee, agreed.tax, agreed.net) != (part.fee, part.tax, part.net):
            yield f"part {part.pk}: kept {part.fee} and {part.tax}, agreed {agreed.fee} and {agreed.tax}"
        if part.gross != part.fee + part.tax + part.net:
            yield f"part {part.pk} does not sum to {part.gross}"


def _earned_before(part: HoldPart) -> Money:
    return from_minor(part.earned_before_minor, part.currency)

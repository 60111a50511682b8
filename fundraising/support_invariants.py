"""What must always be true of standing support: `manage.py check_books` asks. Imported once, at the start."""

from payments import books

books.query(
    "I12",
    "What was paid for a charge of a support is its amount, in a hold of its own",
    """
    SELECT charge.id AS charge, charge.amount_minor, hold.amount_minor AS held
    FROM fundraising_supportcharge charge JOIN payments_hold hold ON hold.id = charge.hold_id
    WHERE hold.kind <> 'recurring' OR hold.subject <> charge.id
        OR hold.amount_minor <> charge.amount_minor OR hold.currency <> charge.currency
    """,
)
books.query(
    "I12",
    "Two periods of one support that were paid for do not overlap",
    """
    SELECT one.support_id AS support, one.number, other.number AS with
    FROM fundraising_supportcharge one JOIN fundraising_supportcharge other
        ON other.support_id = one.support_id AND other.number > one.number
    WHERE one.status = 'paid' AND other.status = 'paid' AND one.sort <> 'difference' AND other.sort = 'renewal'
        AND other.starts_at < one.starts_at
    """,
)
books.query(
    "I12",
    "A support that goes on was paid for",
    """
    SELECT support.id AS support, support.status
    FROM fundraising_support support
    WHERE support.status IN ('active', 'past_due') AND NOT EXISTS (
        SELECT 1 FROM fundraising_supportcharge charge WHERE charge.support_id = support.id AND charge.status = 'paid'
    )
    """,
)

"""Invoices, credit notes and receipts."""

from payments import books

books.query(
    "I21",
    "Documents are numbered without a gap",
    """
    SELECT series.id AS series, series.last, count(document.id) AS documents, max(document.place) AS highest
    FROM payments_numberseries series LEFT JOIN payments_document document ON document.series_id = series.id
    GROUP BY series.id
    HAVING count(document.id) <> series.last OR coalesce(max(document.place), 0) <> series.last
    """,
)
books.query(
    "I21",
    "A later number was not issued earlier",
    """
    SELECT number, issued_at FROM (
        SELECT number, issued_at, lag(issued_at) OVER (PARTITION BY series_id ORDER BY place) AS before
        FROM payments_document
    ) AS listed
    WHERE issued_at < before
    """,
)
# Gifts, with all that was set apart out of them: nobody invoices those, only the site its fee.
_GIFTS = """
    WITH RECURSIVE gift AS (
        SELECT hold_id AS id FROM payments_checkoutline WHERE hold_id IS NOT NULL AND said ->> 'purpose' = 'gift'
        UNION SELECT hold.id FROM payments_hold hold JOIN gift ON hold.parted_from_id = gift.id
    )
"""
for kind, wanted in (
    ("release", "part.gross_minor > 0 AND NOT EXISTS (SELECT 1 FROM gift WHERE gift.id = part.hold_id)"),
    ("fee", "part.fee_minor > 0"),
):
    books.query(
        "I21",
        f"Every release has its invoice, or it waits to be issued ({kind})",
        f"""
        {_GIFTS}
        SELECT part.id AS part, part.at FROM payments_holdpart part
        WHERE part.kind = 'release' AND {wanted}
            AND NOT EXISTS (
                SELECT 1 FROM payments_document
                WHERE source_kind = '{kind}' AND source = coalesce(part.billed_with_id, part.id)
            )
            AND NOT EXISTS (
                SELECT 1 FROM kit_outboxmessage
                WHERE kind = 'document' AND key = '{kind}:' || coalesce(part.billed_with_id, part.id)
                    AND delivered_at IS NULL
            )
        """,  # noqa: S608  (words of our own)
    )
books.query(
    "I21",
    "No more is credited than was invoiced",
    """
    SELECT invoice.number, invoice.total_minor AS invoiced, sum(credit.total_minor) AS credited
    FROM payments_document invoice JOIN payments_document credit ON credit.corrects_id = invoice.id
    GROUP BY invoice.id
    HAVING sum(credit.total_minor) > invoice.total_minor OR bool_or(credit.currency <> invoice.currency)
    """,
)

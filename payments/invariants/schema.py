"""Of the tables themselves."""

from payments import books

books.query(
    "I18",
    "No column of money is inexact: no floats, and every sum is a whole number of minor units",
    """
    SELECT table_name AS "table", column_name AS "column", data_type AS type
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name LIKE 'payments\\_%'
        AND (data_type IN ('real', 'double precision', 'money')
             OR (column_name LIKE '%\\_minor' OR column_name IN ('amount', 'balance')) AND data_type <> 'bigint')
    """,
)

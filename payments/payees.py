"""One lock for all the money of a payee: what they were released, can take out, and owe.

Who nets what is owed, takes a payout or takes money back looks at several accounts first and then moves what fits. Held
after the holds and before the accounts (docs/locking.md), so that nobody moves between the look and the move.
"""

from django.db import connection

from accounts.models import Party

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('payee:' || %s, 0))"


def lock(*parties: Party) -> None:
    """Hold the money of these payees against every other act until the end of the transaction, lowest id first."""
    with connection.cursor() as cursor:
        for pk in sorted({str(party.pk) for party in parties}):
            cursor.execute(_LOCK, [pk])

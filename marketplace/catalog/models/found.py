"""How a listing is found and put in order: SQL that the table's indexes and the search must write the same way.

An index on an expression serves a query only where both spell the expression alike, so both read it from here.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, OrderBy

# Everything a listing may be filtered by exactly, as one array of words, so that any mixture of filters and words is a
# single look into one index. Postgres keeps it up to date itself.
TAGS = """array_remove(ARRAY[
'kind:' || kind,
CASE WHEN is_open THEN 'open' END,
CASE WHEN is_remote THEN 'remote' END,
'country:' || NULLIF(country, ''),
'level:' || NULLIF(level, ''),
'basis:' || NULLIF(basis, ''),
'language:' || language,
'currency:' || NULLIF(currency, ''),
CASE WHEN rating >= 480 THEN 'rated:480' END,
CASE WHEN rating >= 450 THEN 'rated:450' END,
CASE WHEN rating >= 400 THEN 'rated:400' END,
CASE WHEN kind IN ('fundraiser', 'round') THEN
  CASE WHEN is_open THEN 'funding:ongoing'
  WHEN state IN ('successful', 'delivering', 'completed') THEN 'funding:successful'
  WHEN state IN ('failed', 'cancelled') THEN 'funding:' || state END
END,
CASE WHEN kind IN ('fundraiser', 'round') THEN
  CASE WHEN funded_permille >= 1000 THEN 'funding:reached'
  WHEN funded_permille >= 750 AND is_open THEN 'funding:nearly' END
END
]::text[], NULL)"""

_LAST = "-9223372036854775807"  # what has no such value stands at the end
# Of closes_at, since 1970. From a difference, because a moment's own seconds depend on the session's zone to Postgres.
_SECONDS = "EXTRACT(EPOCH FROM closes_at - TIMESTAMPTZ '1970-01-01 00:00:00+00')::bigint"

# The orders of a list. Every key is a whole number that is never null and counts down, ties go by id: so one rule
# ("the next row is less") turns the page in any of them.
KEYS = {
    "ending": f"CASE WHEN is_open AND closes_at IS NOT NULL THEN -{_SECONDS} ELSE {_LAST} END",
    "funded": "COALESCE(funded_permille, -1)",
    "raised": "COALESCE(raised_eur, -1)",
    # Five imagined ratings of four stars go in, so that one lone five-star review does not lead the list.
    "rated": "CASE WHEN rating IS NULL THEN -1 ELSE (rating * rating_count + 2000) / (rating_count + 5) END",
    "cheapest": f"CASE WHEN price_eur IS NULL THEN {_LAST} ELSE -price_eur END",
    "dearest": "COALESCE(price_eur, -1)",
}


def tags() -> models.GeneratedField:
    """The column that holds TAGS."""
    words = ArrayField(models.TextField())
    return models.GeneratedField(
        expression=Func(template=TAGS, output_field=words), output_field=words, db_persist=True
    )


# Orders that are offered within one kind alone.
OF_A_KIND = {"raised", "cheapest", "dearest"}


def order_indexes(condition: models.Q) -> list[models.Index]:
    """An index for each of KEYS over the rows of the condition."""
    return [
        models.Index(
            *([F("kind").asc()] if name in OF_A_KIND else []),
            _descending(key),
            F("id").desc(),
            name=f"listing_{name}",
            condition=condition,
        )
        for name, key in KEYS.items()
    ]


def _descending(key: str) -> OrderBy:
    return Func(template=f"({key})", output_field=models.BigIntegerField()).desc()

"""Counting the whole site, now and then: kinds, filters, topics, and the facts that the home page tells."""

from django.db import connection, transaction

from discovery import wall
from discovery.models import Figure, Tally
from discovery.search.ask import Ask
from discovery.search.postgres.counting import statement
from discovery.search.postgres.sql import rows
from marketplace.catalog.models import Listing
from marketplace.kit import clock


def recount() -> None:
    """Count everything again, and hang the wall. Seconds at a few hundred thousand listings."""
    for kind in ("", *Listing.Kind.values):
        _count(kind)
    count_topics()
    count_figures()
    wall.hang()


@transaction.atomic
def _count(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
    found = rows(statement(Ask(kind=kind), None))
    total = next(number for group, value, number, _ in found if (group, value) == ("size", "found"))
    Tally.objects.update_or_create(kind=kind, defaults={"total": total, "rows": found, "counted_at": clock.now()})


def count_topics() -> None:
    """How many listings lie in each topic or below it; only what has changed is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE catalog_topic SET listing_count = counted.n
            FROM (
                SELECT topic.id, COALESCE(found.n, 0) AS n FROM catalog_topic AS topic LEFT JOIN (
                    SELECT id, count(*) AS n FROM (SELECT unnest(lineage) AS id FROM catalog_listing WHERE is_live) AS t
                    GROUP BY id
                ) AS found USING (id)
            ) AS counted
            WHERE counted.id = catalog_topic.id AND counted.n <> catalog_topic.listing_count
            """
        )


@transaction.atomic
def count_figures() -> None:
    """The facts for the three doors. Amounts in euro cents; null where there is nothing to tell."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES)
        names = [column.name for column in cursor.description or ()]
        values = cursor.fetchone() or ()
    for name, value in zip(names, values, strict=True):
        Figure.objects.update_or_create(name=name, defaults={"value": value, "counted_at": clock.now()})


_FIGURES = """
SELECT
    count(*) FILTER (WHERE kind = 'person' AND is_open) AS people,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY price_eur) FILTER (WHERE kind = 'person' AND is_open) AS people_rate,
    count(*) FILTER (WHERE kind = 'project' AND is_open) AS jobs,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY price_eur)
        FILTER (WHERE kind = 'project' AND is_open AND basis = 'fixed') AS jobs_budget,
    count(*) FILTER (WHERE kind = 'fundraiser' AND is_open) AS fundraisers,
    count(*) FILTER (WHERE kind = 'fundraiser' AND state IN ('collecting', 'successful', 'delivering', 'completed',
        'failed')) AS fundraisers_decided,
    count(*) FILTER (WHERE kind = 'fundraiser' AND state IN ('collecting', 'successful', 'delivering', 'completed'))
        AS fundraisers_successful,
    count(*) AS listings,
    count(*) FILTER (WHERE is_sample) AS samples
FROM catalog_listing WHERE is_live
"""

"""The topic tree: a topic is saved here, so that it and all below it know the way up.

topics.save(Topic(slug="typesetting", name="Typesetting", parent=book_design))
"""

from django.db import connection, transaction

from marketplace.catalog.models import Topic
from marketplace.kit import pagestore

# Topics come after their parents, so each reads a way that is right already.
_WAYS = """
    WITH RECURSIVE below AS (
        SELECT id, %s::int[] AS lineage FROM catalog_topic WHERE id = %s
        UNION ALL
        SELECT child.id, below.lineage || child.id::int
        FROM catalog_topic child JOIN below ON child.parent_id = below.id
    )
    UPDATE catalog_topic topic SET lineage = below.lineage FROM below
    WHERE topic.id = below.id AND topic.lineage <> below.lineage RETURNING topic.id
"""
_LISTINGS = """
    UPDATE catalog_listing listing SET lineage = (
        SELECT array_agg(DISTINCT step ORDER BY step)
        FROM catalog_topic topic, unnest(topic.lineage) AS step WHERE topic.id = ANY (listing.topics)
    ) WHERE listing.topics && %s::int[]
"""


class Loop(ValueError):
    """A topic cannot lie below itself."""


@transaction.atomic
def save(topic: Topic) -> Topic:
    """Keep a new or changed topic. If it was moved, all below it and their listings move along. Raises Loop."""
    _wait_for_other_moves()
    above = Topic.objects.get(pk=topic.parent_id).lineage if topic.parent_id else []
    if topic.pk and topic.pk in above:
        raise Loop(topic.name)
    topic.save()
    topic.lineage = [*above, topic.pk]
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, [topic.lineage, topic.pk])
        moved = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_LISTINGS, [moved])
    transaction.on_commit(pagestore.turn_over, robust=True)
    return topic


def _wait_for_other_moves() -> None:
    """One move at a time: two at once could each look right and make a loop together."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE catalog_topic IN SHARE ROW EXCLUSIVE MODE")

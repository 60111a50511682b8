"""The topic tree, from its roots down."""

from marketplace.catalog.models import Topic
from marketplace.sample.files import Row, rows


def load(folder_rows: list[Row] | None = None) -> None:
    """Add the topics that are not there yet; a parent stands before its children in the file or is there already."""
    known = {topic.slug: topic for topic in Topic.objects.all()}
    waiting = [row for row in folder_rows or rows("topics") if row["slug"] not in known]
    while waiting:
        ready = [row for row in waiting if not row["parent"] or row["parent"] in known]
        if not ready:
            raise ValueError(f"No such parent topic: {waiting[0]['parent']}")
        made = Topic.objects.bulk_create(_topic(row, known) for row in ready)
        for topic in made:
            topic.lineage = [*(known[topic.parent.slug].lineage if topic.parent else []), topic.pk]
        Topic.objects.bulk_update(made, ["lineage"], batch_size=1000)
        known |= {topic.slug: topic for topic in made}
        waiting = [row for row in waiting if row["slug"] not in known]


def _topic(row: Row, known: dict[str, Topic]) -> Topic:
    return Topic(
        slug=row["slug"],
        name=row["name"],
        kind=row["kind"],
        parent=known[row["parent"]] if row["parent"] else None,
        cover_style=row["cover"],
        summary=row["summary"],
    )

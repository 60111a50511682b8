"""Topics as pages show them: with what they hold, what is near, and the way to them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from marketplace.catalog.models import Topic


@dataclass(frozen=True)
class Branch:
    """A topic and the largest of those right below it."""

    topic: Topic
    below: list[Topic]


def largest(most: int) -> list[Topic]:
    """The fields of work with most to find, by name: those right below the top, which say more than the top itself."""
    fields = Topic.objects.filter(listing_count__gt=0, parent__isnull=False, kind=Topic.Kind.FIELD)
    found = list(_by_size(fields)[:most]) or list(_by_size(Topic.objects.filter(listing_count__gt=0))[:most])
    return sorted(found, key=lambda topic: topic.name)


def tree(below: int = 8) -> list[Branch]:
    """Every top of the tree that holds anything, with its largest branches."""
    roots = _by_size(Topic.objects.roots().filter(listing_count__gt=0))
    children: dict[int | None, list[Topic]] = defaultdict(list)
    for topic in _by_size(Topic.objects.filter(parent__parent__isnull=True, parent__isnull=False, listing_count__gt=0)):
        children[topic.parent_id].append(topic)
    return [Branch(root, children[root.pk][:below]) for root in roots]


def below(topic: Topic, most: int = 24) -> list[Topic]:
    """What lies right below it, the largest first; empty ones are left away."""
    return list(_by_size(topic.children.filter(listing_count__gt=0))[:most])


def related(topic: Topic, most: int = 12) -> list[Topic]:
    """Its neighbours: other branches of the same stem."""
    siblings = Topic.objects.filter(parent=topic.parent_id, listing_count__gt=0).exclude(pk=topic.pk)
    return list(_by_size(siblings)[:most])


def above(topic: Topic) -> list[Topic]:
    """The way from the top down to it, without itself."""
    found = Topic.objects.in_bulk(list(topic.lineage))
    return [found[pk] for pk in topic.lineage if pk in found and pk != topic.pk]


def _by_size(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    return topics.order_by(F("listing_count").desc(), "name")


def index(topics: Sequence[Topic]) -> list[dict[str, object]]:
    """As the index list takes them."""
    return [{"label": topic.name, "url": topic.get_absolute_url(), "count": topic.listing_count} for topic in topics]

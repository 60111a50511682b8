"""Finding the skills and tools that a person may name, in the topic tree."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from marketplace.catalog.models import Topic

KINDS = (Topic.Kind.SKILL, Topic.Kind.TOOL)
WIDER = (*KINDS, Topic.Kind.FIELD, Topic.Kind.SUBJECT)  # whoever hires says "typography" as they say "InDesign"
SHOWN = 18


def nameable() -> QuerySet[Topic]:
    """Everything that can stand on a profile as a skill."""
    return Topic.objects.filter(kind__in=KINDS)


def askable() -> QuerySet[Topic]:
    """Everything that a job can ask for: skills and tools, and the fields of work as well."""
    return Topic.objects.filter(kind__in=WIDER)


def find(words: str, *, without: Iterable[Topic] = (), among: QuerySet[Topic] | None = None) -> list[Topic]:
    """Those with all of these words in their name; those that begin with them first, then the more used ones.

    among: skills alone, unless said otherwise.
    """
    wanted = Q()
    for word in words.split()[:6]:
        wanted &= Q(name__icontains=word)
    begins = Case(When(name__istartswith=words.strip(), then=Value(0)), default=Value(1), output_field=IntegerField())
    found = (nameable() if among is None else among).filter(wanted).exclude(pk__in=[topic.pk for topic in without])
    return list(found.order_by(begins, "-listing_count", "name")[:SHOWN])


def suggest(chosen: Iterable[Topic]) -> list[Topic]:
    """More of the same fields as the chosen ones; for nobody's skills yet, those that most people have."""
    chosen = list(chosen)
    near = nameable().filter(parent__in={topic.parent_id for topic in chosen}) if chosen else nameable()
    return list(near.exclude(pk__in=[topic.pk for topic in chosen]).order_by("-listing_count", "name")[:SHOWN])

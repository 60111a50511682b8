"""What begins as was typed: topics by their name, listings by the words of their title."""

import re

from django.db.models import Q

from discovery import words as known
from discovery.search.interface import Suggestion
from discovery.search.postgres.sql import SQL, joined, rows
from marketplace.catalog import text
from marketplace.catalog.models import Topic

TOPICS, LISTINGS, SHORTEST = 3, 5, 2
_WORDS = re.compile(r"\w+")


def suggest(typed: str) -> list[Suggestion]:
    """See Search.suggest."""
    tokens = _WORDS.findall(text.fold(typed))[:8]
    if not tokens or len("".join(tokens)) < SHORTEST:
        return []
    return [*_topics(" ".join(tokens)), *_listings(tokens)]


def _topics(typed: str) -> list[Suggestion]:
    begins = Q(name__istartswith=typed) | Q(name__icontains=f" {typed}")
    found = Topic.objects.filter(begins, listing_count__gt=0).order_by("-listing_count")[:TOPICS]
    return [Suggestion(topic.name, "topic", topic.get_absolute_url()) for topic in found]


def _listings(tokens: list[str]) -> list[Suggestion]:
    """Titles that have all words, where the last may be half typed: it is completed from the words of the site first.

    A prefix in the index itself would not do: the index holds stems, and "illustrati" is longer than the stem.
    """
    *whole, part = tokens
    ends = known.beginning(part) or [part]
    asked = [*(_in_title([token]) for token in whole), _in_title(ends)]
    found = rows(
        SQL("SELECT title, kind, url FROM catalog_listing WHERE is_live AND search @@ (")
        + joined(" && ", asked)
        + SQL(") ORDER BY published_at DESC, id DESC LIMIT %s", (LISTINGS,))
    )
    return [Suggestion(*row) for row in found]


def _in_title(choices: list[str]) -> SQL:
    """Any of these words, weight A alone: see listings._index."""
    return SQL(f"to_tsquery('{text.CONFIG}', %s)", (" | ".join(f"{word}:A" for word in choices),))

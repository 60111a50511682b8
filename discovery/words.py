"""The words of the site: learnt from what is published, asked for when somebody mistypes or has typed half of one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import combinations

from django.db import connection, transaction

from discovery.models import Word
from marketplace.catalog import text
from marketplace.catalog.models import Listing, Topic

SHORTEST, LONGEST = 4, 24
_HEAD = 7  # forms are made of so many first letters: enough to find the word, few enough to keep (as SymSpell does)
_LETTERS = re.compile(r"[^\W\d_]+")
_BATCH = 5_000
_LOOKED_AT = 400  # words that share a form, the commonest first
_OVERLAP = timedelta(seconds=5)  # a transaction that began before the last round may have ended after it


def learn(since: datetime | None = None) -> int:
    """Take in the words of listings published or changed since then (None: of everything). Returns how many words."""
    listings = Listing.objects.live()
    if since:
        listings = listings.filter(updated_at__gt=since - _OVERLAP)
    names = listings.values_list("title", "owner__name").iterator(_BATCH)
    counted = Counter(word for pair in names for word in set(_words(" ".join(pair))))
    if since is None:
        counted.update({word for name in Topic.objects.values_list("name", flat=True) for word in _words(name)})
    _keep(counted)
    return len(counted)


@transaction.atomic
def learn_anew() -> int:
    """Forget all and take in everything, so that words that have gone are gone and counts are right."""
    Word.objects.all().delete()
    return learn()


def near(word: str) -> str | None:
    """The known word that this one was probably meant to be; None if there is none.

    One slip is allowed in a word of up to seven letters, two in a longer one. The nearest wins, then the commonest.
    """
    allowed = slips(word)
    known = Word.objects.filter(forms__overlap=forms(word)).order_by("-listings")
    ranked = [
        (distance(word, other, allowed), -listings, other)
        for other, listings in known.values_list("word", "listings")[:_LOOKED_AT]
        if abs(len(other) - len(word)) <= allowed and other != word
    ]
    within = [one for one in ranked if one[0] <= allowed]
    return min(within)[2] if within else None


def beginning(part: str, most: int = 5) -> list[str]:
    """The commonest words that begin so."""
    known = Word.objects.filter(word__startswith=part).order_by("-listings", "word")
    return list(known.values_list("word", flat=True)[:most])


def slips(word: str) -> int:
    """How many letters may be wrong in a word of this length."""
    return 1 if len(word) <= _HEAD else 2


def forms(word: str) -> list[str]:
    """The head of the word, and the head with letters left out."""
    head = word[:_HEAD]
    kept = (combinations(range(len(head)), len(head) - gone) for gone in range(slips(word) + 1))
    return sorted({"".join(head[place] for place in places) for group in kept for places in group})


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, delete, change or swap with their neighbour; most + 1 for anything beyond.

    Optimal string alignment, https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, facing in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _words(name: str) -> Iterator[str]:
    return (word for word in _LETTERS.findall(text.fold(name)) if SHORTEST <= len(word) <= LONGEST)


def _keep(counted: Counter[str]) -> None:
    """Add the counts to those of words that are known, and the words that are not."""
    rows = [(word, number, forms(word)) for word, number in sorted(counted.items())]
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            words, numbers, shapes = zip(*batch, strict=True)
            cursor.execute(_UPSERT, [list(words), list(numbers), [" ".join(shape) for shape in shapes]])


_UPSERT = """
INSERT INTO discovery_word (word, listings, forms)
SELECT word, listings, string_to_array(forms, ' ')
FROM unnest(%s::text[], %s::int[], %s::text[]) AS t (word, listings, forms)
ON CONFLICT (word) DO UPDATE SET listings = discovery_word.listings + excluded.listings
"""


def _batches(rows: list[tuple[str, int, list[str]]]) -> Iterable[list[tuple[str, int, list[str]]]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))

"""When words find nothing: were they too common to be searched, or mistyped?"""

import re

from discovery import words as known
from discovery.search.interface import Correction
from discovery.search.postgres.conditions import query
from discovery.search.postgres.sql import SQL, joined, rows
from marketplace.catalog import text

_LETTERS = re.compile(r"[^\W\d_]+")
_MOST = 8  # words looked at; a longer question is not mended


def correct(words: str) -> Correction | None:
    """See Search.correct. Only words that occur nowhere at all are replaced, so nothing that works is meddled with."""
    tokens = list(dict.fromkeys(_LETTERS.findall(text.fold(words))))[:_MOST]
    meaning, *found = _look(words, tokens)
    if not meaning:
        return Correction(is_too_common=True)
    unknown = [token for token, is_found in zip(tokens, found, strict=True) if not is_found]
    meant = {token: word for token in unknown if len(token) >= known.SHORTEST and (word := known.near(token))}
    return Correction(words=_replaced(text.fold(words), meant)) if meant else None


def _look(words: str, tokens: list[str]) -> list[bool]:
    """Whether the words as a whole mean anything to the search, then of each one whether any listing has it."""
    parts = [SQL("numnode(") + query(words) + SQL(") > 0")]
    for token in tokens:
        # A word that is not indexed ("the", "of") is no mistake.
        asked = query(token)
        parts.append(SQL("(numnode(") + asked + SQL(") = 0 OR") + _exists(asked) + SQL(")"))
    return list(rows(SQL("SELECT") + joined(", ", parts))[0])


def _exists(asked: SQL) -> SQL:
    return SQL("EXISTS (SELECT FROM catalog_listing WHERE is_live AND search @@") + asked + SQL(")")


def _replaced(words: str, meant: dict[str, str]) -> str:
    return _LETTERS.sub(lambda found: meant.get(found[0], found[0]), words)

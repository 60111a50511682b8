"""How text is made searchable: accents folded in our own code, stemming by Postgres.

Core Postgres has no `unaccent`; folding before indexing and before asking gives the same on every server.
"""

import re
import unicodedata

# One dictionary for index and question, whatever the language of either, so that a question needs no language.
# English stemming of German words does no harm, because both sides get it.
CONFIG = "english"

_MARKS = re.compile("[\u0300-\u036f]")  # the accents, once normalising has taken them off their letters
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "’": "'"})


def fold(words: str) -> str:
    """Lower case without accents: "Übersetzung für Šiauliai" is "ubersetzung fur siauliai"."""
    if words.isascii():
        return words.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", words).lower().translate(_LETTERS))

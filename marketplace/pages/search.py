"""Full text over the help articles, in memory: they are few, and they change only with the code.

Words are folded (case, accents) and matched by their stem from the beginning, so that "pay" finds "payment" and
"proposals" finds "proposal". A word that few articles have says more than one that many have (inverse document
frequency), so that a whole question can be asked.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.utils.translation import get_language

from marketplace.catalog.text import fold
from marketplace.kit import markdown
from marketplace.pages.articles import Article, helps, helps_in

WEIGHTS = {"title": 8, "summary": 3, "text": 1}
NEAR = 0.4  # of the best score: what lies below it answers another question
SNIPPET = 180  # characters
MOST_WORDS = 12  # of a question; the rest is not read
_WORD = re.compile(r"[a-z0-9]+")
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_ENDINGS = re.compile(r"(?<=[a-z]{3})(ies|es|s|ing|ed|en|er|e|n)$")
_SMALL = (
    "a an and are as at be by can do does for from how i if in is it my of on or the to what when where who why with"
    " you your aber als am auf aus bei das dass dein dem den der des die dir du ein eine einen er es fur hat ich im ist"
    " kann man mein mich mit nach nicht oder sie sind um und von was wenn wer wie wird wo zu zum zur"
)
_SMALL_WORDS = frozenset(_SMALL.split())


@dataclass(frozen=True)
class Found:
    """An article that answers, with the sentence that does."""

    article: Article
    snippet: str


def search(question: str) -> list[Found]:
    """Articles that answer the question, the best first; none for an empty question."""
    wanted = words(question)[:MOST_WORDS]
    if not wanted:
        return []
    language = get_language() or settings.LANGUAGE_CODE
    scores = {slug: sum(_score(language, slug, word) for word in wanted) for slug in helps()}
    best = max(scores.values())
    answers = sorted((slug for slug, score in scores.items() if score > best * NEAR), key=lambda slug: -scores[slug])
    return [Found(helps()[slug], _snippet(helps()[slug], wanted)) for slug in answers]


def words(text: str) -> list[str]:
    """The words of a text that mean something, folded and without their endings."""
    return [_ENDINGS.sub("", word) for word in _WORD.findall(fold(text)) if word not in _SMALL_WORDS]


@lru_cache(maxsize=10_000)
def _score(language: str, slug: str, word: str) -> float:
    """What this word says for this article: how much weight it has there, damped, and how rare it is."""
    weight = _weight(language, slug, word)
    if not weight:
        return 0.0
    all_of_them = helps_in(language)
    known = sum(_weight(language, other, word) > 0 for other in all_of_them)
    return (1 + math.log(weight)) * math.log(1 + len(all_of_them) / known)


def _weight(language: str, slug: str, word: str) -> int:
    return sum(weight for known, weight in _index(language, slug).items() if known.startswith(word))


@cache
def _index(language: str, slug: str) -> Counter[str]:
    article, index = helps_in(language)[slug], Counter[str]()
    for part, text in {"title": article.title, "summary": article.summary, "text": article.text}.items():
        for word in words(text):
            index[word] += WEIGHTS[part]
    return index


def _snippet(article: Article, wanted: list[str]) -> str:
    """The sentence with most of the words, else the summary."""
    prose = markdown.plain(_HEADING.sub("", article.text))
    sentences = re.split(r"(?<=[.?]) ", prose)
    best = max(sentences, key=lambda sentence: _hits(sentence, wanted))
    if not _hits(best, wanted):
        return article.summary
    return best if len(best) <= SNIPPET else f"{best[: SNIPPET - 1].rstrip()}…"


def _hits(sentence: str, wanted: list[str]) -> int:
    known = words(sentence)
    return sum(any(word.startswith(one) for word in known) for one in wanted)

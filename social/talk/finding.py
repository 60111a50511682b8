"""Finding words in all that one may read: every message of every thread, the newest first."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.utils.html import escape
from django.utils.safestring import SafeString

from accounts.models import User
from marketplace.catalog import text
from marketplace.kit.pagination import page_of
from social.models import Message
from social.ports import Face, places

PER_PAGE = 20
_START, _STOP = "\ue000", "\ue001"  # of the private use area, so that nobody's words are taken for marks


@dataclass(frozen=True)
class Hit:
    """A message in which the words stand, with them marked, and what its thread is about."""

    message: Message
    face: Face
    excerpt: SafeString

    @property
    def url(self) -> str:
        """The message in its thread."""
        return f"{self.message.thread.get_absolute_url()}?at={self.message.number}#m-{self.message.number}"


@dataclass(frozen=True)
class Found:
    """A page of hits."""

    hits: list[Hit]
    next_cursor: str


def find(user: User, words: str, *, after: str | None = None) -> Found:
    """Where these words stand, as web searches take them: "in quotes" together, -without, or."""
    asked = SearchQuery(text.fold(words), config=text.CONFIG, search_type="websearch")
    rows = Message.objects.visible_to(user).standing().filter(search=asked)
    rows = rows.select_related("thread", "author", "party").defer("search")
    marked = SearchHeadline(
        "body", asked, config=text.CONFIG, start_sel=_START, stop_sel=_STOP, max_words=30, min_words=15
    )
    page = page_of(rows.annotate(marked=marked), order=["-at", "-id"], after=after, size=PER_PAGE)
    faces = places.faces({(row.thread.kind, row.thread.about) for row in page.items})
    hits = [
        Hit(row, faces[row.thread.kind, row.thread.about], _marked(row.marked))
        for row in page.items
        if (row.thread.kind, row.thread.about) in faces
    ]
    return Found(hits, page.next_cursor)


def _marked(excerpt: str) -> SafeString:
    return SafeString(escape(excerpt).replace(_START, "<mark>").replace(_STOP, "</mark>"))

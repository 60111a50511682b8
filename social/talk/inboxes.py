"""The list of one's threads: the unread first, each with its last line, in as many queries for fifty as for one."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import Party, User
from marketplace.kit.pagination import page_of
from social.models import Message, Reader, Thread
from social.ports import Face, places
from social.talk import notes, unread

PER_PAGE = 30


@dataclass(frozen=True)
class Row:
    """One thread in the list. others: the parties that this person is not."""

    thread: Thread
    face: Face
    others: list[Party]
    unread: int
    is_mine: bool
    note: str

    @property
    def last(self) -> Message | None:
        return self.thread.last


@dataclass(frozen=True)
class Inbox:
    """A page of it."""

    rows: list[Row]
    next_cursor: str


def of(user: User, *, after: str | None = None) -> Inbox:
    """The threads in which something was said, those with something unread before the others, newest first."""
    waits = Reader.objects.filter(thread=OuterRef("pk"), user=user, unread__gt=0)
    mine = Thread.objects.visible_to(user).begun().select_related("last__author", "last__party")
    mine = mine.annotate(waits=Exists(waits))
    page = page_of(mine.defer("last__search"), order=["-waits", "-last_at", "-id"], after=after, size=PER_PAGE)
    faces = places.faces([(row.kind, row.about) for row in page.items])
    counts = unread.of_threads(user, [row.pk for row in page.items])
    ours = set(Party.objects.seen_by(user).values_list("pk", flat=True))
    rows = [
        _row(row, faces[row.kind, row.about], counts.get(row.pk, 0), ours, user)
        for row in page.items
        if (row.kind, row.about) in faces
    ]
    return Inbox(rows, page.next_cursor)


def _row(thread: Thread, face: Face, waiting: int, ours: set[UUID], user: User) -> Row:
    others = [side for side in face.sides if side.pk not in ours] or [side for side in face.sides if side != user.party]
    last = thread.last
    return Row(
        thread=thread,
        face=face,
        others=others,
        unread=waiting,
        is_mine=bool(last and not last.note and last.by_id == user.pk),
        note=notes.plain(last) if last and last.note else "",
    )

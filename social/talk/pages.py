"""What a page shows of a thread to one viewer, in as many queries for fifty messages as for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import clock
from social.models import Message, Reader, Thread
from social.ports import Face
from social.talk import notes, threads

AT_ONCE = 40


@dataclass(frozen=True)
class Line:
    """A message as this viewer sees it. may_report: that it breaks the rules. note: the sentence of one that the site
    wrote."""

    message: Message
    is_mine: bool
    may_change: bool
    may_report: bool = False
    note: str = ""
    note_kind: notes.Kind | None = None

    @property
    def day(self) -> str:
        """The heading above the first of a day: Today, Yesterday, Tuesday, 24 November."""
        return day_of(self.message.at)


@dataclass(frozen=True)
class Seen:
    """A thread as one person sees it. earlier, later: the numbers from which the rest is read, 0 where there is none.

    closed: why they cannot write. read: who of the others has read their last message, in words. news_from: the number
    of the first message that they had not read when they came; seen_to: of the last one that they had.
    """

    thread: Thread
    face: Face
    lines: list[Line]
    earlier: int
    later: int
    closed: str
    read: str
    news_from: int
    seen_to: int = 0

    @property
    def names(self) -> str:
        """Whom one writes to, for the label of the field."""
        return self.face.title


def seen_by(
    thread: Thread, user: User, *, before: int = 0, at: int = 0, most: int = AT_ONCE, face: Face | None = None
) -> Seen:
    """The latest messages, or those before a number, or those around one. face: where the page knows it already."""
    rows, earlier, later = _rows(thread, before, at, most)
    face = face or threads.face_of(thread)
    reader = Reader.objects.filter(thread=thread, user=user).first()
    lines = lines_of(rows, user)
    return Seen(
        thread=thread,
        face=face,
        lines=lines,
        earlier=earlier,
        later=later,
        closed=threads.why_not(thread, face, user),
        read=read_line(thread, user, rows if not later else ()),
        news_from=_news_from(lines, reader),
        seen_to=reader.read if reader and not reader.unread else 0,
    )


def lines_of(rows: Iterable[Message], user: User) -> list[Line]:
    """Each of these messages as the viewer sees it."""
    return [_line(message, user) for message in rows]


def since(thread: Thread, user: User, pulse: int) -> tuple[list[Line], bool]:
    """Everything that is new or has changed since, in order; and whether there is more than a page takes in."""
    rows = list(thread.messages.with_files().filter(pulse__gt=pulse).order_by("-number")[: AT_ONCE + 1])
    _with_wordings(rows)
    return lines_of(reversed(rows[:AT_ONCE]), user), len(rows) > AT_ONCE


def read_line(thread: Thread, user: User, latest: Sequence[Message] = ()) -> str:
    """Who has read this person's last message, and when: "Read by Ada Brandt, 09:12"; empty where nobody has.

    latest: the last messages of the thread, where the page has them.
    """
    if thread.last_id is None:
        return ""
    mine = next((one for one in reversed(latest) if one.by_id == user.pk and not one.is_removed), None)
    if mine is None and len(latest) < thread.pulse:
        mine = thread.messages.standing().filter(by=user).order_by("-number").first()
    if mine is None:
        return ""
    others = Reader.objects.filter(thread=thread, read__gte=mine.number, read_at__isnull=False).exclude(user=user)
    found = list(others.select_related("user__party").order_by("read_at")[:4])
    if not found:
        return ""
    names = ", ".join(one.user.party.name for one in found[:3]) + ("…" if len(found) > 3 else "")
    return _("Read by %(names)s, %(time)s") % {"names": names, "time": moment_of(found[0].read_at)}


def day_of(moment: datetime) -> str:
    """A day in words, as long as it is near."""
    day, today = timezone.localtime(moment).date(), clock.today()
    gone = (today - day).days
    if gone < 2:
        return _("Yesterday") if gone == 1 else _("Today")
    return date_format(day, "l" if gone < 7 else "l, j F" if day.year == today.year else "j F Y")


def moment_of(moment: Any) -> str:
    """A time of today, else with its day."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == clock.today() else "j M, H:i")


def _rows(thread: Thread, before: int, at: int, most: int) -> tuple[list[Message], int, int]:
    """The messages, and whether there are earlier and later ones."""
    every = thread.messages.with_files()
    if at:
        older = list(every.filter(number__lte=at).order_by("-number")[: most // 2 + 1])
        newer = list(every.filter(number__gt=at).order_by("number")[: most // 2 + 1])
        rows = [*older[: most // 2][::-1], *newer[: most // 2]]
        is_more, is_later = len(older) > most // 2, len(newer) > most // 2
    else:
        found = list((every.filter(number__lt=before) if before else every).order_by("-number")[: most + 1])
        rows, is_more, is_later = found[:most][::-1], len(found) > most, bool(before)
    _with_wordings(rows)
    return rows, rows[0].number if rows and is_more else 0, rows[-1].number if rows and is_later else 0


def _with_wordings(rows: Iterable[Message]) -> None:
    """How those that were changed read before: no query where none was."""
    prefetch_related_objects([row for row in rows if row.edited_at], "wordings")


def _line(message: Message, user: User) -> Line:
    if message.note:
        return Line(message, is_mine=False, may_change=False, note=notes.plain(message), note_kind=notes.of(message))
    is_mine = message.by_id == user.pk
    may_report = not is_mine and not message.is_removed
    return Line(message, is_mine, may_change=is_mine and threads.may_change(message), may_report=may_report)


def _news_from(lines: list[Line], reader: Reader | None) -> int:
    if reader is None or not reader.unread:
        return 0
    news = (line.message.number for line in lines if line.message.number > reader.read and not line.is_mine)
    return next(news, 0)

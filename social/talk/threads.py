"""What people say to each other about a thing they share: `threads.say(thread, "Round two is in.", by=cleo)`.

Imported as `from social.talk import threads`. A thread belongs to something of a higher floor
(social.ports.Place), which says who may read it; whoever may read it may write, until it is closed or two of them have
blocked each other.

    thread = threads.of("contract", contract.pk)
    threads.note(thread, "call_ended", by=ada, minutes=12)      # a line that nobody wrote (social.talk.notes)

Locks: the thread's row, then its messages' and readers' (docs/locking.md). What changes is pushed to open pages after
the commit (social.talk.live).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import F, Value
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog import text
from marketplace.kit import clock, timers
from marketplace.kit.uploads import Upload
from social import behind, blocks
from social import live as header_live
from social.models import Message, Reader, Thread, Wording
from social.ports import Face, places
from social.talk import attachments, live, notes

CHANGEABLE = timedelta(minutes=15)  # after that it is evidence for both
UNREAD_FOR = timedelta(minutes=2)  # then who has not read it is told by a notice
WAITING = "message_waits"  # the timer
MOST_FILES = 10
MOST_LETTERS = 8_000
A_MINUTE, MOST_A_MINUTE = timedelta(minutes=1), 30


@dataclass(frozen=True)
class Member:
    """Somebody who reads a thread, and for which party: themselves or their company."""

    user: User
    party: Party


def of(kind: str, about: UUID) -> Thread:
    """The thread about this thing. It is made when it is first asked for."""
    return Thread.objects.get_or_create(kind=kind, about=about)[0]


def face_of(thread: Thread) -> Face:
    """What it is about. Raises LookupError where nothing of that kind is there any more."""
    return places.faces([(thread.kind, thread.about)])[thread.kind, thread.about]


def members(face: Face) -> list[Member]:
    """Everybody who reads it: the people of both sides, each once, on the side that is theirs by their own name."""
    found: dict[UUID, Member] = {}
    for party in sorted(face.sides, key=lambda side: side.is_company):
        for user in behind.involved(party).filter(is_active=True):
            found.setdefault(user.pk, Member(user, party))
    return list(found.values())


def why_not(thread: Thread, face: Face, user: User) -> str:
    """Why this person, who reads it, may not write: it is closed, or somebody blocked somebody. Empty if they may."""
    if face.closed:
        return face.closed
    mine = speaks_for(face, user)
    others = [side for side in face.sides if mine is None or side.pk != mine.pk]
    if any(not blocks.may_meet(user.party, other) for other in others):
        return _("One of you has blocked the other, so nothing more is written here. What you agreed goes on.")
    return ""


def speaks_for(face: Face, user: User) -> Party | None:
    """On which side this person speaks; their own name before a company's. None where they belong to neither."""
    seen = {side.pk for side in Party.objects.seen_by(user).filter(pk__in=[side.pk for side in face.sides])}
    mine = [side for side in face.sides if side.pk in seen]
    return min(mine, key=lambda side: side.is_company, default=None)


@transaction.atomic
def say(thread: Thread, body: str, *, by: User, files: Sequence[Upload] = (), key: str = "") -> Message:
    """Write a message, with files. The same key again gives the first one.

    Raises NotAllowed for who may not read it, Refused where it is closed, empty, too long, too many files or too fast.
    """
    thread = Thread.objects.locked().get(pk=thread.pk)
    if key and (found := thread.messages.filter(by=by, key=key).first()):
        return found
    face = _permitted(thread, by)
    _check(body, files, by)
    message = _append(thread, author=by.party, party=speaks_for(face, by), by=by, body=body.strip(), key=key[:64])
    attachments.keep(message, files)
    _mark(thread, by, message.number)
    others = [member.user for member in members(face) if member.user != by]
    _count_unread(thread, others)
    header_live.count_after_commit([user.pk for user in others])
    timers.ensure(WAITING, {str(thread.pk): clock.now() + UNREAD_FOR})
    return message


@transaction.atomic
def note(thread: Thread, kind: str, *, by: User | None = None, **facts: object) -> Message:
    """Write down what happened, as a line of the thread. It waits for nobody: no notice, nothing unread.

    Raises kinds.UnknownKind. Called inside the act that it tells of, whose caller was permitted to do it.
    """
    notes.known(kind)
    thread = Thread.objects.locked().get(pk=thread.pk)
    return _append(thread, author=by.party if by else None, by=by, note=kind, facts=facts)


@transaction.atomic
def renote(message: Message, kind: str, **facts: object) -> Message:
    """Let a note say something else, because what it tells of went on: who calls becomes who has called.

    Raises kinds.UnknownKind. Called inside the act that it tells of.
    """
    notes.known(kind)
    thread = Thread.objects.locked().get(pk=message.thread_id)
    message = Message.objects.locked().get(pk=message.pk)
    message.note, message.facts = kind, facts
    return _changed(thread, message, ["note", "facts", "search"])


@transaction.atomic
def edit(message: Message, body: str, *, by: User) -> Message:
    """Change one's own words, for a quarter of an hour. How they read before is kept, and both sides can look.

    Raises NotAllowed, Refused once the time is over, the message removed or the thread closed.
    """
    thread, message = _mine(message, by)
    body = body.strip()
    if body == message.body:
        return message
    _check_body(body, may_be_empty=message.attachments.exists())
    Wording.objects.create(message=message, body=message.body, at=message.edited_at or message.at)
    message.body, message.edited_at = body, clock.now()
    return _changed(thread, message, ["body", "edited_at", "search"])


@transaction.atomic
def remove(message: Message, *, by: User) -> Message:
    """Take one's own message back, for a quarter of an hour: both sides see that there was one, and nothing else.

    Twice is once. Raises NotAllowed, Refused once the time is over.
    """
    message = Message.objects.get(pk=message.pk)
    if message.removed_at and message.by_id == by.pk:
        return message
    thread, message = _mine(message, by)
    message.removed_at = clock.now()
    waiting = thread.readers.filter(read__lt=message.number, unread__gt=0)
    others = list(waiting.exclude(user=by).values_list("user", flat=True))
    thread.readers.filter(user__in=others).update(unread=F("unread") - 1)
    header_live.count_after_commit(others)
    return _changed(thread, message, ["removed_at", "search"])


@transaction.atomic
def hold(message: Message) -> Message:
    """Our staff take it out of sight: it breaks the rules. Neither side reads it any more. Twice is once."""
    return _held(message, clock.now())


@transaction.atomic
def let_go(message: Message) -> Message:
    """Our staff let it be read again. Twice is once."""
    return _held(message, None)


@transaction.atomic
def read(thread: Thread, *, by: User, up_to: int) -> bool:
    """This person has seen everything up to this number; whether that is new. The others see that they have."""
    thread = Thread.objects.locked().get(pk=thread.pk)
    up_to = min(up_to, thread.pulse)
    known = Reader.objects.filter(thread=thread, user=by).first()
    if known and known.read >= up_to:
        return False
    _mark(thread, by, up_to)
    header_live.count_after_commit([by.pk])
    return True


def _permitted(thread: Thread, by: User) -> Face:
    if not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
        raise NotAllowed(_("Only those who take part can write here."))
    face = face_of(thread)
    if reason := why_not(thread, face, by):
        raise Refused(reason)
    return face


def _check(body: str, files: Sequence[Upload], by: User) -> None:
    _check_body(body.strip(), may_be_empty=bool(files))
    if len(files) > MOST_FILES:
        raise Refused(_("Send at most %(n)d files.") % {"n": MOST_FILES})
    lately = Message.objects.filter(by=by, at__gt=clock.now() - A_MINUTE)
    if lately.count() >= MOST_A_MINUTE:
        raise Refused(_("You write faster than anybody reads. Wait a minute."))


def _check_body(body: str, *, may_be_empty: bool) -> None:
    if not body and not may_be_empty:
        raise Refused(_("Write something, or attach a file."))
    if len(body) > MOST_LETTERS:
        raise Refused(_("A message has at most %(n)d letters.") % {"n": MOST_LETTERS})


def _append(thread: Thread, **columns: object) -> Message:
    """The caller holds the thread."""
    thread.pulse += 1
    message = Message(thread=thread, number=thread.pulse, pulse=thread.pulse, at=clock.now(), **columns)
    message.search = _found_by(message)
    message.save(force_insert=True)
    thread.last, thread.last_at = message, message.at
    thread.save(update_fields=["pulse", "last", "last_at"])
    live.push(thread)
    return message


def _changed(thread: Thread, message: Message, columns: Iterable[str]) -> Message:
    thread.pulse += 1
    thread.save(update_fields=["pulse"])
    message.pulse, message.search = thread.pulse, _found_by(message)
    message.save(update_fields=["pulse", *columns])
    live.push(thread)
    return message


def _held(message: Message, since: datetime | None) -> Message:
    thread = Thread.objects.locked().get(pk=message.thread_id)
    message = Message.objects.locked().get(pk=message.pk)
    if (message.held_at is None) == (since is None):
        return message
    message.held_at = since
    return _changed(thread, message, ["held_at", "search"])


def _found_by(message: Message) -> SearchVector | None:
    """What the search finds it by: its words, until it is removed."""
    if message.is_removed or message.note:
        return None
    return SearchVector(Value(text.fold(message.body)), config=text.CONFIG)


def _mine(message: Message, by: User) -> tuple[Thread, Message]:
    thread = Thread.objects.locked().get(pk=message.thread_id)
    message = Message.objects.locked().get(pk=message.pk)
    if message.by_id != by.pk or message.note:
        raise NotAllowed(_("Only who wrote a message can change it."))
    _permitted(thread, by)
    if message.is_removed:
        raise Refused(_("This message was removed."))
    if not may_change(message):
        raise Refused(_("A message can be changed for 15 minutes. Then it stays as both have read it."))
    return thread, message


def may_change(message: Message) -> bool:
    """Whether its time has not run out."""
    return not message.is_removed and clock.now() < message.at + CHANGEABLE


def _mark(thread: Thread, user: User, number: int) -> None:
    left = thread.messages.standing().filter(number__gt=number).exclude(by=user).count()
    seen = {"read": number, "read_at": clock.now(), "unread": left}
    Reader.objects.update_or_create(thread=thread, user=user, defaults=seen)
    live.push_marks(thread)


def _count_unread(thread: Thread, users: Iterable[User]) -> None:
    """One more for each; who had no row joined later, and has no earlier ones to catch up with."""
    people = [user.pk for user in users]
    rows = [Reader(thread=thread, user_id=user, read=thread.pulse - 1) for user in people]
    Reader.objects.bulk_create(rows, ignore_conflicts=True)
    Reader.objects.filter(thread=thread, user__in=people).update(unread=F("unread") + 1)

"""Messages that nobody has read: the figure in the header, and the notice after two minutes.

One thread is one notice until it is read: who is told of the first message is not told of the ninth.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from marketplace.kit import clock, timers
from social import kinds, notices
from social.models import Message, Reader, Thread
from social.talk import threads

KIND = "messages_wait"


def declare() -> None:
    """Let the notice exist."""
    kinds.declare(
        KIND,
        icon="chat",
        label=_("Messages that you have not read"),
        sentence=_("%(actor)s wrote to you about %(about)s."),
        button=_("Read it"),
    )


def count(user: User) -> int:
    """How many messages wait for this person, in threads that they may still read. One query."""
    return int(waiting_for(user).aggregate(all=Sum("unread"))["all"] or 0)


def waiting_for(user: User) -> QuerySet[Reader]:
    """Their place in each thread that they may still read and in which something is unread."""
    return Reader.objects.filter(user=user, unread__gt=0, thread__in=Thread.objects.visible_to(user))


def label_of(waiting: int) -> str:
    """What a screen reader says of the sign in the header."""
    if not waiting:
        return _t("Messages")
    return ngettext("Messages, %(n)d unread", "Messages, %(n)d unread", waiting) % {"n": waiting}


@timers.handles(threads.WAITING)
def tell_who_has_not_read(key: str) -> None:
    """Two minutes after the first unread message; for what came later, two minutes after that."""
    thread = Thread.objects.locked().filter(pk=key).first()
    if thread is None:
        return
    members = {member.user.pk: member.user for member in threads.members(threads.face_of(thread))}
    later: list[datetime] = []
    for reader in Reader.objects.filter(thread=thread, unread__gt=0, told__lte=F("read"), user__in=members):
        first = _first_unread(thread, reader)
        if first and first.at > clock.now() - threads.UNREAD_FOR:
            later.append(first.at + threads.UNREAD_FOR)
        elif first:
            _tell(thread, reader, members[reader.user_id], first)
    if later:
        timers.set(threads.WAITING, thread.pk, min(later))


def _first_unread(thread: Thread, reader: Reader) -> Message | None:
    waiting = thread.messages.standing().filter(number__gt=reader.read)
    found: Message | None = waiting.exclude(by=reader.user_id).select_related("author").order_by("number").first()
    return found


def _tell(thread: Thread, reader: Reader, user: User, first: Message) -> None:
    face = threads.face_of(thread)
    notices.tell(
        [user],
        KIND,
        key=f"{thread.pk}:{first.number}",
        url=thread.get_absolute_url(),
        actor=first.author,
        listing=face.listing,
        about=face.title,
    )
    Reader.objects.filter(pk=reader.pk).update(told=thread.pulse)


def of_threads(user: User, pks: list[UUID]) -> dict[UUID, int]:
    """How many wait in each of these."""
    return dict(Reader.objects.filter(user=user, thread__in=pks).values_list("thread", "unread"))

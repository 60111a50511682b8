"""Who is in a call, and until when: `calls.start(thread, by=ada)`, `calls.join(call, by=cleo)`, `calls.leave(…)`.

Imported as `from social.calls import calls`. Whoever may write in a thread may call there. A page gives a sign of life
every few seconds; one that has given none for GRACE has left, also when the server died with it: a timer looks.

Locks: the call's row, then its thread's (docs/locking.md). Open pages are told after the commit (social.calls.live).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, timers
from marketplace.kit.ids import uuid7
from social.calls import live, log
from social.models import Call, CallStay, Thread
from social.talk import threads

MOST = 4  # everybody sends to everybody: docs/decisions/066
GRACE = timedelta(seconds=15)  # a page may be gone so long, and come back as if it never was
UNJOINED_FOR = timedelta(minutes=5)  # a call that nobody comes into
WATCH = "call_watch"  # the timer


class Full(Refused):
    """As many are in it as can be."""


class Over(Refused):
    """It has ended."""


@transaction.atomic
def start(thread: Thread, *, by: User) -> Call:
    """Open a call in this thread, or find the one that is running. Nobody is rung before somebody is in it.

    Raises NotAllowed for who may not read the thread, Refused where it is closed or one has blocked the other.
    """
    permit(thread, by)
    call, is_new = Call.objects.get_or_create(thread=thread, ended_at=None, defaults={"started_by": by})
    if is_new:
        timers.set(WATCH, call.pk, call.started_at + UNJOINED_FOR, by=by)
    return call


@transaction.atomic
def join(call: Call, *, by: User, seat: UUID | None = None) -> CallStay:
    """Come in. seat: of this person's page that was in it a moment ago; any other page takes the place of that one.

    Raises NotAllowed, Full, Over, Refused as `start` does.
    """
    call = Call.objects.locked().select_related("thread").get(pk=call.pk)
    permit(call.thread, by)
    if call.is_over:
        raise Over(_("This call has ended."))
    _drop_lost(call)
    stay = call.stays.current().filter(user=by).first()
    stay = _sit(stay, seat) if stay else _come_in(call, by)
    live.push(call)
    return stay


@transaction.atomic
def leave(call: Call, *, by: User, seat: UUID) -> None:
    """Go. The last one ends the call. Twice is once, and a page whose place another has taken ends nothing."""
    call = Call.objects.locked().get(pk=call.pk)
    if call.stays.current().filter(user=by, seat=seat).update(left_at=clock.now()):
        _end_if_empty(call)
        live.push(call)


def beat(call: UUID, *, by: UUID, seat: UUID) -> bool:
    """A sign of life of somebody's page; whether they may stay. False: they may no longer read the thread, were
    suspended, have left, or sit on another page now."""
    user = User.objects.filter(pk=by, is_active=True).first()
    if user is None or user.is_suspended or not Call.objects.visible_to(user).running().filter(pk=call).exists():
        return False
    mine = CallStay.objects.current().filter(call=call, user=by, seat=seat)
    return bool(mine.update(seen_at=clock.now()))


def permit(thread: Thread, by: User) -> None:
    """Raises NotAllowed or Refused for who may not call here."""
    if by.is_suspended or not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
        raise NotAllowed(_("Only those who take part can call here."))
    if reason := threads.why_not(thread, threads.face_of(thread), by):
        raise Refused(reason)


def running_in(thread: Thread) -> Call | None:
    """The call that takes place in this thread now, with somebody in it."""
    with_somebody = Call.objects.running().filter(thread=thread, stays__left_at__isnull=True, line__isnull=False)
    found: Call | None = with_somebody.first()
    return found


@timers.handles(WATCH)
def watch(key: str) -> None:
    """Let go who gave no sign of life, and end a call in which nobody is. As long as there is one, look again."""
    call = Call.objects.locked().running().filter(pk=key).first()
    if call is None:
        return
    if _drop_lost(call):
        live.push(call)
    if again := _look_again(call):
        timers.set(WATCH, call.pk, again)
    else:
        _end_if_empty(call)


@transaction.atomic
def tidy(call: UUID) -> None:
    """Let go who gave no sign of life. Asked by the pages of the others, who should not look at a still picture."""
    lost = CallStay.objects.current().filter(call=call, seen_at__lte=clock.now() - GRACE)
    if lost.exists() and (found := Call.objects.locked().running().filter(pk=call).first()) and _drop_lost(found):
        live.push(found)


def _look_again(call: Call) -> datetime | None:
    if first := call.stays.current().aggregate(first=Min("seen_at"))["first"]:
        return first + GRACE
    unjoined = call.started_at + UNJOINED_FOR
    return unjoined if unjoined > clock.now() and not call.stays.exists() else None


def _drop_lost(call: Call) -> int:
    """The caller holds the call. A sign of life that comes at this moment finds the row left, or keeps it."""
    lost = call.stays.current().filter(seen_at__lte=clock.now() - GRACE)
    return lost.update(left_at=F("seen_at"))


def _sit(stay: CallStay, seat: UUID | None) -> CallStay:
    stay.seat, stay.seen_at = (stay.seat if stay.seat == seat else uuid7()), clock.now()
    stay.save(update_fields=["seat", "seen_at"])
    return stay


def _come_in(call: Call, by: User) -> CallStay:
    if call.stays.current().count() >= MOST:
        raise Full(_("%(n)d people are in this call already, and more do not fit.") % {"n": MOST})
    now = clock.now()
    stay = CallStay.objects.create(call=call, user=by, joined_at=now, seen_at=now)
    if call.line_id is None:
        log.ring(call, by)
    timers.set(WATCH, call.pk, now + GRACE, by=by)
    return stay


def _end_if_empty(call: Call) -> None:
    if call.stays.current().exists():
        return
    last = call.stays.order_by("-left_at").first()
    ended_at = (last and last.left_at) or clock.now()
    call.ended_at = ended_at
    call.save(update_fields=["ended_at"])
    timers.cancel(WATCH, call.pk)
    if last:
        log.close(call, ended_at)
    live.push(call)

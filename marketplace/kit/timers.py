"""Acts that happen by themselves at a moment: one table, one worker, for deadlines, reminders and releases.

    timers.set("project_expiry", project.pk, project.closes_at, by=ada)      # again with another moment: moves it
    timers.cancel("project_expiry", project.pk)

    @timers.handles("project_expiry")
    def expire(key: str) -> None: ...                                        # gets the payload as keywords

Setting and cancelling belong to the act's transaction. A handler runs in a transaction of its own, exactly once however
many workers there are; it locks its rows and looks again whether there is anything to do. It may set or cancel its own
timer (an act that closes a thing cancels its deadline, also when the deadline is what closes it).

After an outage all that is due runs once, the oldest first. A timer that sets itself anew names its next moment from
now (`wall_clock.next_at`), not from the moment that was missed; else it would catch up on every day it slept through.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from marketplace.kit import arrays, clock, leases
from marketplace.kit.models import Timer
from marketplace.kit.refusals import Refused

Handler = TypeVar("Handler", bound=Callable[..., Any])
log = structlog.get_logger(__name__)

BATCH = 20

_ENSURE = """
    INSERT INTO kit_timer (kind, key, at, try_at, set_at, payload, attempts, error)
    SELECT %(kind)s, key, at, at, %(now)s::timestamptz, '{}', 0, ''
    FROM unnest(%(keys)s::text[], %(ats)s::timestamptz[]) AS one (key, at)
    ON CONFLICT (kind, key) DO NOTHING
"""

_handlers: dict[str, Callable[..., Any]] = {}


class UnknownTimer(LookupError):
    """No code handles timers of this kind."""


@dataclass
class _Run:
    """The timer that is being handled, and whether its handler set it anew."""

    timer: Timer
    again: tuple[datetime, dict[str, Any]] | None = None

    def is_of(self, kind: str, key: object) -> bool:
        return (self.timer.kind, self.timer.key) == (kind, str(key))


_running: ContextVar[_Run | None] = ContextVar("running_timer", default=None)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Let this function handle timers of the kind. Its module must be imported in `AppConfig.ready`."""

    def register(handler: Handler) -> Handler:
        if _handlers.setdefault(kind, handler) is not handler:
            raise ValueError(f"Timers of kind {kind!r} have a handler already.")
        return handler

    return register


def set(kind: str, key: UUID | str | int, at: datetime, *, by: Any = None, **payload: Any) -> None:  # noqa: A001
    """Let the act happen at this moment. A timer of the same kind and key is moved there and gets this payload.

    by: the user whose act it follows from; None where the site does it by itself. Raises UnknownTimer where nothing
    handles the kind.
    """
    _handler_of(kind)
    run = _running.get()
    if run and run.is_of(kind, key):
        run.again = (at, payload)
        return
    who = by.pk if by else None
    Timer.objects.bulk_create(
        [Timer(kind=kind, key=str(key), at=at, try_at=at, payload=payload, set_by=who, set_at=clock.now())],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["at", "try_at", "payload", "attempts", "error", "lease", "set_by", "set_at"],
    )


def ensure(kind: str, moments: Mapping[str, datetime]) -> None:
    """Let acts happen at these moments, by key, in one statement; one that is set already stays as it is.

    For many at once, whose keys name their moments too. Raises UnknownTimer where nothing handles the kind.
    """
    _handler_of(kind)
    keys, ats = arrays.of(moments.keys()), arrays.of(moments.values())
    with connection.cursor() as cursor:
        cursor.execute(_ENSURE, {"kind": kind, "keys": keys, "ats": ats, "now": clock.now()})


def cancel(kind: str, key: UUID | str | int) -> None:
    """Let it not happen. No matter if there is no such timer."""
    run = _running.get()
    if run and run.is_of(kind, key):
        run.again = None
        return
    Timer.objects.filter(kind=kind, key=str(key)).delete()


def run_due(now: datetime | None = None, *, most: int = 1000) -> int:
    """Run what is due by now; returns how many were done. One that fails is tried again later and stops no other."""
    leases.mend(Timer.objects.tried(), now=now or clock.now())
    done = 0
    while most > 0 and (taken := leases.take(Timer.objects.all(), now=now or clock.now(), most=min(most, BATCH))):
        most -= len(taken)
        done += sum(_run(timer, now or clock.now()) for timer in taken)
    return done


@transaction.atomic
def bring_forward(timer: Timer, *, by: Any, why: str) -> None:
    """Let it happen now instead of later, or instead of after the pause that follows a failure.

    Its own moment stays where it was, so that whoever reads it sees what was promised. Raises Refused where it has
    happened or was cancelled meanwhile.
    """
    if not Timer.objects.filter(pk=timer.pk).update(try_at=clock.now(), lease=None):
        raise Refused(_("It has happened or was cancelled meanwhile."))


@transaction.atomic
def call_off(timer: Timer, *, by: Any, why: str) -> None:
    """Let it not happen at all. Raises Refused where it has happened or was cancelled meanwhile."""
    gone, _kinds = Timer.objects.filter(pk=timer.pk).delete()
    if not gone:
        raise Refused(_("It has happened or was cancelled meanwhile."))


def _run(timer: Timer, now: datetime) -> bool:
    if leases.has_run_out(timer):
        return False
    run = _Run(timer)
    token = _running.set(run)
    try:
        with transaction.atomic():
            _handler_of(timer.kind)(timer.key, **timer.payload)
            _finish(run)
    except leases.Overtaken:
        log.info("timer_overtaken", kind=timer.kind, key=timer.key)
        return False
    except Exception as error:
        log.exception("timer_failed", kind=timer.kind, key=timer.key, attempts=timer.attempts + 1)
        leases.give_back(timer, error, now=now)
        return False
    finally:
        _running.reset(token)
    return True


def _finish(run: _Run) -> None:
    row = leases.mine(run.timer)
    if run.again:
        at, payload = run.again
        ended = row.update(
            at=at, try_at=at, payload=payload, attempts=0, error="", lease=None, set_by=None, set_at=clock.now()
        )
    else:
        ended, _ = row.delete()
    if not ended:
        raise leases.Overtaken


def _handler_of(kind: str) -> Callable[..., Any]:
    if kind not in _handlers:
        raise UnknownTimer(f"No code handles timers of kind {kind!r}.")
    return _handlers[kind]

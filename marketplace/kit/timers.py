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

Of a kind that comes by the thousand, many may be handled in one transaction (`handles_together`): what is usual about
them is done for all, and the rest each by itself.
"""

import builtins
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
Together = TypeVar("Together", bound=Callable[[Sequence[str]], Iterable[str]])
log = structlog.get_logger(__name__)

BATCH = 20
MANY = 100  # of a kind that is handled together

_ENSURE = """
    INSERT INTO kit_timer (kind, key, at, try_at, set_at, payload, attempts, error)
    SELECT %(kind)s, key, at, at, %(now)s::timestamptz, '{}', 0, ''
    FROM unnest(%(keys)s::text[], %(ats)s::timestamptz[]) AS one (key, at)
    ON CONFLICT (kind, key) DO NOTHING
"""

_SET_MANY = f"""
    {_ENSURE.partition("ON CONFLICT")[0]}
    ON CONFLICT (kind, key) DO UPDATE SET at = excluded.at, try_at = excluded.at, payload = '{{}}', attempts = 0,
        error = '', lease = NULL, set_by = NULL, set_at = excluded.set_at
"""

_handlers: dict[str, Callable[..., Any]] = {}
_together: dict[str, Callable[[Sequence[str]], Iterable[str]]] = {}


class UnknownTimer(LookupError):
    """No code handles timers of this kind."""


@dataclass
class _Run:
    """The timer that is being handled, and whether its handler set it anew."""

    timer: Timer
    again: tuple[datetime, dict[str, Any]] | None = None


# Those that are being handled, by kind and key.
_running: ContextVar[Mapping[tuple[str, str], _Run]] = ContextVar("running_timers", default={})  # noqa: B039


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Let this function handle timers of the kind. Its module must be imported in `AppConfig.ready`."""

    def register(handler: Handler) -> Handler:
        if _handlers.setdefault(kind, handler) is not handler:
            raise ValueError(f"Timers of kind {kind!r} have a handler already.")
        return handler

    return register


def handles_together(kind: str) -> Callable[[Together], Together]:
    """Let this function do what is usual about many due timers of the kind, in one transaction, by their keys.

    It returns the keys of those that are done. Each of the others is handled by itself afterwards, as all of them are
    where it fails. A timer with a payload is always handled by itself.
    """

    def register(handler: Together) -> Together:
        if _together.setdefault(kind, handler) is not handler:
            raise ValueError(f"Timers of kind {kind!r} are handled together already.")
        return handler

    return register


def set(kind: str, key: UUID | str | int, at: datetime, *, by: Any = None, **payload: Any) -> None:  # noqa: A001
    """Let the act happen at this moment. A timer of the same kind and key is moved there and gets this payload.

    by: the user whose act it follows from; None where the site does it by itself. Raises UnknownTimer where nothing
    handles the kind.
    """
    _handler_of(kind)
    if run := _running.get().get((kind, str(key))):
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
    _write(_ENSURE, kind, moments)


def set_many(kind: str, moments: Mapping[str, datetime]) -> None:
    """As `set` for each of these keys, without a payload, in one statement. Raises UnknownTimer."""
    others = {key: at for key, at in moments.items() if (kind, key) not in _running.get()}
    for key in moments.keys() - others.keys():
        set(kind, key, moments[key])
    _write(_SET_MANY, kind, others)


def cancel(kind: str, key: UUID | str | int) -> None:
    """Let it not happen. No matter if there is no such timer."""
    if run := _running.get().get((kind, str(key))):
        run.again = None
        return
    Timer.objects.filter(kind=kind, key=str(key)).delete()


def cancel_many(kind: str, keys: Collection[str]) -> None:
    """As `cancel` for each of these keys, in one statement."""
    others = [key for key in keys if (kind, key) not in _running.get()]
    for key in {*keys} - {*others}:
        cancel(kind, key)
    if others:
        Timer.objects.filter(kind=kind, key__in=others).delete()


def run_due(now: datetime | None = None, *, most: int = 1000) -> int:
    """Run what is due by now; returns how many were done. One that fails is tried again later and stops no other."""
    leases.mend(Timer.objects.tried(), now=now or clock.now())
    done = 0
    while most > 0 and (taken := leases.take(Timer.objects.all(), now=now or clock.now(), most=min(most, BATCH))):
        taken += [more for kind in _many_of(taken) for more in _more_of(kind, now or clock.now())]
        most -= len(taken)
        done += _run_all(taken, now or clock.now())
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


def _write(statement: str, kind: str, moments: Mapping[str, datetime]) -> None:
    _handler_of(kind)
    if not moments:
        return
    keys, ats = arrays.of(moments.keys()), arrays.of(moments.values())
    with connection.cursor() as cursor:
        cursor.execute(statement, {"kind": kind, "keys": keys, "ats": ats, "now": clock.now()})


def _many_of(taken: Sequence[Timer]) -> list[str]:
    """The kinds of which several were taken, and that are handled together."""
    kinds = [timer.kind for timer in taken if timer.kind in _together]
    return [kind for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]


def _more_of(kind: str, now: datetime) -> list[Timer]:
    return leases.take(Timer.objects.filter(kind=kind), now=now, most=MANY - BATCH)


def _run_all(taken: Sequence[Timer], now: datetime) -> int:
    """Together what goes together, then each of the rest by itself; returns how many were done."""
    done: builtins.set[int] = builtins.set()
    for kind in _many_of(taken):
        done |= _run_together(kind, [timer for timer in taken if timer.kind == kind and not timer.payload])
    return len(done) + sum(_run(timer, now) for timer in taken if timer.pk not in done)


def _run_together(kind: str, taken: Sequence[Timer]) -> builtins.set[int]:
    """Handle many of a kind at once; returns which are done. Whatever stands in the way of one is met there again."""
    runs = {timer.key: _Run(timer) for timer in taken if not leases.has_run_out(timer)}
    token = _running.set({(kind, key): run for key, run in runs.items()})
    try:
        with transaction.atomic():
            ended = [runs[key] for key in _together[kind](list(runs))]
            _finish(ended)
    except leases.Overtaken:
        log.info("timers_overtaken", kind=kind, many=len(runs))
        return builtins.set()
    except Exception:
        log.exception("timers_failed_together", kind=kind, many=len(runs))
        return builtins.set()
    finally:
        _running.reset(token)
    return {run.timer.pk for run in ended}


def _run(timer: Timer, now: datetime) -> bool:
    if leases.has_run_out(timer):
        return False
    run = _Run(timer)
    token = _running.set({(timer.kind, timer.key): run})
    try:
        with transaction.atomic():
            _handler_of(timer.kind)(timer.key, **timer.payload)
            _finish([run])
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


def _finish(runs: Sequence[_Run]) -> None:
    """Put those back that their handler set anew, and end the others: all of them, or nothing stands."""
    gone = [run.timer for run in runs if run.again is None]
    ended, _kinds = leases.all_mine(gone).delete() if gone else (0, {})
    for again, some in _by_moment(runs):
        ended += leases.all_mine(some).update(
            at=again[0], try_at=again[0], payload=again[1], attempts=0, error="", lease=None, set_by=None,
            set_at=clock.now(),
        )  # fmt: skip
    if ended != len(runs):
        raise leases.Overtaken


def _by_moment(runs: Sequence[_Run]) -> list[tuple[tuple[datetime, dict[str, Any]], list[Timer]]]:
    """What was set anew: moment and payload, and the timers that have both in common."""
    found: list[tuple[tuple[datetime, dict[str, Any]], list[Timer]]] = []
    for run in runs:
        if run.again is None:
            continue
        some = next((timers for again, timers in found if again == run.again), None)
        if some is None:
            found.append((run.again, [run.timer]))
        else:
            some.append(run.timer)
    return found


def _handler_of(kind: str) -> Callable[..., Any]:
    if kind not in _handlers:
        raise UnknownTimer(f"No code handles timers of kind {kind!r}.")
    return _handlers[kind]

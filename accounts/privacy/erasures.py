"""Being forgotten: asked for, fourteen days to think again, then done in the background, with a receipt.

    erasure = erasures.ask(by=ada)            # raises Held while others still count on her
    erasures.take_back(erasure, by=ada)
    erasures.run_due()                        # the worker; after a crash the next one goes on where this one stopped

What cannot be deleted because others need it (a price that was agreed) loses its person: the sign-in and the party stay
as empty rows that keep ids together, and every page says "Somebody who has left".
"""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import ports
from accounts.models import Erasure, User
from accounts.privacy import port, receipts
from accounts.privacy.port import Fate, Handler, Hold
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog import hiding
from marketplace.kit import audit, clock, leases, timers

log = structlog.get_logger(__name__)

GRACE = timedelta(days=14)
HELD_AGAIN = timedelta(days=1)  # how long it waits where something came in between
DUE = "erasure_due"
ASKED, TAKEN_BACK, HELD = "erasure_asked", "erasure_taken_back", "erasure_held"


class Held(Refused):
    """Others still count on this person; `holds` says where."""

    def __init__(self, holds: list[Hold]) -> None:
        super().__init__(_("Your account cannot be deleted yet."))
        self.holds = holds


@dataclass(frozen=True)
class Line:
    """One kind of data and what will become of it, for the person to read before they decide."""

    title: str
    count: int
    fate: Fate
    why: str


def plan(user: User) -> list[Line]:
    """What there is, kind by kind, and what will be deleted, made nameless or kept."""
    counted = ((handler, handler.count(user)) for handler in port.handlers())
    return [
        Line(str(handler.title), count, Fate(handler.fate), str(handler.why)) for handler, count in counted if count
    ]


@transaction.atomic
def ask(*, by: User) -> Erasure:
    """Be forgotten in fourteen days, and be out of sight until then. Asked twice, it is asked once.

    Raises Held while something still stands in the way.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if standing := Erasure.objects.filter(user=user).standing().first():
        return standing
    if holds := port.holds(user):
        raise Held(holds)
    owners = port.parties_of(user).values_list("pk", flat=True)
    erasure = Erasure.objects.create(
        user=user, due_at=clock.now() + GRACE, token=secrets.token_urlsafe(32), hidden=hiding.hide_all(owners)
    )
    _mark(user, erasure)
    timers.set(DUE, erasure.pk, erasure.due_at, by=user)
    _tell(erasure, ASKED)
    return erasure


@transaction.atomic
def take_back(erasure: Erasure, *, by: User) -> Erasure:
    """Stay after all: everything is shown again as it was. Twice changes nothing.

    Raises NotAllowed for somebody else's, Refused once it has begun.
    """
    erasure = Erasure.objects.locked().select_related("user").get(pk=erasure.pk)
    if erasure.user_id != by.pk:
        raise NotAllowed(_("Only the person themselves can do this."))
    if erasure.status == Erasure.Status.TAKEN_BACK:
        return erasure
    if erasure.status != Erasure.Status.WAITING:
        raise Refused(_("It is too late: your data is being deleted."))
    erasure.move_to(Erasure.Status.TAKEN_BACK, by=by)
    hiding.show_again(erasure.hidden)
    timers.cancel(DUE, erasure.pk)
    _mark(erasure.user, None)
    _tell(erasure, TAKEN_BACK)
    return erasure


def standing(user: User) -> Erasure | None:
    """The erasure that waits or runs, if there is one."""
    found: Erasure | None = Erasure.objects.filter(user=user).standing().first()
    return found


@timers.handles(DUE)
@transaction.atomic
def begin(key: str) -> None:
    """The days are over: close the account and let the worker begin. Where something came in between, wait a day."""
    erasure = Erasure.objects.locked().select_related("user").filter(pk=UUID(key)).first()
    if erasure is None or erasure.status != Erasure.Status.WAITING:
        return
    if port.holds(erasure.user):
        _wait(erasure)
    else:
        _start(erasure)


def run_due() -> int:
    """Do every erasure that has begun, also those whose worker died; returns how many were finished."""
    done = 0
    begun = Erasure.objects.filter(status=Erasure.Status.RUNNING)
    while taken := leases.take(begun.select_related(None), now=clock.now(), most=1):
        done += _run(taken[0])
    return done


def _start(erasure: Erasure) -> None:
    """Nobody signs in any more, and a worker is woken."""
    erasure.user.is_active = False
    erasure.user.save(update_fields=["is_active"])
    erasure.try_at = clock.now()
    erasure.save(update_fields=["try_at"])
    erasure.move_to(Erasure.Status.RUNNING)
    transaction.on_commit(_wake, robust=True)


def _run(erasure: Erasure) -> bool:
    try:
        for handler in port.from_the_top():
            if handler.model is not User:  # the sign-in goes last, together with the receipt
                _step(erasure, handler)
        _finish(erasure)
    except leases.Overtaken:
        log.info("erasure_overtaken", erasure=str(erasure.pk))
        return False
    except Exception as error:
        log.exception("erasure_failed", erasure=str(erasure.pk), attempts=erasure.attempts + 1)
        leases.give_back(erasure, error, now=clock.now())
        return False
    return True


@transaction.atomic
def _step(erasure: Erasure, handler: Handler[Any]) -> None:
    """Forget the person in one table and write down that it was done: one commit, so it is done once."""
    row = _mine(erasure)
    if any(entry["kind"] == handler.label for entry in row.outcome):
        return
    _note(row, handler)
    row.try_at = clock.now() + leases.LENGTH
    row.save(update_fields=["outcome", "try_at"])


@transaction.atomic
def _finish(erasure: Erasure) -> None:
    """Empty the sign-in, write the receipt and send it to the address that is forgotten with this very commit."""
    row = _mine(erasure)
    address, language = row.user.mail_address, row.user.language
    _note(row, port.handler_of(User._meta.label_lower))
    row.hidden, row.lease, row.done_at = [], None, clock.now()
    row.seal = receipts.seal(row)
    row.save()
    row.move_to(Erasure.Status.DONE)
    receipts.send(row, to=address, language=language)
    audit.append(
        "person_forgotten",
        by=row.user_id,
        subject=f"user:{row.user_id}",
        data={"erasure": row.pk, "receipt": row.seal},
    )


def _note(row: Erasure, handler: Handler[Any]) -> None:
    done = asdict(handler.erase(row.user))
    kept = handler.count(row.user) if handler.fate == Fate.KEPT else 0
    row.outcome = [*row.outcome, {"kind": handler.label, **done, "kept": kept}]


def _mine(erasure: Erasure) -> Erasure:
    """The row under its lock, with its person. Raises Overtaken where another worker has it."""
    rows = Erasure.objects.locked().select_related("user")
    row: Erasure | None = rows.filter(pk=erasure.pk, lease=erasure.lease, status=Erasure.Status.RUNNING).first()
    if row is None:
        raise leases.Overtaken
    return row


def _wait(erasure: Erasure) -> None:
    """Something came in between, a proposal that was accepted say: look again tomorrow, and say so once."""
    if erasure.held_at is None:
        erasure.held_at = clock.now()
        erasure.save(update_fields=["held_at"])
        _tell(erasure, HELD)
    timers.set(DUE, erasure.pk, clock.now() + HELD_AGAIN)


def _mark(user: User, erasure: Erasure | None) -> None:
    user.leaves_at = erasure.due_at if erasure else None
    user.save(update_fields=["leaves_at"])


def _tell(erasure: Erasure, kind: str) -> None:
    address = reverse("accounts:erasure")
    ports.telling.tell([erasure.user], kind, key=erasure.pk, url=address, day=erasure.due_at.date().isoformat())


def _wake() -> None:
    """Ask a worker to begin now. If the broker is away, the clock asks again within a minute."""
    from accounts.privacy.tasks import run_erasures  # the task needs this module in turn

    wake: Callable[..., Any] = run_erasures.apply_async
    wake(retry=False)

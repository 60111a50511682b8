"""Everything about me as a file: asked for, made in the background, had for a week, deleted.

export = exports.ask(by=ada)
exports.make_due()                    # the worker; after a crash the next one begins the same file again
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

import structlog
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import ports
from accounts.models import Export, User
from accounts.privacy import archive, port
from accounts.refusals import Refused
from marketplace.kit import clock, leases, private_files, timers

log = structlog.get_logger(__name__)

BETWEEN = timedelta(days=1)  # from one export to the next
LASTS = timedelta(days=7)  # the file, once it is ready
END = "export_end"
READY = "export_ready"


@transaction.atomic
def ask(*, by: User) -> Export:
    """Have the file made. While one is being made, that one is returned. Raises Refused for a second within a day."""
    user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    mine = Export.objects.filter(user=user)
    if running := mine.under_way().first():
        return running
    if mine.filter(asked_at__gt=clock.now() - BETWEEN).exists():
        raise Refused(_("You asked for a file within the last day. Ask again tomorrow."))
    export = Export.objects.create(user=user, total=len(port.handlers()))
    transaction.on_commit(_wake, robust=True)
    return export


def next_possible(user: User) -> bool:
    """Whether another file may be asked for now."""
    recent = Export.objects.filter(user=user, asked_at__gt=clock.now() - BETWEEN)
    return not recent.exists()


def make_due() -> int:
    """Make every file that waits, also those whose worker died; returns how many were finished."""
    made = 0
    while taken := leases.take(Export.objects.under_way(), now=clock.now(), most=1):
        made += _make(taken[0])
    return made


@timers.handles(END)
@transaction.atomic
def end(key: str) -> None:
    """Delete the file: its week is over. Twice does nothing."""
    export = Export.objects.locked().filter(pk=UUID(key)).first()
    if export and export.status != Export.Status.GONE:
        private_files.store().delete(export.path)
        export.move_to(Export.Status.GONE)


def discard(export: Export) -> None:
    """Delete the file now, whatever state it is in: its person is being forgotten."""
    timers.cancel(END, export.pk)
    private_files.store().delete(export.path)


def _make(export: Export) -> bool:
    try:
        _begin(export)
        with TemporaryFile() as file:  # on disk, without a name: it is gone with a process that dies
            archive.write(file, export.user, said=partial(_progress, export))
            _keep(export, file)
    except leases.Overtaken:
        log.info("export_overtaken", export=str(export.pk))
        return False
    except Exception as error:
        log.exception("export_failed", export=str(export.pk), attempts=export.attempts + 1)
        leases.give_back(export, error, now=clock.now())
        return False
    return True


@transaction.atomic
def _begin(export: Export) -> None:
    """Start from nothing, also where an earlier worker had come halfway."""
    row = _mine(export)
    row.done, row.total = 0, len(port.handlers())
    row.save(update_fields=["done", "total"])
    if row.status == Export.Status.WAITING:
        row.move_to(Export.Status.MAKING)


def _progress(export: Export) -> None:
    """Show one kind more, and keep the lease for another while. Raises Overtaken."""
    until = clock.now() + leases.LENGTH
    if not leases.mine(export).update(done=F("done") + 1, try_at=until):
        raise leases.Overtaken


@transaction.atomic
def _keep(export: Export, file: IO[bytes]) -> None:
    """Put the file into the store and say that it is ready.

    The row is locked meanwhile, though the store is outside: nobody waits for this row, and so two workers, one of them
    late, never write the one file at the same time.
    """
    row = _mine(export)
    row.seal, row.size = _sealed(file), file.tell()
    store = private_files.store()
    store.delete(row.path)  # what a worker left behind that died just here
    file.seek(0)
    store.save(row.path, File(file))
    row.ready_at, row.ends_at, row.lease = clock.now(), clock.now() + LASTS, None
    row.save()
    row.move_to(Export.Status.READY)
    timers.set(END, row.pk, row.ends_at)
    _tell(row)


def _mine(export: Export) -> Export:
    """The row under its lock. Raises Overtaken where another worker has it."""
    row: Export | None = Export.objects.locked().filter(pk=export.pk, lease=export.lease).first()
    if row is None or not row.is_under_way:
        raise leases.Overtaken
    return row


def _sealed(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    read: Callable[[], bytes] = partial(file.read, archive.PIECE)
    for piece in iter(read, b""):
        digest.update(piece)
    return digest.hexdigest()


def _tell(export: Export) -> None:
    ports.telling.tell([export.user], READY, key=export.pk, url=reverse("accounts:export"))


def _wake() -> None:
    """Ask a worker to begin now. If the broker is away, the clock asks again within a minute."""
    from accounts.privacy.tasks import make_exports  # the task needs this module in turn

    make_exports.apply_async(retry=False)

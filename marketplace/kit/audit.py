"""An audit that can be checked: append-only lines, each sealed together with the one before (SHA-256).

    audit.append("refund_approved", by=user.pk, subject=f"payment:{payment.pk}", data={"amount_minor": 4_000})

`manage.py verify_audit` walks the chain, and those of higher floors that were plugged in. A chain that was cut at its
end still holds together, so the worker notes every day's last seals outside the database (`audit_heads`).

    audit.chain("books", title="The books", parts="seals", verify=sealing.verify)     # in AppConfig.ready
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from marketplace.kit import clock
from marketplace.kit.models import AuditEntry

START = "0" * 64
_chains: dict[str, "Chain"] = {}
_LOCK = 0x6175646974  # "audit"; held to the end of the transaction, so it is the last lock that an act takes


class NotSealable(TypeError):
    """The data holds something whose text is not exact (a float) or that JSON does not know."""


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found. `broken_at` is the number of the first wrong line, None where all is well."""

    count: int
    head: str
    broken_at: int | None = None
    why: str = ""

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None and not self.why


class Verify(Protocol):
    """Walks a whole chain. expect: a seal noted earlier, which must still be part of it."""

    def __call__(self, *, expect: str = "") -> Verdict: ...


@dataclass(frozen=True)
class Chain:
    """A chain that can be walked. parts: what it counts."""

    name: str
    title: str
    parts: str
    verify: Verify


@transaction.atomic
def append(kind: str, *, by: UUID | None, subject: str, data: Mapping[str, Any] | None = None) -> AuditEntry:
    """Add one line. Acts that append wait for each other until they commit, so append last.

    by: the id of the user, None for the site itself. data: strings, integers, booleans, None, lists and dictionaries of
    these; raises NotSealable for anything else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEntry.objects.order_by("-number").only("number", "hash").first()
    line = AuditEntry(
        number=last.number + 1 if last else 1,
        at=clock.now(),
        kind=kind,
        by=by,
        subject=subject,
        data=_exact(dict(data or {})),
        before=last.hash if last else START,
    )
    line.hash = seal(line)
    line.save(force_insert=True)
    return line


def looked(row: Model, *, by: Any, what: str = "") -> AuditEntry:
    """Write down that somebody looked at what is sensitive. what: the part of it, such as "document"."""
    return append("looked", by=by.pk, subject=subject_of(row), data={"what": what} if what else {})


def subject_of(row: Model) -> str:
    """How the audit names a row: "accounts.user:0197…"."""
    return f"{row._meta.label_lower}:{row.pk}"


def verify(*, expect: str = "") -> Verdict:
    """Walk the whole chain. expect: a seal noted earlier, which must still be part of it."""
    number, before, found = 0, START, not expect
    for line in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if why := _fault(line, number, before):
            return Verdict(number - 1, before, broken_at=number, why=why)
        before = line.hash
        found = found or line.hash == expect
    return Verdict(number, before, why="" if found else "the expected seal is not in the chain")


def chain(name: str, *, title: str, parts: str, verify: Verify) -> None:
    """Let this chain be walked, too, whenever the audit is."""
    _chains[name] = Chain(name, title, parts, verify)


def chains() -> list[Chain]:
    """The audit itself and every chain that was plugged in."""
    return [Chain("audit", "The audit", "lines", verify), *_chains.values()]


def seal(line: AuditEntry) -> str:
    """The SHA-256 of the line with its forerunner's seal, in hex. Keys sorted, no spaces, UTF-8, times in UTC."""
    parts = {
        "number": line.number,
        "at": _moment(line.at),
        "kind": line.kind,
        "by": str(line.by) if line.by else None,
        "subject": line.subject,
        "data": line.data,
        "before": line.before,
    }
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _fault(line: AuditEntry, number: int, before: str) -> str:
    if line.number != number:
        return f"line {number} is missing"
    if line.before != before:
        return f"line {number} does not follow line {number - 1}"
    return "" if line.hash == seal(line) else f"line {number} was changed"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _exact(value: Any) -> Any:
    """The value as it comes back from the database, if it comes back the same."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _exact(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(part) for part in value]
    raise NotSealable(f"The audit takes no {type(value).__name__}; write it as text or as an integer.")

"""The file of an export: a ZIP of one JSON file a kind, the person's own files, and an index for reading.

Rows go through one at a time, so a person with a million of them takes no more memory than one with ten.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

import structlog
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from accounts.privacy import port, rows
from marketplace.kit import clock

log = structlog.get_logger(__name__)

SHOWN = 100  # rows of a kind that the index prints; all of them are in the JSON file
PIECE = 256 * 1024  # bytes

Said = Callable[[], None]


@dataclass
class Kind:
    """What the index says of one kind: its words, how many rows there are, the first of them, and its files."""

    title: str
    note: str
    path: str
    count: int = 0
    shown: list[dict[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Rows that stand in the JSON file only."""
        return self.count - len(self.shown)


def write(file: IO[bytes], user: User, *, said: Said = lambda: None) -> list[Kind]:
    """Write everything about the person; returns what is in it.

    said: called after each kind, so that somebody can see how far it is, or stop it by raising.
    """
    kinds = []
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for handler in port.handlers():
            kinds.append(_write_kind(archive, handler, user))
            said()
        archive.writestr("index.html", _index(user, kinds))
    return kinds


def _write_kind(archive: zipfile.ZipFile, handler: "port.Handler[Any]", user: User) -> Kind:
    kind = Kind(str(handler.title), str(handler.note), f"data/{handler.label}.json")
    with archive.open(kind.path, "w", force_zip64=True) as out:
        for piece in _json(handler, user, kind):
            out.write(piece.encode())
    kind.files = [name for stored in handler.files(user) if (name := _copy(archive, stored))]
    return kind


def _json(handler: "port.Handler[Any]", user: User, kind: Kind) -> Iterator[str]:
    """The kind as JSON text, in pieces: what it is, what its columns are, then row by row."""
    head = {
        "kind": handler.label,
        "title": kind.title,
        "about": kind.note,
        "columns": rows.described(handler.model, handler.hidden),
    }
    yield f"{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n"
    yield ' "rows": ['
    for row in handler.export(user):
        yield f"{',' if kind.count else ''}\n  {json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)}"
        kind.count += 1
        if kind.count <= SHOWN:
            kind.shown.append(_readable(row))
    yield f'\n ],\n "count": {kind.count}\n}}\n'


def _readable(row: dict[str, Any]) -> dict[str, str]:
    """The row as the index prints it: what is empty is left out, what is nested is indented."""
    return {name.replace("_", " "): _text(value) for name, value in row.items() if value not in (None, "", [], {})}


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return str(value)


def _copy(archive: zipfile.ZipFile, stored: port.Stored) -> str:
    """The file's name in the archive; empty where the store has lost it, which must not stop the rest."""
    name = f"files/{PurePosixPath(stored.named.replace('..', '_')).as_posix().lstrip('/')}"
    if not stored.storage().exists(stored.path):
        log.warning("export_file_missing", path=stored.path)
        return ""
    if name in archive.NameToInfo:
        return name
    with stored.storage().open(stored.path) as source, archive.open(name, "w", force_zip64=True) as out:
        while piece := source.read(PIECE):
            out.write(piece)
    return name


def _index(user: User, kinds: list[Kind]) -> str:
    context = {"user": user, "kinds": kinds, "made_at": clock.now(), "site_name": settings.SITE_NAME}
    return render_to_string("accounts/privacy/export_index.html", context)

"""What was accepted, as a list of fingerprints that tells nothing of the files themselves.

    daybook proof 1
    note 5f2c… 182
    link 0b77…
    file 9a41… 48213

One line for the note, each link and each file: SHA-256 and bytes. The whole is the SHA-256 of this text in UTF-8.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from projects.models import Submission

FIRST_LINE = "daybook proof 1"


@dataclass(frozen=True)
class Line:
    """One piece of what was accepted. size: bytes, where it is told."""

    kind: str
    sha: str
    size: int | None


def of(submission: Submission) -> str:
    """The manifest of a submission. It reads its files, so it is made before anything is locked."""
    note = submission.note.encode()
    lines = [f"note {_sha(note)} {len(note)}"]
    lines += sorted(f"link {_sha(link.encode())}" for link in submission.links)
    lines += sorted(f"file {sha_of(row.file)} {row.size}" for row in submission.files.all())
    return "\n".join([FIRST_LINE, *lines]) + "\n"


def lines_of(manifest: str) -> list[Line]:
    """Its lines, read again."""
    return list(_lines(manifest))


def whole(manifest: str) -> str:
    """The SHA-256 of all of it."""
    return _sha(manifest.encode())


def sha_of(file: Any) -> str:
    """The SHA-256 of a file, read in pieces, whatever its length."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        for piece in iter(lambda: opened.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def _lines(manifest: str) -> Iterator[Line]:
    for line in manifest.splitlines()[1:]:
        kind, sha, *size = line.split()
        yield Line(kind, sha, int(size[0]) if size else None)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

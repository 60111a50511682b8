"""Files that people send: judged by their content, never by their name, before anything is kept.

    class PictureForm(Form):
        picture = FileField()
        def clean_picture(self):
            return uploads.check(self.cleaned_data["picture"], uploads.PICTURES)   # an Upload, or the reason

A picture is then made anew by `kit.images`, which drops everything but its pixels (so no place and no camera is told).
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import IO, Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

from marketplace.kit import filetypes, scanning

log = structlog.get_logger(__name__)

MEGABYTE = 1024 * 1024
MOST_PIXELS = 50_000_000  # a picture of a few kilobytes may unfold to gigabytes: refused before it is unfolded
MOST_FRAMES = 200


class Refused(ValidationError):
    """The file cannot be taken. The message says why, for the person who sent it."""


@dataclass(frozen=True)
class Rule:
    """What is taken: media types by content, and size in bytes."""

    types: frozenset[str]
    most_bytes: int
    named: str  # how the person calls these types


@dataclass(frozen=True)
class Upload:
    """A file that was looked at. `name` is ours and random; `title` is what its owner called it, for display only."""

    file: IO[bytes]
    type: str
    size: int
    name: str
    title: str


_PICTURES = frozenset(filetypes.PICTURES.values())
PICTURES = Rule(_PICTURES, 20 * MEGABYTE, "JPEG, PNG, WebP, AVIF, GIF")
DOCUMENTS = Rule(
    frozenset(filetypes.ENDINGS) - {"image/gif", "application/zip"},
    25 * MEGABYTE,
    "PDF, Word, Excel, OpenDocument, plain text, JPEG, PNG, WebP, AVIF",
)


def check(sent: "File[Any]", rule: Rule) -> Upload:
    """The file as an Upload. Raises Refused with the reason: size, kind, damage, or what the scanner found in it."""
    _check_size(sent.size or 0, rule)
    file: IO[bytes] = sent.open("rb")
    kind = _type(file)
    if kind not in rule.types:
        raise Refused(_("This kind of file cannot be taken. Send one of: %(named)s.") % {"named": rule.named}, "type")
    if kind in _PICTURES:
        _check_picture(file)
    _scan(file)
    file.seek(0)
    name = f"{secrets.token_urlsafe(16)}.{filetypes.ENDINGS[kind]}"
    return Upload(file, kind, sent.size or 0, name, (sent.name or "")[:200])


def digest(upload: Upload) -> str:
    """The SHA-256 of a checked file, in hex. It is read from its beginning, and stands there again."""
    whole = hashlib.sha256()
    upload.file.seek(0)
    while piece := upload.file.read(MEGABYTE):
        whole.update(piece)
    upload.file.seek(0)
    return whole.hexdigest()


def _check_size(size: int, rule: Rule) -> None:
    if not size:
        raise Refused(_("The file is empty."), "empty")
    if size > rule.most_bytes:
        most = filesizeformat(rule.most_bytes)
        raise Refused(_("The file is larger than %(most)s.") % {"most": most}, "too_large")


def _type(file: IO[bytes]) -> str:
    try:
        return filetypes.of(file)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error


def _check_picture(file: IO[bytes]) -> None:
    """Small enough to unfold, and whole."""
    file.seek(0)
    with filetypes.large_pictures_allowed():
        picture = Image.open(file)
    if picture.width * picture.height > MOST_PIXELS or getattr(picture, "n_frames", 1) > MOST_FRAMES:
        raise _too_many_pixels()
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused(_("The picture is damaged and cannot be read."), "damaged") from error


def _too_many_pixels() -> Refused:
    return Refused(_("The picture is too large: at most 50 million pixels."), "pixels")


def _scan(file: IO[bytes]) -> None:
    file.seek(0)
    try:
        found = scanning.scanner().find(file)
    except OSError as error:
        log.exception("scanner_away")
        raise Refused(_("Files cannot be checked at the moment. Try again in a few minutes."), "later") from error
    if found:
        log.warning("upload_harmful", found=found)
        raise Refused(_("The virus scanner found something harmful in this file."), "harmful")

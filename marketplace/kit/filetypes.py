"""What a file is, by what stands in it. Names and announced types are the sender's and prove nothing."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from PIL import Image, UnidentifiedImageError

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif", "GIF": "image/gif"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"

ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "image/gif": "gif",
    "application/pdf": "pdf", "text/plain": "txt", "application/zip": "zip",
    WORD: "docx", EXCEL: "xlsx", OPEN_TEXT: "odt",
}  # fmt: skip

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HEARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}  # the member without which it is no such document


def of(file: IO[bytes]) -> str:
    """The media type, empty where it is none that we know. SVG and HTML are never known: they can carry scripts."""
    if kind := _picture(file):
        return kind
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _archive(file)
    return "text/plain" if _is_plain(file) else ""


@contextmanager
def large_pictures_allowed() -> Iterator[None]:
    """Pillow warns of large pictures when it opens one; the limit is set by who opens it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def _picture(file: IO[bytes]) -> str:
    file.seek(0)
    try:
        with large_pictures_allowed():
            return PICTURES.get(Image.open(file, formats=list(PICTURES)).format or "", "")
    except Image.DecompressionBombError:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return ""


def _archive(file: IO[bytes]) -> str:
    """Office documents are archives; macros make them programs, which are not known."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = set(archive.namelist())
            if any(name.endswith("vbaProject.bin") for name in members):
                return ""
            if "mimetype" in members:
                with archive.open("mimetype") as member:
                    return OPEN_TEXT if member.read(100) == OPEN_TEXT.encode() else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        return ""
    return next((kind for heart, kind in _HEARTS.items() if heart in members), "application/zip")


def _is_plain(file: IO[bytes]) -> bool:
    file.seek(0)
    try:
        text = file.read().decode()
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(text) and not text.lstrip("\ufeff \t\r\n").startswith("<")

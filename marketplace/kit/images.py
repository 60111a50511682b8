"""Pictures that people send, made anew in the widths that pages ask for (see kit.pictures for their names).

Only pixels and colours go over: place, camera, comments and whatever else was hidden in the file stay behind.
"""

import io
import secrets
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from marketplace.kit.filetypes import large_pictures_allowed
from marketplace.kit.pictures import WIDTHS
from marketplace.kit.uploads import Upload

QUALITY = 82  # of WebP: no difference to be seen on photographs at the sizes shown


def store(upload: Upload, folder: str) -> str:
    """Keep a checked picture as WebP in every width up to its own; returns the path of the widest.

    A picture is never made larger than it came.
    """
    picture = _upright(upload)
    widest = min(picture.width, WIDTHS[-1])
    stem = f"{folder.strip('/')}/{secrets.token_urlsafe(12)}"
    for width in [*(width for width in WIDTHS if width < widest), widest]:
        path = f"{stem}-{width}.webp"
        default_storage.save(path, ContentFile(_webp(picture, width)))
    return path


def discard(path: str) -> None:
    """Delete a stored picture in all its widths. No matter if it is gone."""
    stem, _dash, _rest = path.rpartition("-")
    for width in {*WIDTHS, int(_rest.split(".")[0])}:
        default_storage.delete(f"{stem}-{width}.webp")


@dataclass(frozen=True)
class Preview:
    """A picture made small, as WebP."""

    webp: bytes
    width: int
    height: int


def preview(upload: Upload, most: int) -> Preview | None:
    """A checked picture with its longer side at most so many pixels; None for what is no picture."""
    if not upload.type.startswith("image/"):
        return None
    picture = _upright(upload)
    picture.thumbnail((most, most), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    picture.save(kept, "WEBP", quality=QUALITY, method=4, icc_profile=None, exif=b"", xmp=b"")
    return Preview(kept.getvalue(), *picture.size)


def _upright(upload: Upload) -> Image.Image:
    """The first frame, turned as its camera was held, in colours that WebP has."""
    upload.file.seek(0)
    with large_pictures_allowed():
        sent = Image.open(upload.file)
    sent.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))  # lets JPEG unfold only as much as is needed
    picture = ImageOps.exif_transpose(sent)
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _webp(picture: Image.Image, width: int) -> bytes:
    height = max(1, round(picture.height * width / picture.width))
    made = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    kept = io.BytesIO()
    made.save(kept, "WEBP", quality=QUALITY, method=4, icc_profile=None, exif=b"", xmp=b"")
    return kept.getvalue()

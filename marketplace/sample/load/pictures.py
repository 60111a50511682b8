"""The free pictures of the sample, put into the site's storage once, in the widths that pages ask for."""

import io
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from marketplace.kit.pictures import WIDTHS
from marketplace.sample.files import SAMPLE, Row, rows

QUALITY = 80


@dataclass(frozen=True)
class Picture:
    """A stored picture: its path is that of its widest version."""

    path: str
    width: int
    height: int
    alt: str
    credit: str


class Pictures:
    """The pictures of one folder of sample files, by the name that rows call them."""

    def __init__(self, folder: Path = SAMPLE) -> None:
        self.folder = folder
        self.known: dict[str, Picture] = {}

    def store_all(self) -> None:
        """Put every picture where pages read them. Doing it again changes nothing."""
        for row in rows("images", self.folder):
            self.known[row["file"]] = self._store(row)

    def get(self, name: str | None) -> Picture | None:
        """The picture that a row names; None if it names none."""
        return self.known[name] if name else None

    def _store(self, row: Row) -> Picture:
        file = self.folder / "images" / row["file"]
        width, height = int(row["width"]), int(row["height"])
        widest = min(width, WIDTHS[-1])
        stem = f"sample/{file.stem.removesuffix(f'-{width}')}"
        for wanted in [*(narrow for narrow in WIDTHS if narrow < widest), widest]:
            path = f"{stem}-{wanted}.webp"
            if not default_storage.exists(path):
                default_storage.save(path, ContentFile(_webp(file, wanted)))
        return Picture(
            path=f"{stem}-{widest}.webp", width=widest, height=round(height * widest / width),
            alt=row["alt"], credit=row["credit"],
        )  # fmt: skip


def _webp(file: Path, width: int) -> bytes:
    with Image.open(file) as picture:
        if picture.width == width and file.suffix == ".webp":
            return file.read_bytes()
        height = round(picture.height * width / picture.width)
        made = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    made.save(kept, "WEBP", quality=QUALITY, method=4)
    return kept.getvalue()

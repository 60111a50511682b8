"""The few free pictures, made small: one WebP file each, of at most 1280 pixels. The loader makes the narrower ones."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from marketplace.kit.pictures import WIDTHS
from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.featured import CREDIT
from marketplace.sample.compose.sources import Sources

# Tried in turn until the file is small enough: a grainy picture is made narrower rather than blurred.
_TRIES = ((WIDTHS[-1], 68), (WIDTHS[-1], 58), (1080, 52), (960, 50), (800, 45))
_BYTES = 100_000


@dataclass
class Picture:
    """A row of images.csv."""

    file: str
    width: int
    height: int
    bytes: int
    alt: str
    credit: str
    source: str


def compose(sources: Sources, folder: Path) -> list[Picture]:
    """Write all pictures into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    table: dict[str, list[str]] = vocabulary.toml("featured.toml")["pictures"]
    return [_one(sources.picture(file), folder / f"{name}.webp", alt) for name, (file, alt) in sorted(table.items())]


def _one(source: Path, path: Path, alt: str) -> Picture:
    with Image.open(source) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    width, height = _save(picture, path)
    return Picture(path.name, width, height, path.stat().st_size, alt, CREDIT, source.name)


def _save(picture: Image.Image, path: Path) -> tuple[int, int]:
    size = picture.size
    for widest, quality in _TRIES:
        width = min(widest, picture.width)
        size = (width, round(picture.height * width / picture.width))
        picture.resize(size, Image.Resampling.LANCZOS).save(path, quality=quality, method=6)
        if path.stat().st_size <= _BYTES:
            break
    return size

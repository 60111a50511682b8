"""The picture of a listing where its address is shared: its cover beside a wall label, 1200 × 630."""

import io
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont, ImageOps

from marketplace.catalog.models import Listing
from marketplace.kit import covers, raster

WIDTH, HEIGHT = 1200, 630
COVER = 720  # of the width
MARGIN = 44
PAPER, INK, SOFT = "#faf9f6", "#171b22", "#565b64"
SIZES = (60, 52, 46, 40, 34)  # the largest at which the title fits
LINES = 6
FONT = Path(settings.BASE_DIR) / "static" / "built" / "fonts" / "heading.ttf"


def png(listing: Listing) -> bytes:
    """The picture as a PNG of 30 to 300 kB. It takes about a third of a second, so the view keeps it."""
    page = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    page.paste(_cover(listing), (0, 0))
    pen = ImageDraw.Draw(page)
    _label(pen, listing)
    _wordmark(pen)
    whole = io.BytesIO()
    page.save(whole, "PNG", optimize=True)
    return whole.getvalue()


def _cover(listing: Listing) -> Image.Image:
    if listing.cover and default_storage.exists(listing.cover):
        with default_storage.open(listing.cover) as stored, Image.open(stored) as picture:
            return ImageOps.fit(picture.convert("RGB"), (COVER, HEIGHT), centering=(0.5, 0.4))
    drawing = covers.cover(listing.id, covers.initials(listing.title), listing.cover_style)
    return raster.picture(drawing, COVER, HEIGHT)


def _label(pen: ImageDraw.ImageDraw, listing: Listing) -> None:
    left, top = COVER + MARGIN, MARGIN
    pen.text((left, top), _drawable(str(listing.get_kind_display())), fill=SOFT, font=_font(26))
    lines, size = fitted(listing.title)
    for place, line in enumerate(lines):
        pen.text((left, top + 52 + place * round(size * 1.1)), line, fill=INK, font=_font(size))
    below = top + 52 + len(lines) * round(size * 1.1) + 20
    pen.text((left, below), _drawable(listing.owner.name), fill=SOFT, font=_font(26))


def fitted(title: str) -> tuple[list[str], int]:
    """The title in lines at the largest size at which it fits; what is too long even then is cut with an ellipsis."""
    room = WIDTH - COVER - 2 * MARGIN
    for size in SIZES:
        lines = _wrapped(_drawable(title), size, room)
        if len(lines) <= LINES and all(_font(size).getlength(line) <= room for line in lines):
            return lines, size
    return [*lines[: LINES - 1], f"{lines[LINES - 1]}…"] if len(lines) > LINES else lines, size


def _wrapped(text: str, size: int, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _font(size).getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _wordmark(pen: ImageDraw.ImageDraw) -> None:
    """The name over the double rule that closes an account."""
    left, base, font = COVER + MARGIN, HEIGHT - MARGIN, _font(36)
    pen.text((left, base - 16), settings.SITE_NAME, fill=INK, font=font, anchor="ls")
    right = left + font.getlength(settings.SITE_NAME)
    for rule in (base - 5, base + 1):
        pen.rectangle((left, rule, right, rule + 1), fill=INK)


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    return frozenset(TTFont(FONT, lazy=True).getBestCmap())


def _drawable(text: str) -> str:
    """The text in letters that the font has: ő is drawn as o, and what has no plain form is left out."""
    return "".join(_closest(character) for character in text)


def _closest(character: str) -> str:
    if ord(character) in _characters():
        return character
    plain = unicodedata.normalize("NFKD", character)[:1]
    return plain if plain and ord(plain) in _characters() else ""

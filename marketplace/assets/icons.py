"""Home-screen icons from static/icons/mark.svg, for what takes no SVG."""

import io

from PIL import Image

from marketplace.assets.places import BUILT, STATIC, write
from marketplace.kit import raster

SIZES = (192, 512)
TOUCH = 180  # iOS
SAFE = 0.72  # a maskable icon may be cut to a circle of 80 % of its side


def build() -> None:
    """Write static/built/icons/{any,maskable}-{192,512}.png and the touch icon."""
    mark = raster.parse((STATIC / "icons" / "mark.svg").read_text())
    for size in SIZES:
        _write(f"any-{size}", raster.picture(mark, size, size))
        small = raster.picture(mark, round(size * SAFE), round(size * SAFE))
        _write(f"maskable-{size}", _on_ground(small, size, mark.ground))
    _write(f"touch-{TOUCH}", raster.picture(mark, TOUCH, TOUCH))


def _on_ground(picture: Image.Image, size: int, ground: str) -> Image.Image:
    whole = Image.new("RGB", (size, size), ground)
    edge = (size - picture.width) // 2
    whole.paste(picture, (edge, edge))
    return whole


def _write(name: str, picture: Image.Image) -> None:
    whole = io.BytesIO()
    picture.save(whole, "PNG", optimize=True)
    write(BUILT / "icons" / f"{name}.png", whole.getvalue())

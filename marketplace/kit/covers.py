"""Drawn covers for listings without a picture, and initials for people without a photograph.

The id of a listing is hashed and seeds the drawing, so the same id gives the same picture on every machine for ever: it
is made when asked for, cached without an end, and drawn again for the social image. That makes each style a format: add
a style, never edit one.

A cover is decorative. The title stands beside it and no text that matters is in it, so the colours owe no contrast
ratio, and it crops safely to 1:1, 16:10 and 2:1.
"""

import hashlib
import math
import random
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from django.urls import reverse

from marketplace.kit.alphabet import cell, glyph, plain, width_of
from marketplace.kit.drawing import Circle, Drawing, Path, Shape

W, H = 640, 480

# Ground, large shape, second shape, small accent, line: the page's paper, ink, vermilion, teal and ochre in sRGB hex,
# so that every renderer (browser, PDF, social image) agrees.
Palette = tuple[str, str, str, str, str]
PALETTES: tuple[Palette, ...] = (
    ("#efe7d8", "#d2452f", "#1f2733", "#e9b23f", "#1f2733"),  # vermilion on paper
    ("#0f4a4d", "#e8dcc4", "#d9532f", "#83b8a8", "#e8dcc4"),  # deep teal
    ("#e6b13c", "#1f2733", "#d2452f", "#f6efe0", "#1f2733"),  # ochre
    ("#1f2733", "#d6c9ae", "#c8442f", "#3f8a86", "#d6c9ae"),  # ink
    ("#d9e0d4", "#28543f", "#d98a3a", "#16291f", "#28543f"),  # forest
    ("#f0d3c3", "#7c2a24", "#2d6a6e", "#f8f1e6", "#7c2a24"),  # blush
    ("#c9d8df", "#234a73", "#d8502f", "#f4ecdc", "#1b2f49"),  # cobalt
    ("#cfc4ae", "#3a3a34", "#a5512d", "#efe9dc", "#3a3a34"),  # stone
)

Style = Callable[[random.Random, Palette, str], Iterator[Shape]]
SMALL_WORDS = {"a", "the", "of", "and", "for", "to"}


def cover(seed: Any, letters: str = "", style: str = "grid") -> Drawing:
    """The cover of a listing, 640 × 480. letters: up to two initials, which only the type style shows.

    Raises KeyError for a style that does not exist.
    """
    draw, chance = STYLES[style], _chance(seed)
    palette = PALETTES[chance.randrange(len(PALETTES))]
    return Drawing(W, H, palette[0], tuple(draw(chance, palette, letters)))


def url(style: str, seed: Any, title: str) -> str:
    """Where the cover is served. The initials stand in the address, so that serving it reads nothing."""
    letters = f"{initials(title)}-" if style == "type" else ""
    return _prefix() + f"{style}/{letters}{seed}.svg"


@lru_cache(maxsize=1)
def _prefix() -> str:
    return reverse("kit:cover", args=["grid", "x"]).removesuffix("grid/x.svg")


def initials(title: str) -> str:
    """The first letters of the first two words that carry a title: "The art of bread" is AB. O where there is none."""
    words = (word for word in title.replace("’", "").split() if word.lower() not in SMALL_WORDS)
    return "".join(letter for word in words if (letter := plain(word)))[:2] or "O"


def monogram(seed: Any, name: str) -> Drawing:
    """A square portrait for people without a photograph: their initial in the modular alphabet, 80 × 80."""
    chance, letter = _chance(seed), name[:1] or "O"
    palette = PALETTES[chance.randrange(len(PALETTES))]
    cells = width_of(letter)
    size = 12.4 if cells == 3 else 9.6
    disc = Circle(chance.choice([18, 62]), chance.choice([18, 62]), chance.choice([20, 28]), palette[3])
    return Drawing(
        80, 80, palette[0], (disc, Path(glyph(letter, 40 - cells * size / 2, 40 - 2.5 * size, size), palette[1]))
    )


def _chance(seed: Any) -> random.Random:
    return random.Random(hashlib.sha256(str(seed).encode()).digest())  # noqa: S311 (a picture, not a secret)


def _type(chance: random.Random, palette: Palette, letters: str) -> Iterator[Shape]:
    """One or two initials, larger than the frame, over an offset block."""
    first, second = (letters or "O")[0], letters[1:2]
    size = chance.choice([76, 84, 96])
    x, y = chance.choice([(44, -28), (70, 32), (24, 60)])
    cells = width_of(first) + (width_of(second) if second else 0)
    if cells > 5:
        size = min(size, 84 if cells == 6 else 68)
    yield Path(f"M{chance.choice([320, 400, 0])} {chance.choice([0, 240])}h320v240h-320z", palette[3])
    yield Path(glyph(first, x, y, size), palette[1])
    if second:
        left = x + (width_of(first) + 0.35) * size
        yield Path(glyph(second, left, y + chance.choice([0, size, -size]), size), palette[2])
    else:
        yield Circle(x + 4.4 * size, y + 4 * size, size, palette[2])


def _grid(chance: random.Random, palette: Palette, _letters: str) -> Iterator[Shape]:
    """A quilt of quarter circles and squares on 8 by 6 cells, with one calm area left empty."""
    size, inks = 80, palette[1:4]
    paths = dict.fromkeys(inks, "")
    left, top = chance.randrange(0, 5), chance.randrange(0, 3)
    for row in range(6):
        for column in range(8):
            if left <= column < left + 3 and top <= row < top + 3:
                continue
            kind = chance.choice("qwas#qwas..")
            paths[chance.choices(inks, (5, 3, 2))[0]] += cell(kind, column * size, row * size, size)
    for ink, d in paths.items():
        yield Path(d, ink)
    yield Circle((left + 1.5) * size, (top + 1.5) * size, size * 1.1, palette[3])


def _organic(chance: random.Random, palette: Palette, _letters: str) -> Iterator[Shape]:
    """Three cut-paper shapes and the contour lines of one of them."""
    centre = chance.randrange(150, 300), chance.randrange(200, 320)
    outline = chance.getstate()
    yield Path(_blob(chance, *centre, 210), palette[1])
    yield Path(_blob(chance, chance.randrange(400, 540), chance.randrange(90, 220), 120), palette[2])
    yield Path(_blob(chance, chance.randrange(420, 560), chance.randrange(330, 420), 84, 0.34, 6), palette[3])
    for ring in range(1, 6):
        chance.setstate(outline)  # the same outline, smaller: contours
        yield Path(_blob(chance, *centre, 210 - ring * 34), stroke=palette[0], stroke_width=2)


def _blob(chance: random.Random, cx: float, cy: float, radius: float, wobble: float = 0.28, points: int = 7) -> str:
    """A closed smooth curve through jittered points on a circle (Catmull-Rom written as Bézier)."""
    turn, ring = chance.random() * math.tau, []
    for k in range(points):
        angle, reach = turn + k * math.tau / points, radius * (1 + chance.uniform(-wobble, wobble))
        ring.append((cx + math.cos(angle) * reach, cy + math.sin(angle) * reach))
    curves = []
    for k in range(points):
        a, b, c, e = ring[k - 1], ring[k], ring[(k + 1) % points], ring[(k + 2) % points]
        leave = b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6
        arrive = c[0] - (e[0] - b[0]) / 6, c[1] - (e[1] - b[1]) / 6
        curves.append("C" + " ".join(f"{x:.0f} {y:.0f}" for x, y in (leave, arrive, c)))
    return f"M{ring[0][0]:.0f} {ring[0][1]:.0f}{''.join(curves)}z"


def _architectural(chance: random.Random, palette: Palette, _letters: str) -> Iterator[Shape]:
    """Arches, stairs and a sun in elevation, lit from one side."""
    ground = chance.choice([372, 396])
    yield Circle(chance.randrange(90, 560), chance.randrange(90, 190), chance.choice([44, 58, 72]), palette[3])
    x = chance.choice([-40, 0, 30])
    while x < W:
        width, height = chance.choice([110, 140, 170]), chance.randrange(150, 330)
        yield from _house(chance, palette, x, ground, width, height)
        x += width + chance.choice([0, 0, 24])
    rise = (H - ground) / 4
    steps = f"h54v{rise:g}" * 4
    stairs = chance.choice([0, 180, 330])
    yield Path(f"M0 {ground}h{W}V{H}H0z", palette[4])
    yield Path(f"M{stairs} {ground}{steps}h-216z", palette[2])


def _house(chance: random.Random, palette: Palette, x: int, ground: int, width: int, height: int) -> Iterator[Shape]:
    """One block with a doorway arch or rows of windows, and its shaded edge."""
    top = ground - height
    yield Path(f"M{x} {ground}V{top}h{width}V{ground}z", chance.choice([palette[1], palette[1], palette[2]]))
    if chance.random() < 0.62:
        half, rise = width * 0.26, min(height * 0.62, 190)
        arch = f"v{half - rise:g}a{half:g} {half:g} 0 0 1 {2 * half:g} 0V{ground}z"
        yield Path(f"M{x + width / 2 - half:g} {ground}{arch}", palette[0])
    else:
        panes = ((i, j) for i in range(int((width - 30) // 34)) for j in range(int((height - 60) // 44)))
        yield Path("".join(f"M{x + 22 + 34 * i} {top + 26 + 44 * j}h16v26h-16z" for i, j in panes), palette[3])
    yield Path(f"M{x + width - 16} {ground}V{top}h16V{ground}z", "#000", opacity=0.13)


def _data(chance: random.Random, palette: Palette, _letters: str) -> Iterator[Shape]:
    """Ridge lines of one signal, each row hiding the one behind, as on a plotter."""
    peak = chance.uniform(0.3, 0.7)
    yield Circle(chance.randrange(120, 520), chance.randrange(96, 150), chance.choice([70, 92]), palette[2])
    for row in range(13):
        base, points = 180 + row * 25, []
        for k in range(33):
            t = k / 32
            swell = math.exp(-((t - peak - math.sin(row / 4) * 0.06) ** 2) / 0.022)
            points.append(f"{t * W:.0f} {base - swell * chance.uniform(20, 96) - chance.uniform(0, 5):.0f}")
        fill = palette[1] if row == chance.randrange(5, 40) else palette[0]
        ridge = f"M-4 {H + 4}L-4 {base}L{'L'.join(points)}L{W + 4} {base}V{H + 4}z"
        yield Path(ridge, fill, stroke=palette[4], stroke_width=2.5)


STYLES: dict[str, Style] = {
    "type": _type,
    "grid": _grid,
    "organic": _organic,
    "architectural": _architectural,
    "data": _data,
}

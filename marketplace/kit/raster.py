"""Drawings as pictures, for what cannot read SVG: social previews and home-screen icons."""

import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from PIL import Image, ImageDraw

from marketplace.kit.drawing import Circle, Drawing, Path, Shape

Point = tuple[float, float]

SHARPNESS = 3  # drawn this much larger and then shrunk, which smooths the edges
SEGMENTS = 24  # of a curve or a quarter circle
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "C": 6, "Z": 0}


def picture(drawing: Drawing, width: int, height: int) -> Image.Image:
    """The drawing at this size, cropped around its middle where the proportions differ."""
    zoom = max(width / drawing.width, height / drawing.height) * SHARPNESS
    large = Image.new("RGB", (round(drawing.width * zoom), round(drawing.height * zoom)), drawing.ground)
    for shape in drawing.shapes:
        _draw(large, shape, zoom)
    left, top = (large.width - width * SHARPNESS) // 2, (large.height - height * SHARPNESS) // 2
    cropped = large.crop((left, top, left + width * SHARPNESS, top + height * SHARPNESS))
    return cropped.resize((width, height), Image.Resampling.LANCZOS)


def parse(svg: str) -> Drawing:
    """The drawing in an SVG text of ours: a ground path first, then paths and circles."""
    root = ElementTree.fromstring(svg)  # noqa: S314 (files of ours, nothing from outside)
    width, height = (int(side) for side in root.attrib["viewBox"].split()[2:])
    ground, *rest = root
    return Drawing(width, height, ground.attrib["fill"], tuple(_shape(part.attrib) for part in rest))


def _shape(given: dict[str, str]) -> Shape:
    if "d" in given:
        return Path(given["d"], given["fill"])
    return Circle(float(given["cx"]), float(given["cy"]), float(given["r"]), given["fill"])


def _draw(image: Image.Image, shape: Shape, zoom: float) -> None:
    pen = ImageDraw.Draw(image)
    if isinstance(shape, Circle):
        pen.circle((shape.cx * zoom, shape.cy * zoom), shape.r * zoom, fill=shape.fill)
    elif isinstance(shape, Path):
        for line in outlines(shape.d):
            _draw_outline(image, pen, shape, [(x * zoom, y * zoom) for x, y in line], zoom)


def _draw_outline(image: Image.Image, pen: ImageDraw.ImageDraw, shape: Path, line: list[Point], zoom: float) -> None:
    if shape.opacity < 1:
        mask = Image.new("L", image.size)
        ImageDraw.Draw(mask).polygon(line, fill=round(255 * shape.opacity))
        image.paste(shape.fill, (0, 0), mask)
        return
    if shape.fill != "none":
        pen.polygon(line, fill=shape.fill)
    if shape.stroke:
        pen.line([*line, line[0]], fill=shape.stroke, width=round(shape.stroke_width * zoom), joint="curve")


def outlines(d: str) -> Iterator[list[Point]]:
    """The closed outlines of an SVG path as points. Knows M L H V A C Z, absolute and relative."""
    line: list[Point] = []
    for command, numbers in _commands(d):
        if command.upper() == "M" and line:
            yield line
            line = []
        line.extend(_points(command, numbers, line[-1] if line else (0.0, 0.0)))
    if line:
        yield line


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    tokens, command = _TOKEN.findall(d), ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        count = _ARGUMENTS[command.upper()]
        yield command, [float(tokens.pop(0)) for _ in range(count)]


def _points(command: str, numbers: list[float], at: Point) -> Iterator[Point]:
    ox, oy = at if command.islower() else (0.0, 0.0)
    match command.upper():
        case "M" | "L":
            yield ox + numbers[0], oy + numbers[1]
        case "H":
            yield ox + numbers[0], at[1]
        case "V":
            yield at[0], oy + numbers[0]
        case "C":
            yield from _curve(at, [(ox + x, oy + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)])
        case "A":
            yield from _arc(at, numbers[0], bool(numbers[4]), (ox + numbers[5], oy + numbers[6]))


def _curve(start: Point, handles: list[Point]) -> Iterator[Point]:
    """A cubic Bézier curve."""
    p = [start, *handles]
    for k in range(1, SEGMENTS + 1):
        t = k / SEGMENTS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        yield (
            sum(w * x for w, (x, _) in zip(weights, p, strict=True)),
            sum(w * y for w, (_, y) in zip(weights, p, strict=True)),
        )


def _arc(start: Point, radius: float, clockwise: bool, end: Point) -> Iterator[Point]:
    """The shorter arc of a circle between two points (SVG 2, appendix B.2.4, for equal radii and no large arc)."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = (x2 - x1) / 2, (y2 - y1) / 2
    chord = math.hypot(dx, dy)
    radius = max(radius, chord)
    height = math.sqrt(radius * radius - chord * chord) / chord * (-1 if clockwise else 1)
    cx, cy = (x1 + x2) / 2 + dy * height, (y1 + y2) / 2 - dx * height
    first, last = math.atan2(y1 - cy, x1 - cx), math.atan2(y2 - cy, x2 - cx)
    sweep = (last - first) % math.tau if clockwise else -((first - last) % math.tau)
    for k in range(1, SEGMENTS + 1):
        angle = first + sweep * k / SEGMENTS
        yield cx + radius * math.cos(angle), cy + radius * math.sin(angle)

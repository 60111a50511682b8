"""A flat drawing of few shapes: written as SVG for pages, flattened to polygons where a picture file is wanted."""

from dataclasses import dataclass
from typing import Protocol


class Shape(Protocol):
    """Anything a drawing is made of."""

    def svg(self) -> str:
        """The shape as one SVG element."""


@dataclass(frozen=True)
class Circle:
    """A filled circle."""

    cx: float
    cy: float
    r: float
    fill: str

    def svg(self) -> str:
        return f'<circle cx="{self.cx:g}" cy="{self.cy:g}" r="{self.r:g}" fill="{self.fill}"/>'


@dataclass(frozen=True)
class Path:
    """Lines, arcs and curves in SVG path notation, filled or stroked."""

    d: str
    fill: str = "none"
    stroke: str = ""
    stroke_width: float = 0
    opacity: float = 1

    def svg(self) -> str:
        stroke = (
            f' stroke="{self.stroke}" stroke-width="{self.stroke_width:g}" stroke-linejoin="round"'
            if self.stroke
            else ""
        )
        opacity = f' opacity="{self.opacity:g}"' if self.opacity < 1 else ""
        return f'<path fill="{self.fill}"{stroke}{opacity} d="{self.d}"/>'


@dataclass(frozen=True)
class Drawing:
    """A ground of one colour and the shapes on it, in the order in which they cover one another."""

    width: int
    height: int
    ground: str
    shapes: tuple[Shape, ...]

    def svg(self, attributes: str = 'xmlns="http://www.w3.org/2000/svg"') -> str:
        """The drawing as an SVG element, decorative: the page names the thing beside it."""
        w, h = self.width, self.height
        ground = f'<path fill="{self.ground}" d="M0 0h{w}v{h}H0z"/>'
        art = "".join(shape.svg() for shape in self.shapes)
        return f'<svg {attributes} viewBox="0 0 {w} {h}" width="{w}" height="{h}">{ground}{art}</svg>'

"""Charts as the points that a template draws into an SVG: worked out here, so that a page needs no script for them.

Every chart stands above a table with the same numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import floor, log10

WIDTH, HEIGHT = 760, 240
LEFT, RIGHT, TOP, BASE = 64, 748, 16, 208
LABELS = 6  # below the base line, at most


@dataclass(frozen=True)
class Mark:
    """A place on an axis, and what stands there. anchor: of its words."""

    at: float
    word: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Bar:
    """A column on the base line."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """What `analytics/_chart.html` draws. line, ahead, band: points of an SVG; goal: the height of a ruled line."""

    rows: list[Mark]
    columns: list[Mark]
    line: str = ""
    area: str = ""
    dot: tuple[float, float] | None = None
    ahead: str = ""
    band: str = ""
    goal: Mark | None = None
    bars: list[Bar] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    base: int = BASE
    label_base: int = BASE + 20


@dataclass(frozen=True)
class Scale:
    """From values to heights."""

    top: float

    def y(self, value: float) -> float:
        """What is above the top is drawn at the top."""
        return round(BASE - (BASE - TOP) * min(value, self.top) / self.top, 1)

    def rows(self, word: Callable[[int], str]) -> list[Mark]:
        """Round figures up to the top, three or four of them."""
        step = round_step(self.top)
        return [Mark(self.y(value), word(value)) for value in range(step, floor(self.top) + 1, step)]


def scale(highest: float) -> Scale:
    """One that holds this value with a little room."""
    return Scale(max(highest * 1.06, 1))


def round_step(top: float) -> int:
    """1, 2 or 5 times a power of ten, so that three to six of them fit."""
    rough = top / 4
    power = 10 ** floor(log10(rough)) if rough >= 1 else 1
    return max(1, int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)))


def x(place: float, last: float) -> float:
    """Where the place of `last` lies between the sides."""
    return round(LEFT + (RIGHT - LEFT) * (place / last if last else 1), 1)


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """As SVG takes them."""
    return " ".join(f"{across},{down}" for across, down in pairs)


def under(pairs: Sequence[tuple[float, float]]) -> str:
    """The area between a line and the base."""
    return points([(pairs[0][0], BASE), *pairs, (pairs[-1][0], BASE)]) if pairs else ""


def columns(words: Sequence[str], at: Callable[[int], float]) -> list[Mark]:
    """Some of these words below the base line, so that they do not touch."""
    every = max(1, -(-len(words) // LABELS))
    found = ((at(place), words[place]) for place in range(0, len(words), every))
    return [Mark(where, word, "end" if where > RIGHT - LEFT / 4 else "middle") for where, word in found]


def bars(values: Sequence[float], height: Scale) -> list[Bar]:
    """A column for each value, side by side."""
    room = (RIGHT - LEFT) / max(1, len(values))
    wide = min(room * 0.72, 28)
    return [
        Bar(round(LEFT + room * (place + 0.5) - wide / 2, 1), height.y(value), round(wide, 1),
            round(BASE - height.y(value), 1))
        for place, value in enumerate(values)
    ]  # fmt: skip

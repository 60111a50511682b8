"""What a maker says of a fundraiser on one step of the editor, as plain values between its form and the acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portfolios.front import Front


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is right of a step. What is missing or wrong is left out, and stays as it was.

    columns: of the fundraiser. rows: lists that take the place of what was there, by the name of their relation
    (`budget_lines`, `disbursements`, `questions`, `stretch_goals`).
    """

    columns: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    front: Front = field(default_factory=lambda: Front())
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

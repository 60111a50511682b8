"""Rules by their day, and the standard ones that a new database begins with."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from payments.models import RuleSet

STANDARD = Path(__file__).parent / "standard"


class NoRule(LookupError):
    """No rule of this kind is in force on that day."""


def in_force(kind: str, on: date, *, jurisdiction: str = "") -> RuleSet:
    """The rule of that day, for the jurisdiction or else for everywhere. Raises NoRule."""
    rules = RuleSet.objects.filter(kind=kind, jurisdiction__in={jurisdiction, ""}).in_force(on)
    rule = rules.order_by("-jurisdiction", "-valid_from").first()
    if rule is None:
        raise NoRule(f"{kind} on {on}")
    return rule


def find(kind: str, on: date, *, jurisdiction: str) -> RuleSet | None:
    """The rule of that day for just this jurisdiction, if there is one."""
    return RuleSet.objects.filter(kind=kind, jurisdiction=jurisdiction).in_force(on).first()


def install_standard(**_signal: Any) -> None:
    """Add the standard rules that are missing. Runs after every migration; a row that is there is never touched."""
    for path in sorted(STANDARD.glob("*.json")):
        for rule in _rules(json.loads(path.read_text())):
            began = {name: rule.pop(name) for name in ("kind", "jurisdiction", "valid_from")}
            RuleSet.objects.get_or_create(**began, defaults=rule)


def _rules(file: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A file holds one rule, or under `rules` those of several jurisdictions that share all the rest."""
    shared = {name: value for name, value in file.items() if name != "rules"}
    for own in file.get("rules", [{}]):
        yield {"jurisdiction": "", **shared, **own}

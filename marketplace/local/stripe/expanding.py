"""`expand[]=latest_charge.balance_transaction`: ids in an answer, replaced by what they are ids of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketplace.local.stripe import kinds
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.events import shown
from marketplace.local.stripe.store import Obj

if TYPE_CHECKING:
    from marketplace.local.stripe.world import World

DEEPEST = 4


def expanded(world: World, value: Any, paths: list[str]) -> Any:
    """The answer as it is shown, with these paths expanded. Raises Refusal where one can't be."""
    if not paths:
        return shown(value)
    answer = shown(value)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise invalid(f"You cannot expand more than {DEEPEST} levels of a property: {path}", param="expand")
        _expand(world, answer, steps, path)
    return answer


def _expand(world: World, place: Any, steps: list[str], path: str, *, within: tuple[Any, str] | None = None) -> None:
    """Walk along one path. within: the object in which `place` is a nested hash, and the way from there to here."""
    if isinstance(place, list):
        for each in place:
            _expand(world, each, steps, path)
        return
    if not isinstance(place, dict) or not steps:
        return
    owner, trail = within if within and "object" not in place else (place, "")
    at, *further = steps
    if target := _expands(owner).get(trail + at):
        place[at] = _found(world, owner, target, place.get(at))
        _expand(world, place[at], further, path)
    elif at in place:
        _expand(world, place[at], further, path, within=(owner, f"{trail}{at}."))
    else:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")


def _expands(place: dict[str, Any]) -> dict[str, str]:
    kind = kinds.KINDS.get(str(place.get("object")))
    return dict(kind.expands) if kind else {}


def _found(world: World, owner: dict[str, Any], target: str, value: Any) -> Any:
    if target.startswith("+"):
        kind, by = target[1:].split(":")
        return listed(f"/v1/{kinds.of(kind).path or kind + 's'}", world.store.find(kind, **{by: owner["id"]}))
    if not isinstance(value, str):
        return value
    found = world.store.get(kinds.kind_of_id(value) if target == "*" else target, value)
    return shown(found) if found else value


def listed(url: str, objects: list[Obj], *, has_more: bool = False) -> dict[str, Any]:
    """A list in Stripe's shape."""
    return {"object": "list", "url": url, "has_more": has_more, "data": [shown(obj) for obj in objects]}

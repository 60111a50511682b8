"""Events: a snapshot of what has just changed, and to whom it is sent."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from marketplace.local.stripe import API_VERSION, PLATFORM
from marketplace.local.stripe.store import Obj

if TYPE_CHECKING:
    from marketplace.local.stripe.world import World

KEPT_DAYS = 30


def tell(world: World, event: str, obj: Obj, *, previous: dict[str, Any] | None = None) -> Obj:
    """Write an event down, and that it is to be sent to every endpoint that listens to it."""
    data: dict[str, Any] = {"object": shown(obj)}
    if previous:
        data["previous_attributes"] = previous
    whose = {} if obj.account == PLATFORM else {"account": obj.account}
    told = world.make(
        "event", obj.account, type=event, data=data, api_version=API_VERSION, request=dict(world.asked_by), **whose
    )
    listening = [endpoint for endpoint in endpoints(world) if _listens(endpoint, told)]
    for endpoint in listening:
        world.store.sql.execute(
            "INSERT INTO delivery (event, endpoint, at) VALUES (?, ?, ?)",
            (told["id"], endpoint["id"], world.clock() + world.mail.delay),
        )
    return world.save(told, pending_webhooks=len(listening), _delivered=not listening)


def endpoints(world: World) -> list[Obj]:
    """Everybody who listens."""
    return world.store.find("webhook_endpoint")


def shown(value: Any) -> Any:
    """What others see of an object: nothing whose name begins with `_`."""
    if isinstance(value, dict):
        return {name: shown(inner) for name, inner in value.items() if not name.startswith("_")}
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    return value


def _listens(endpoint: Obj, event: Obj) -> bool:
    is_connect = event.account != PLATFORM
    wanted = any(fnmatch(event["type"], pattern) for pattern in endpoint["enabled_events"])
    return endpoint["status"] == "enabled" and bool(endpoint.get("_connect")) == is_connect and wanted

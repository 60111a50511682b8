"""Events of the last thirty days, and where they are sent."""

from __future__ import annotations

import secrets
from typing import Any

from marketplace.local.stripe.events import KEPT_DAYS
from marketplace.local.stripe.params import BY_TIME, PAGE, flag, metadata, need, text, texts
from marketplace.local.stripe.resources.common import page
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import DAY


@endpoint("GET", "/v1/events", **PAGE, **BY_TIME, type=text, types=texts, delivery_success=flag)
def events(call: Call) -> dict[str, Any]:
    since = call.world.now() - KEPT_DAYS * DAY
    window = call.sent.setdefault("created", {})
    window["gte"] = max(window.get("gte", 0), since)
    wanted = call.sent.get("types") or ([call.sent["type"]] if call.sent.get("type") else [])
    values: dict[str, Any] = {}
    if wanted:
        values["type"] = wanted
    if "delivery_success" in call.sent:
        values["_delivered"] = call.sent["delivery_success"]
    return page(call, "event", "/v1/events", **values)


@endpoint(
    "POST",
    "/v1/webhook_endpoints",
    url=need(text),
    enabled_events=need(texts),
    connect=flag,
    description=text,
    metadata=metadata,
    api_version=text,
)
def create(call: Call) -> Obj:
    sent = call.sent
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    is_connect = sent.pop("connect", False)
    made = call.world.make("webhook_endpoint", call.account, **sent, _connect=is_connect, _secrets=[secret])
    shown = Obj(made.kind, made.account, made)
    shown["secret"] = secret  # told once
    return shown


@endpoint("POST", "/v1/webhook_endpoints/{id}", url=text, enabled_events=texts, disabled=flag)
def update(call: Call) -> Obj:
    is_off = call.sent.pop("disabled", False)
    return call.world.save(call.get("webhook_endpoint"), **call.sent, status="disabled" if is_off else "enabled")


@endpoint("DELETE", "/v1/webhook_endpoints/{id}")
def delete(call: Call) -> dict[str, Any]:
    gone = call.get("webhook_endpoint")
    call.world.store.remove(gone)
    return {"id": gone["id"], "object": "webhook_endpoint", "deleted": True}

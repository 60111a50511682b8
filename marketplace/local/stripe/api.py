"""From a request to its reply: who asks, which endpoint, was it asked before, do it, remember the answer."""

from __future__ import annotations

import hmac
from typing import Any

from marketplace.local.stripe import (
    API_VERSION,
    PLATFORM,
    clockwork,
    events,
    expanding,
    idempotency,
    params,
    resources,
    routes,
)
from marketplace.local.stripe.errors import Refusal, invalid
from marketplace.local.stripe.faults import Fault
from marketplace.local.stripe.routes import Call, Endpoint
from marketplace.local.stripe.wire import Reply, Request
from marketplace.local.stripe.world import World, new_id

resources.load()


def answer(world: World, request: Request) -> Reply:
    """The reply to a request of the API. Never raises."""
    request_id = new_id("req_")
    try:
        reply = _answer(world, request, request_id)
    except Refusal as refusal:
        reply = _refused(refusal, request_id)
    return Reply(reply.status, reply.body, {**reply.headers, **_headers(request, request_id, reply)}, reply.ends)


def _answer(world: World, request: Request, request_id: str) -> Reply:
    _check_key(world, request)
    _check_version(request)
    found = routes.find(request.method, request.path)
    if found is None:
        raise invalid_address(request)
    fault, seconds = world.faults.take(request.method, request.path, request.headers.get("local-fault", ""))
    if fault and fault.wire == "hang_before":
        return Reply(0, b"", ends=f"hang {seconds}")
    if fault and fault.before and not fault.before.is_remembered and fault.before.status != 500:
        raise fault.before
    account = request.headers.get("stripe-account", PLATFORM)
    clockwork.run_due(world)
    with world.turn():
        _check_account(world, account)
        reply = _once(world, request, account, request_id, fault, *found)
    return _failed(reply, fault, seconds)


def _once(
    world: World,
    request: Request,
    account: str,
    request_id: str,
    fault: Fault | None,
    endpoint: Endpoint,
    ids: dict[str, str],
) -> Reply:
    """Do it, unless its key has an answer already."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key and (first := idempotency.first_answer(world, account, key, request)):
        return first
    world.asked_by = {"id": request_id, "idempotency_key": key}
    try:
        reply, remembered = _do(world, request, account, request_id, fault, endpoint, ids)
    finally:
        world.asked_by = {"id": None, "idempotency_key": None}
    if key and remembered:
        idempotency.remember(world, account, key, request, reply, request_id)
    return reply


def _do(
    world: World,
    request: Request,
    account: str,
    request_id: str,
    fault: Fault | None,
    endpoint: Endpoint,
    ids: dict[str, str],
) -> tuple[Reply, bool]:
    """The answer, and whether its key is to remember it."""
    if fault and fault.before:
        return _refused(fault.before, request_id), True
    try:
        value = _run(world, endpoint, request, Call(world, {}, ids, account))
    except Refusal as refusal:
        return _refused(refusal, request_id), refusal.is_remembered
    if fault and fault.after:
        return _refused(fault.after, request_id), True
    return Reply.of(200, value), True


def _run(world: World, endpoint: Endpoint, request: Request, call: Call) -> Any:
    kept: Refusal | None = None
    with world.store.part():
        call.sent = params.read(endpoint.takes, request.sent)
        paths = call.sent.pop("expand", [])
        try:
            return expanding.expanded(world, endpoint.run(call), paths)
        except Refusal as refusal:
            if not refusal.keeps:
                raise
            kept = refusal
    raise kept


def _failed(reply: Reply, fault: Fault | None, seconds: int) -> Reply:
    """The reply as the wire will carry it."""
    if fault is None or not fault.wire:
        return reply
    return Reply(reply.status, reply.body, reply.headers, f"hang {seconds}" if fault.wire == "hang" else fault.wire)


def _refused(refusal: Refusal, request_id: str) -> Reply:
    shown = events.shown(refusal.body)
    log = f"https://dashboard.stripe.com/test/logs/{request_id}"
    return Reply.of(refusal.status, {"error": {**shown, "request_log_url": log}})


def _headers(request: Request, request_id: str, reply: Reply) -> dict[str, str]:
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    if key := request.headers.get("idempotency-key"):
        headers["Idempotency-Key"] = key
    if reply.status >= 400:
        headers["Stripe-Should-Retry"] = "true" if reply.status in (409, 429) else "false"
    return headers


def _check_key(world: World, request: Request) -> None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not given:
        raise Refusal(401, "invalid_request_error", "You did not provide an API key.")
    if not hmac.compare_digest(given.encode(), world.key.encode()):
        raise Refusal(401, "invalid_request_error", f"Invalid API Key provided: {given[:8]}****")


def _check_version(request: Request) -> None:
    version = request.headers.get("stripe-version", API_VERSION)
    if version != API_VERSION:
        raise invalid(f"Invalid Stripe API version: {version}. The local Stripe speaks {API_VERSION} alone.")


def _check_account(world: World, account: str) -> None:
    found = account == PLATFORM or world.store.get("account", account)
    if not found:
        raise Refusal(
            403,
            "invalid_request_error",
            f"The provided key does not have access to account '{account}' (or that account does not exist).",
            code="account_invalid",
        )


def invalid_address(request: Request) -> Refusal:
    """Stripe has no such address, or the local one does not know it."""
    return Refusal(404, "invalid_request_error", f"Unrecognized request URL ({request.method}: {request.path}).")

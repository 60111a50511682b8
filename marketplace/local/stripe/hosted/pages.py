"""Which hosted page is at which address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from marketplace.local.stripe import clockwork
from marketplace.local.stripe.hosted import authentication, drawing, invoices, onboarding, paying, receipts
from marketplace.local.stripe.wire import Reply, Request
from marketplace.local.stripe.world import World

Page = Callable[[World, str, dict[str, Any] | None], Reply | None]

PAGES: list[tuple[str, Page]] = [
    (r"/pay/(cs_test_\w+)", paying.page),
    (r"/authenticate/((?:pi|seti)_\w+)", authentication.page),
    (r"/setup/(alink_\w+)", onboarding.page),
    (r"/express/(acct_\w+)", onboarding.dashboard),
    (r"/invoice/(in_\w+)", invoices.page),
    (r"/receipts/(ch_\w+)", receipts.page),
]


def answer(world: World, request: Request) -> Reply:
    """The page at this address; a page of its own where there is none."""
    if request.path == "/healthz":
        return Reply(200, b"ok", {"Content-Type": "text/plain"})
    if request.path.startswith("/assets/"):
        return drawing.asset(request.path.removeprefix("/assets/")) or _nothing(world)
    clockwork.run_due(world)
    for pattern, page in PAGES:
        if found := re.fullmatch(pattern, request.path):
            with world.turn():
                return page(world, found[1], _posted(request)) or _nothing(world)
    return _nothing(world)


def _posted(request: Request) -> dict[str, Any] | None:
    """What a form sent; None where the page is only looked at."""
    return request.sent if request.method == "POST" else None


def _nothing(world: World) -> Reply:
    return drawing.page(
        world,
        "message",
        status=404,
        title="There is nothing here",
        words="The address is wrong, or this local Stripe was started anew since and has forgotten it.",
    )

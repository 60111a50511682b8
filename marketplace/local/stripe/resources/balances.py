"""What an account has: available, and pending until it is."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import books
from marketplace.local.stripe.routes import Call, endpoint


@endpoint("GET", "/v1/balance")
def balance(call: Call) -> dict[str, Any]:
    found = books.accounts(call.world.store.sql)
    currencies = sorted(
        {name for part in ("available", "pending") for name in found.get(f"{call.account}:{part}", {})} or {"eur"}
    )
    return {
        "object": "balance",
        "livemode": False,
        **{part: [_sum(found, call.account, part, name) for name in currencies] for part in ("available", "pending")},
    }


def _sum(found: dict[str, dict[str, int]], account: str, part: str, currency: str) -> dict[str, Any]:
    amount = found.get(f"{account}:{part}", {}).get(currency, 0)
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}

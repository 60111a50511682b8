"""The gateway's own receipt for a charge."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe.hosted import drawing
from marketplace.local.stripe.wire import Reply
from marketplace.local.stripe.world import World


def page(world: World, reference: str, posted: dict[str, Any] | None) -> Reply | None:
    """What was paid, with what, and what went back."""
    charge = world.store.get("charge", reference)
    if charge is None:
        return None
    rows = [("Paid", charge["amount"]), ("Refunded", -charge["amount_refunded"])]
    card = charge["payment_method_details"]["card"]
    return drawing.page(
        world,
        "receipt",
        title="Receipt of the local Stripe",
        reference=reference,
        card=f"{card['brand'].title()} …{card['last4']}",
        description=charge["description"] or "",
        rows=[{"what": what, "sum": drawing.money(amount, charge["currency"])} for what, amount in rows if amount],
        total=drawing.money(charge["amount"] - charge["amount_refunded"], charge["currency"]),
    )

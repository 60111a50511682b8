"""A subscription changes in the middle of a period: what is given back for the old price, and asked for the new."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import invoicing, periods, subscribing
from marketplace.local.stripe.errors import Refusal
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World


def change_price(
    world: World, subscription: Obj, item_id: str, price: Obj, quantity: int, proration: str
) -> list[dict[str, Any]]:
    """Let an item have another price from now on; returns the lines that this makes.

    Another interval begins a new period now, which is billed whole; else the same period goes on. proration "none"
    makes no lines for parts of a period.
    """
    item = next(each for each in subscription["items"]["data"] if each["id"] == item_id)
    before, now = dict(item), world.now()
    start, until = subscribing.period_of(subscription)
    item.update(price=dict(price), quantity=quantity)
    is_new_cycle = before["price"]["recurring"] != price["recurring"]
    if is_new_cycle:
        subscription.update(billing_cycle_anchor=now, _number=1)
        start, until = now, periods.end_of(now, price["recurring"], 1)
    lines = [] if proration == "none" else [_unused(subscription, before, now)]
    if is_new_cycle:
        words = f"{quantity} × {price['id']}"
        lines.append(invoicing.line(subscription, item, price["unit_amount"] * quantity, words, (start, until)))
    elif proration != "none":
        lines.append(_remaining(subscription, item, now, (start, until)))
    subscribing.save_items(world, subscription, start, until)
    return lines


def bill(
    world: World, subscription: Obj, lines: list[dict[str, Any]], *, proration: str, behavior: str, at_once: bool
) -> None:
    """Collect the lines of a change now, or put them on the next invoice.

    behavior "error_if_incomplete": nothing of it is done unless it can be paid; raises Refusal.
    """
    if not lines:
        return
    if proration == "create_prorations" and not at_once:
        invoicing.leave_over(world, subscription, lines)
        return
    invoice = invoicing.finalize(world, invoicing.draft(world, subscription, lines, "subscription_update"))
    is_strict = behavior == "error_if_incomplete"
    try:
        subscribing.collect(world, invoice, raises=is_strict)
    except Refusal as refusal:
        refusal.keeps = False
        raise


def _unused(subscription: Obj, item: dict[str, Any], now: int) -> dict[str, Any]:
    start, until = item["current_period_start"], item["current_period_end"]
    back = -periods.share(item["price"]["unit_amount"] * item["quantity"], start, until, now)
    words = f"Unused time on {item['quantity']} × {item['price']['id']}"
    return invoicing.line(subscription, item, back, words, (now, until), proration=True)


def _remaining(subscription: Obj, item: dict[str, Any], now: int, period: tuple[int, int]) -> dict[str, Any]:
    asked = periods.share(item["price"]["unit_amount"] * item["quantity"], *period, now)
    words = f"Remaining time on {item['quantity']} × {item['price']['id']}"
    return invoicing.line(subscription, item, asked, words, (now, period[1]), proration=True)

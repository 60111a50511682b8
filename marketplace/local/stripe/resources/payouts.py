"""Payouts: from an account's balance to its bank."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from marketplace.local.stripe import PLATFORM, banks, books
from marketplace.local.stripe.clockwork import happening
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.params import choice, currency, metadata, need, text, whole
from marketplace.local.stripe.resources import accounts
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World


@endpoint(
    "POST",
    "/v1/payouts",
    amount=need(whole),
    currency=need(currency),
    description=text,
    destination=text,
    metadata=metadata,
    method=choice("standard", "instant"),
    statement_descriptor=text,
)
def create(call: Call) -> Obj:
    world, sent = call.world, call.sent
    if sent["amount"] <= 0:
        raise invalid(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param="amount"
        )
    bank = _bank(call)
    payout = world.make("payout", call.account, **{**sent, "destination": bank["id"] if bank else None})
    taken = books.record(world, "payout", payout, -sent["amount"], account=call.account, description="STRIPE PAYOUT")
    arrives = world.now() + world.pace.bank_takes
    world.save(payout, balance_transaction=taken["id"], arrival_date=_midnight(arrives))
    world.tell("payout.created", payout)
    world.due("payout_leaves", payout["id"], world.now() + world.pace.bank_takes // 2)
    world.due("payout_arrives", payout["id"], arrives)
    return payout


@endpoint("POST", "/v1/payouts/{id}/cancel")
def cancel(call: Call) -> Obj:
    payout = call.get("payout")
    if payout["status"] != "pending":
        raise invalid("Payouts can only be canceled while they are pending.", code="payout_not_pending")
    back = books.record(call.world, "payout_cancel", payout, payout["amount"], account=call.account)
    return call.world.move(payout, "canceled", failure_balance_transaction=back["id"])


def fail(world: World, payout: Obj, reason: str) -> Obj:
    """The bank has sent it back: it is on the balance again. This can be days after it was paid."""
    back = books.record(world, "payout_failure", payout, payout["amount"], account=payout.account)
    return world.move(
        payout,
        "failed",
        failure_code=reason,
        failure_message=banks.WORDS.get(reason, reason),
        failure_balance_transaction=back["id"],
    )


@happening("payout_leaves")
def _leaves(world: World, reference: str) -> None:
    payout = world.store.get("payout", reference)
    if payout and payout["status"] == "pending":
        world.move(payout, "in_transit")


@happening("payout_arrives")
def _arrives(world: World, reference: str) -> None:
    payout = world.store.get("payout", reference)
    if payout is None or payout["status"] not in ("pending", "in_transit"):
        return
    bank = world.store.get("bank_account", payout["destination"] or "")
    fate = banks.fate(bank["_number"] if bank else "")
    if fate.fails and not fate.after:
        fail(world, payout, fate.fails)
        return
    world.move(payout, "paid")
    if fate.fails:
        world.due("payout_comes_back", reference, world.now() + world.pace.bank_takes)


@happening("payout_comes_back")
def _comes_back(world: World, reference: str) -> None:
    payout = world.store.get("payout", reference)
    bank = world.store.get("bank_account", payout["destination"] or "") if payout else None
    if payout and bank and payout["status"] == "paid":
        fail(world, payout, banks.fate(bank["_number"]).fails)


def _bank(call: Call) -> Obj | None:
    """Where it goes: the account's default for that currency, unless another of its own is named."""
    if call.account == PLATFORM:
        return None
    account = accounts.find(call.world, call.account)
    if not account["payouts_enabled"]:
        raise invalid("Cannot create payouts: this account has requirements that are due.", code="payouts_not_allowed")
    found = [bank for bank in call.world.store.find("bank_account", call.account) if _fits(call, bank)]
    if not found:
        raise invalid(
            f"Sorry, you don't have any external accounts in that currency ({call.sent['currency']}).", param="currency"
        )
    return found[0]


def _fits(call: Call, bank: Obj) -> bool:
    if named := call.sent.get("destination"):
        return bool(bank["id"] == named)
    return bool(bank["currency"] == call.sent["currency"] and bank["default_for_currency"])


def _midnight(moment: int) -> int:
    day = datetime.fromtimestamp(moment, UTC).replace(hour=0, minute=0, second=0)
    return int(day.timestamp()) if moment == day.timestamp() else int((day + timedelta(days=1)).timestamp())

"""Transfers: from the platform to a connected account, and back."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import books
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.params import PAGE, currency, flag, metadata, need, text, whole
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World, new_id


@endpoint(
    "POST",
    "/v1/transfers",
    amount=need(whole),
    currency=need(currency),
    destination=need(text),
    source_transaction=text,
    transfer_group=text,
    description=text,
    metadata=metadata,
)
def create(call: Call) -> Obj:
    world, sent = call.world, call.sent
    _positive(sent["amount"])
    destination = _destination(world, sent["destination"])
    charge = _source(call)
    available_on = _available_on(world, charge) if charge else None
    transfer = world.make("transfer", call.account, destination_payment=new_id("py_1"), **sent)
    if charge:
        transfer["transfer_group"] = sent.get("transfer_group") or charge["transfer_group"] or f"group_{charge['id']}"
        world.save(charge, transfer_group=charge["transfer_group"] or transfer["transfer_group"])
    taken = _move(
        world, transfer, "transfer", "payment", -sent["amount"], call.account, destination["id"], available_on
    )
    _shape(world, transfer, balance_transaction=taken["id"])
    world.tell("transfer.created", transfer)
    return transfer


@endpoint(
    "POST",
    "/v1/transfers/{id}/reversals",
    amount=whole,
    metadata=metadata,
    description=text,
    refund_application_fee=flag,
)
def reverse(call: Call) -> Obj:
    world, transfer = call.world, call.get("transfer")
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.sent.get("amount", left)
    if left == 0:
        raise invalid(f"Transfer {transfer['id']} is already fully reversed.", code="transfer_already_reversed")
    _positive(amount)
    if amount > left:
        raise invalid(
            f"Reversal amount ({amount}) is greater than unreversed amount on transfer ({left})", param="amount"
        )
    books.require(world, transfer["destination"], transfer["currency"], amount - _pending_of(world, transfer))
    reversal = world.make(
        "transfer_reversal",
        call.account,
        amount=amount,
        currency=transfer["currency"],
        transfer=transfer["id"],
        **call.picked("metadata"),
    )
    pending = _available_on(world, transfer)
    back = _move(
        world, reversal, "transfer_refund", "payment_refund", amount, call.account, transfer["destination"], pending
    )
    world.save(reversal, balance_transaction=back["id"])
    transfer["amount_reversed"] += amount
    _shape(world, transfer, reversed=transfer["amount_reversed"] == transfer["amount"])
    world.tell("transfer.reversed", transfer)
    return reversal


@endpoint("GET", "/v1/transfers/{id}/reversals", **PAGE)
def reversals(call: Call) -> dict[str, Any]:
    return _reversals(call.world, call.get("transfer"))


@endpoint("GET", "/v1/transfers/{id}/reversals/{reversal}")
def reversal(call: Call) -> Obj:
    return call.get("transfer_reversal", call.ids["reversal"])


def _move(
    world: World,
    source: Obj,
    here: str,
    there: str,
    amount: int,
    platform: str,
    connected: str,
    available_on: int | None,
) -> Obj:
    """Write both sides; returns the platform's. `amount` is above zero where the platform gets it."""
    first, second = (here, amount, platform), (there, -amount, connected)
    taken = [
        books.record(world, kind, source, sum_, account=account, available_on=available_on)
        for kind, sum_, account in sorted([first, second], key=lambda side: side[1])
    ]
    return next(each for each in taken if each.account == platform)


def _shape(world: World, transfer: Obj, **values: Any) -> None:
    world.save(transfer, **values)
    world.save(transfer, reversals=_reversals(world, transfer))


def _reversals(world: World, transfer: Obj) -> dict[str, Any]:
    found = world.store.find("transfer_reversal", transfer=transfer["id"])
    return listed(f"/v1/transfers/{transfer['id']}/reversals", found)


def _destination(world: World, reference: str) -> Obj:
    account = world.store.get("account", reference)
    if account is None:
        raise invalid(f"No such destination: '{reference}'", code="resource_missing", param="destination")
    if account["capabilities"].get("transfers") != "active":
        raise invalid(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers,"
            " crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    return account


def _source(call: Call) -> Obj | None:
    """The charge whose money is sent on, when one is named. Raises Refusal where more than it would leave."""
    sent = call.sent
    if not sent.get("source_transaction"):
        return None
    charge = call.get("charge", sent["source_transaction"], param="source_transaction")
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise invalid("Cannot use a charge that has not succeeded as a source_transaction.", param="source_transaction")
    came = call.get("balance_transaction", charge["balance_transaction"])
    if came["currency"] != sent["currency"]:
        raise invalid(
            f"The currency of source_transaction's balance transaction ({came['currency']}) must be the same as the"
            f" transfer currency ({sent['currency']})",
            param="currency",
        )
    before = call.world.store.find("transfer", call.account, source_transaction=charge["id"])
    gone = sum(each["amount"] - each["amount_reversed"] for each in before)
    back, _, _ = call.world.settled(charge["amount_refunded"], charge["currency"])
    left = came["amount"] - back - gone
    if sent["amount"] > left:
        words = f"The transfers of this charge would be more than its remaining amount ({left})."
        raise invalid(words, code="balance_insufficient")
    return charge


def _available_on(world: World, source: Obj) -> int | None:
    transaction = world.get("balance_transaction", source["balance_transaction"], source.account)
    return int(transaction["available_on"]) if transaction["status"] == "pending" else None


def _pending_of(world: World, transfer: Obj) -> int:
    """What of it the connected account has not had available yet, and so can be taken back from there."""
    return int(transfer["amount"]) if _available_on(world, transfer) else 0


def _positive(amount: int) -> None:
    if amount <= 0:
        raise invalid(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param="amount"
        )

"""What Stripe does not have: its books to look into, faults to order, and the acts of banks and networks.

All below `/v1/_local/`, with the same key as everything else.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marketplace.local.stripe import PLATFORM, books, disputing, doors
from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.faults import TABLE, Mail
from marketplace.local.stripe.params import choice, currency, flag, need, text, whole
from marketplace.local.stripe.resources import payouts, refunds
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj


@endpoint("POST", "/v1/_local/site", url=need(text), port=need(text))
def serve(call: Call) -> dict[str, Any]:
    """The site is somewhere else now: it was started beside services that run already."""
    doors.serve(call.world, doors.of_site(call.sent["url"], call.sent["port"]))
    return call.sent


@endpoint("GET", "/v1/_local/books")
def look(call: Call) -> dict[str, Any]:
    """Every account of the books, and what is wrong with them: nothing, always."""
    sql = call.world.store.sql
    return {"accounts": books.accounts(sql), "faults": books.faults(sql)}


@endpoint(
    "POST",
    "/v1/_local/faults",
    fault=need(choice(*TABLE)),
    path=text,
    method=choice("GET", "POST", "DELETE"),
    times=whole,
    seconds=whole,
)
def plan(call: Call) -> dict[str, Any]:
    """Let the next calls that fit meet a fault."""
    return vars(call.world.faults.plan(**call.sent))


@endpoint("POST", "/v1/_local/rates", currency=need(currency), settled_in=need(currency), rate=need(text))
def settle_in(call: Call) -> dict[str, Any]:
    """Let payments in a currency come to the balance in another one, in its smallest units for one of the first."""
    call.world.rates[call.sent["currency"]] = (call.sent["settled_in"], Decimal(call.sent["rate"]))
    return {name: [into, str(rate)] for name, (into, rate) in call.world.rates.items()}


@endpoint(
    "POST", "/v1/_local/mail", delay=whole, times=whole, order=choice("told", "reversed", "shuffled"), is_held=flag
)
def mail(call: Call) -> dict[str, Any]:
    """How webhooks travel from now on; what is not named is as usual."""
    call.world.mail = Mail(**call.sent)
    return vars(call.world.mail)


@endpoint("POST", "/v1/_local/disputes", charge=need(text), amount=whole, reason=text, inquiry=flag)
def dispute(call: Call) -> Obj:
    """A cardholder's bank takes a charge or a part of it back."""
    sent = call.sent
    charge = call.get("charge", sent.pop("charge"), param="charge")
    return disputing.open_dispute(call.world, charge, **sent)


@endpoint("POST", "/v1/_local/disputes/{id}", outcome=need(choice("won", "lost")))
def decide(call: Call) -> Obj:
    """The bank has decided."""
    return disputing.decide(call.world, call.get("dispute"), won=call.sent["outcome"] == "won")


@endpoint("POST", "/v1/_local/refunds/{id}/failure", reason=text)
def fail_refund(call: Call) -> Obj:
    """The card's bank sends a refund back, also after it succeeded."""
    return refunds.fail(call.world, call.get("refund"), **call.sent)


@endpoint("POST", "/v1/_local/payouts/{id}/failure", reason=text)
def fail_payout(call: Call) -> Obj:
    """The payee's bank sends a payout back, also after it was paid."""
    payout = call.world.store.get("payout", call.ids["id"])
    if payout is None or payout["status"] in ("failed", "canceled"):
        raise invalid("There is no such payout that could fail.")
    return payouts.fail(call.world, payout, call.sent.get("reason") or "account_closed")


@endpoint("POST", "/v1/_local/topups", amount=need(whole), currency=need(currency))
def top_up(call: Call) -> Obj:
    """Money from the platform's own bank, available at once."""
    source = Obj("topup", PLATFORM, {"id": f"tu_{call.world.now()}", **call.sent})
    return books.record(call.world, "topup", source, call.sent["amount"], account=call.account)

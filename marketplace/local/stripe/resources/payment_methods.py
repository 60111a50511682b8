"""Payment methods: test cards, by their number or their token."""

from __future__ import annotations

import hashlib
from typing import Any

from marketplace.local.stripe import cards, charging, kinds
from marketplace.local.stripe.cards import Card
from marketplace.local.stripe.errors import Refusal, invalid
from marketplace.local.stripe.params import choice, group, need, text, whole
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World

CARD = group(number=need(text), exp_month=need(whole), exp_year=need(whole), cvc=text)


@endpoint("POST", "/v1/payment_methods", type=need(choice("card")), card=need(CARD), **kinds.of("payment_method").edits)
def create(call: Call) -> Obj:
    sent = call.sent.pop("card")
    card = by_number(sent["number"])
    method = make(call.world, call.account, card, exp_month=sent["exp_month"], exp_year=sent["exp_year"])
    edit(method, {name: value for name, value in call.sent.items() if name != "type"})
    return call.world.save(method)


@endpoint("POST", "/v1/payment_methods/{id}/attach", customer=need(text))
def attach(call: Call) -> Obj:
    customer = call.get("customer", call.sent["customer"], param="customer")
    method = find(call, call.ids["id"])
    card = cards.BY_NUMBER[method["_number"]]
    if card.rejects:
        raise cards.declined(card.declines)
    if method["customer"] not in (None, customer["id"]):
        raise invalid("The payment method you provided has already been attached to a customer.")
    return charging.save_method(call.world, method, customer["id"])


@endpoint("POST", "/v1/payment_methods/{id}/detach")
def detach(call: Call) -> Obj:
    method = call.get("payment_method")
    if method["customer"] is None:
        raise invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    before = {"customer": method["customer"]}
    call.world.save(method, customer=None, _gone=True)
    call.world.tell("payment_method.detached", method, previous=before)
    return method


def find(call: Call, reference: str) -> Obj:
    """The method of this id, or a new one of a token such as `pm_card_visa`. Raises Refusal for a detached one."""
    if reference in cards.BY_TOKEN:
        return make(call.world, call.account, cards.BY_TOKEN[reference])
    method = call.get("payment_method", reference, param="payment_method")
    if method.get("_gone"):
        raise invalid(
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was"
            " detached from a Customer, and may not be used again."
        )
    return method


def by_number(number: str) -> Card:
    """The test card with this number. Raises Refusal where there is none."""
    digits = "".join(letter for letter in number if letter.isdigit())
    if digits not in cards.BY_NUMBER:
        raise Refusal(
            402,
            "card_error",
            "Your card number is incorrect. The local Stripe knows its test cards alone.",
            code="incorrect_number",
            param="number",
        )
    return cards.BY_NUMBER[digits]


def make(
    world: World, account: str, card: Card, *, exp_month: int = 12, exp_year: int = 0, name: str | None = None
) -> Obj:
    """A new payment method of a test card."""
    year = exp_year or 2034
    method = world.make("payment_method", account, card=_shown(card, exp_month, year), _number=card.number)
    method["billing_details"]["name"] = name
    return world.save(method)


def _shown(card: Card, month: int, year: int) -> dict[str, Any]:
    return {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year if year > 99 else 2000 + year,
        "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
        "funding": card.funding,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }

"""The page on which a card is chosen: to pay, to save it, to subscribe."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import cards, checkout
from marketplace.local.stripe.errors import Refusal
from marketplace.local.stripe.hosted import drawing
from marketplace.local.stripe.resources import payment_methods
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.wire import Reply
from marketplace.local.stripe.world import World

FIRST_CARDS = ("4242424242424242", "4000002760003184", "4000000000009995", "4000000000000002")


def page(world: World, reference: str, posted: dict[str, Any] | None) -> Reply | None:
    """Show the page, or take its form."""
    session = world.store.get("checkout.session", reference)
    if session is None:
        return None
    if session["status"] == "complete":
        return drawing.go(checkout.way_back(session))
    if session["status"] == "expired":
        return _ended(world, session)
    if posted is None:
        intent = checkout.intent_of(world, session)
        return show(world, session, wrong=_last_error(intent))
    return _pay(world, session, posted)


def show(world: World, session: Obj, *, wrong: str = "", chosen: str = FIRST_CARDS[0], email: str = "") -> Reply:
    """The page as it is now. wrong: why the last try came to nothing."""
    lines = world.store.find("line_item", _session=session["id"])[::-1]
    details = session["customer_details"] or {}
    return drawing.page(
        world,
        "pay",
        status=422 if wrong else 200,
        session=session,
        title=_title(session, lines),
        lines=[{"what": _what(line), "words": line["_words"], "sum": _sum(line, "amount_total")} for line in lines],
        total=_sum(session, "amount_total") if lines else "",
        button=_button(session),
        is_saving=session["mode"] == "setup",
        keeps_card=bool(session["_payment_intent_data"].get("setup_future_usage")),
        email=details.get("email") or "",
        typed_email=email,
        wrong=wrong,
        **choices(chosen),
    )


def choices(chosen: str) -> dict[str, Any]:
    """The test cards for a page: those that are wanted most, and all others."""
    return {
        "first_cards": [_card(cards.BY_NUMBER[number], chosen) for number in FIRST_CARDS],
        "more_cards": [_card(card, chosen) for card in cards.CARDS if card.number not in FIRST_CARDS],
        "is_rare": chosen not in FIRST_CARDS,
    }


def _pay(world: World, session: Obj, posted: dict[str, Any]) -> Reply:
    number, email = str(posted.get("card", "")), str(posted.get("email", "")).strip()
    details = session["customer_details"] or {}
    if not details.get("email") and "@" not in email:
        return show(
            world, session, wrong="Write the address to which the receipt is to go.", chosen=number, email=email
        )
    if email and not details.get("email"):
        nothing = dict.fromkeys(("address", "business_name", "individual_name", "name", "phone"))
        session["customer_details"] = {**nothing, "email": email, "tax_exempt": "none", "tax_ids": []}
    try:
        method = payment_methods.make(
            world, session.account, payment_methods.by_number(number), name=posted.get("name")
        )
        intent = checkout.pay(world, session, method, email=email or details.get("email"))
    except Refusal as refusal:
        return show(world, session, wrong=str(refusal), chosen=number, email=email)
    if intent["status"] == "requires_action":
        return drawing.go(f"{world.hosted}/authenticate/{intent['id']}")
    return drawing.go(checkout.way_back(session))


def _ended(world: World, session: Obj) -> Reply:
    return drawing.page(
        world,
        "message",
        status=410,
        title="This page has expired",
        words=f"Nothing was charged. Go back to {world.site_name} and begin the payment again.",
        back=session["cancel_url"],
    )


def _last_error(intent: Obj | None) -> str:
    if intent is None:
        return ""
    error = intent.get("last_payment_error") or intent.get("last_setup_error") or {}
    return str(error.get("message", ""))


def _title(session: Obj, lines: list[Obj]) -> str:
    if session["mode"] == "setup":
        return "Save a card"
    if session["mode"] == "subscription":
        return f"Subscribe for {_sum(session, 'amount_total')} a {lines[0]['price']['recurring']['interval']}"
    return "Pay with a card"


def _button(session: Obj) -> str:
    if session["mode"] == "setup":
        return "Save this card"
    verb = "Subscribe" if session["mode"] == "subscription" else "Pay"
    return f"{verb} · {_sum(session, 'amount_total')}"


def _what(line: Obj) -> str:
    return f"{line['description']} × {line['quantity']}" if line["quantity"] > 1 else str(line["description"])


def _sum(obj: Obj, name: str) -> str:
    return drawing.money(obj[name], obj["currency"])


def _card(card: cards.Card, chosen: str) -> dict[str, Any]:
    return {
        "number": card.number,
        "shown": card.number_in_groups,
        "words": card.words,
        "is_chosen": card.number == chosen,
    }

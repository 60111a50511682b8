"""Connected accounts: their owner tells who they are and which bank is theirs."""

from __future__ import annotations

import re
from typing import Any

from marketplace.local.stripe import banks, books, connecting
from marketplace.local.stripe.hosted import drawing
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.wire import Reply
from marketplace.local.stripe.world import World

PAPER = "individual.verification.document"


def page(world: World, reference: str, posted: dict[str, Any] | None) -> Reply | None:
    """Show the form behind an account link, or take it. A link that is used up leads where a new one is made."""
    link = world.store.get("account_link", reference)
    account = world.store.get("account", link["_account"]) if link else None
    if link is None or account is None:
        return None
    if link["_is_used"] or link["expires_at"] < world.now():
        return drawing.go(link["_anew"]) if link["_anew"] else _over(world)
    if posted is None:
        return _show(world, account, {})
    if posted.get("act") == "later":
        return _leave(world, link)
    if wrong := _wrong(account, posted):
        return _show(world, account, posted, wrong)
    _take(world, account, posted)
    return _leave(world, link)


def dashboard(world: World, reference: str, posted: dict[str, Any] | None) -> Reply | None:
    """What a connected account has here, and its payouts."""
    account = world.store.get("account", reference)
    if account is None:
        return None
    found = books.accounts(world.store.sql)
    balances = [
        {"what": words, "sum": drawing.money(amount, currency)}
        for part, words in (("available", "Available"), ("pending", "Not available yet"))
        for currency, amount in found.get(f"{reference}:{part}", {}).items()
    ]
    payouts = world.store.find("payout", reference, limit=20)
    return drawing.page(
        world,
        "express",
        title="Your account at the local Stripe",
        balances=balances,
        payouts=[
            {
                "id": each["id"],
                "sum": drawing.money(each["amount"], each["currency"]),
                "status": each["status"].replace("_", " ").capitalize(),
                "why": each["failure_message"] or "",
            }
            for each in payouts
        ],
        banks=[
            f"{bank['bank_name']} …{bank['last4']}, {bank['currency'].upper()}"
            for bank in connecting.bank_accounts(world, account)
        ],
    )


def _show(world: World, account: Obj, typed: dict[str, Any], wrong: dict[str, str] | None = None) -> Reply:
    currency = account["default_currency"]
    fitting = [bank for bank in banks.BANKS if bank.currency == currency] or banks.BANKS[:1]
    chosen = typed.get("bank") or fitting[0].number
    return drawing.page(
        world,
        "setup",
        status=422 if wrong else 200,
        title="Where your money goes" if account["details_submitted"] else f"Get paid by {world.site_name}",
        is_known=account["details_submitted"],
        is_asked_for_papers=PAPER in account["requirements"]["currently_due"],
        typed=typed,
        is_company=typed.get("sort", account["business_type"]) == "company",
        banks=[_bank(each, chosen) for each in fitting],
        other_banks=[_bank(each, chosen) for each in banks.BANKS if each not in fitting],
        wrong=wrong or {},
    )


def _bank(bank: banks.Bank, chosen: str) -> dict[str, Any]:
    return {
        "number": bank.number,
        "shown": " ".join(bank.number[at : at + 4] for at in range(0, len(bank.number), 4)),
        "words": bank.words,
        "currency": bank.currency.upper(),
        "is_chosen": bank.number == chosen,
    }


def _wrong(account: Obj, posted: dict[str, Any]) -> dict[str, str]:
    """What is wrong with what was typed, by field."""
    wrong = {}
    if not account["details_submitted"]:
        if not str(posted.get("name", "")).strip():
            wrong["name"] = "Write the name that the bank account runs on."
        if not posted.get("terms"):
            wrong["terms"] = "Tick that you agree, or finish later."
    if posted.get("bank") not in banks.BY_NUMBER:
        wrong["bank"] = "Choose one of the test banks."
    return wrong


def _take(world: World, account: Obj, posted: dict[str, Any]) -> None:
    bank = banks.BY_NUMBER[posted["bank"]]
    if not account["details_submitted"]:
        account["business_type"] = "company" if posted.get("sort") == "company" else "individual"
        if posted.get("papers") == "refused":
            account["_asked_again"] = [PAPER]
    facts = {*connecting.PERSON, *connecting.TERMS, "company.name", "company.tax_id"}
    if posted.get("has_papers"):
        facts.add(PAPER)
    account["tos_acceptance"]["date"] = account["tos_acceptance"]["date"] or world.now()
    connecting.tell(world, account, *facts)
    if not any(each["_number"] == bank.number for each in connecting.bank_accounts(world, account)):
        connecting.add_bank(
            world,
            account,
            number=re.sub(r"\s", "", bank.number),
            country=bank.country,
            currency=bank.currency,
            holder=posted.get("name"),
        )


def _leave(world: World, link: Obj) -> Reply:
    world.save(link, _is_used=True)
    return drawing.go(link["_back"]) if link["_back"] else _over(world)


def _over(world: World) -> Reply:
    return drawing.page(
        world,
        "message",
        title="This link was used already",
        words=f"Go back to {world.site_name} and begin again from there.",
    )

"""Connected accounts: what they still have to say, and what they may do then."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from typing import Any

from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World

PERSON = ["individual.first_name", "individual.last_name", "individual.dob", "individual.address"]
TERMS = ["tos_acceptance.date", "tos_acceptance.ip"]
BANK = "external_account"
SETTLED = ("capabilities", "charges_enabled", "payouts_enabled", "details_submitted", "requirements")


def wanted(account: Obj) -> list[str]:
    """What Stripe still wants to know, by its own names."""
    told = account["_told"]
    names = [BANK, *PERSON, *TERMS]
    if account["business_type"] == "company":
        names = [BANK, "company.name", "company.tax_id", *TERMS]
    return sorted([name for name in names if name not in told] + account["_asked_again"])


def settle(world: World, account: Obj) -> Obj:
    """Work out anew what an account may do, write it down, and tell of it when it changed."""
    before = deepcopy({name: account[name] for name in SETTLED})
    due = wanted(account)
    is_ready = not [name for name in due if name != BANK]
    account["requirements"].update(currently_due=due, eventually_due=due, past_due=due)
    account["requirements"]["disabled_reason"] = "requirements.past_due" if due else None
    for name in account["capabilities"]:
        account["capabilities"][name] = "active" if is_ready else "inactive"
    account["charges_enabled"] = account["capabilities"].get("card_payments") == "active"
    account["payouts_enabled"] = not due
    account["external_accounts"] = listed(
        f"/v1/accounts/{account['id']}/external_accounts", bank_accounts(world, account)
    )
    world.save(account)
    for name, state in account["capabilities"].items():
        if before["capabilities"].get(name) != state:
            world.tell("capability.updated", capability(account, name))
    changed = {name: value for name, value in before.items() if account[name] != value}
    if changed:
        world.tell("account.updated", account, previous=changed)
    return account


def tell(world: World, account: Obj, *facts: str) -> Obj:
    """The account's owner has told these. Their values are nobody's business here."""
    account["_told"] = sorted({*account["_told"], *facts})
    account["_asked_again"] = [name for name in account["_asked_again"] if name not in facts]
    account["details_submitted"] = not [name for name in wanted(account) if name in TERMS]
    return settle(world, account)


def add_bank(world: World, account: Obj, *, number: str, country: str, currency: str, holder: str | None = None) -> Obj:
    """Name a bank for payouts in its currency. Another of that currency stays, no longer as the default."""
    for other in bank_accounts(world, account):
        if other["currency"] == currency and other["default_for_currency"]:
            world.save(other, default_for_currency=False)
    bank = world.make(
        "bank_account",
        account["id"],
        account=account["id"],
        account_holder_name=holder,
        country=country,
        currency=currency,
        default_for_currency=True,
        last4=number[-4:],
        fingerprint=hashlib.sha256(number.encode()).hexdigest()[:16],
        _number=number,
    )
    world.tell("account.external_account.created", bank)
    tell(world, account, BANK)
    return bank


def bank_accounts(world: World, account: Obj) -> list[Obj]:
    """Where an account's payouts may go."""
    return world.store.find("bank_account", account["id"])


def capability(account: Obj, name: str) -> Obj:
    """One capability, in its own shape."""
    shape: dict[str, Any] = {
        "id": name,
        "object": "capability",
        "account": account["id"],
        "requested": name in account["capabilities"],
        "requested_at": account["created"] if name in account["capabilities"] else None,
        "requirements": account["requirements"],
        "future_requirements": account["future_requirements"],
        "status": account["capabilities"].get(name, "unrequested"),
    }
    return Obj("capability", account["id"], shape)

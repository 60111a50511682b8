"""Connected accounts, the links by which their owners tell about themselves, and their bank accounts."""

from __future__ import annotations

import re
from typing import Any

from marketplace.local.stripe import PLATFORM, banks, connecting, kinds
from marketplace.local.stripe.errors import invalid, missing
from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.params import BY_TIME, PAGE, choice, currency, flag, group, metadata, need, text, whole
from marketplace.local.stripe.resources.common import page
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World, new_id

DASHBOARDS = {"full": "standard", "express": "express", "none": "custom"}  # the older word for it: `type`
LINK_LASTS = 300  # seconds
_asked = group(requested=flag)
CAPABILITIES = {"card_payments": _asked, "transfers": _asked}
PROFILE = group(name=text, url=text, mcc=text, product_description=text, support_email=text, support_phone=text)
SCHEDULE = group(
    interval=choice("manual", "daily", "weekly", "monthly"), delay_days=text, weekly_anchor=text, monthly_anchor=whole
)
CHANGES = {
    "business_type": choice("individual", "company", "non_profit", "government_entity"),
    "business_profile": PROFILE,
    "capabilities": group(**CAPABILITIES),
    "email": text,
    "metadata": metadata,
    "settings": group(payouts=group(schedule=SCHEDULE, statement_descriptor=text, debit_negative_balances=flag)),
}


@endpoint(
    "POST",
    "/v1/accounts",
    **CHANGES,
    country=text,
    default_currency=currency,
    type=choice("express", "custom", "standard"),
    controller=group(
        fees=group(payer=choice("account", "application")),
        losses=group(payments=choice("stripe", "application")),
        requirement_collection=choice("stripe", "application"),
        stripe_dashboard=group(type=choice("full", "express", "none")),
    ),
)
def create(call: Call) -> Obj:
    sent, world = call.sent, call.world
    if "type" in sent and "controller" in sent:
        raise invalid("You may not provide the `type` parameter and `controller` parameters simultaneously.")
    country = (sent.get("country") or "DE").upper()
    reference = new_id("acct_1")
    known: dict[str, Any] = {
        "country": country,
        "default_currency": banks.currency_of(country),
        "_told": [],
        "_asked_again": [],
    }
    account = world.make("account", reference, id=reference, **known)
    sent.pop("country", None)
    _change(account, sent)
    return connecting.settle(world, account)


@endpoint("GET", "/v1/account")
def own(call: Call) -> Obj:
    return find(call.world, call.account)


@endpoint("GET", "/v1/accounts", **PAGE, **BY_TIME)
def find_all(call: Call) -> dict[str, Any]:
    return page(call, "account", "/v1/accounts", of_all=True)


@endpoint("GET", "/v1/accounts/{id}")
def retrieve(call: Call) -> Obj:
    return find(call.world, call.ids["id"])


@endpoint("POST", "/v1/accounts/{id}", **CHANGES)
def update(call: Call) -> Obj:
    account = find(call.world, call.ids["id"])
    before = _change(account, call.sent)
    call.world.save(account)
    if before:
        call.world.tell("account.updated", account, previous=before)
    return connecting.settle(call.world, account)


@endpoint("DELETE", "/v1/accounts/{id}")
def delete(call: Call) -> dict[str, Any]:
    account = find(call.world, call.ids["id"])
    call.world.save(account, deleted=True)
    return {"id": account["id"], "object": "account", "deleted": True}


@endpoint(
    "POST",
    "/v1/account_links",
    account=need(text),
    type=need(choice("account_onboarding", "account_update")),
    refresh_url=text,
    return_url=text,
    collection_options=group(fields=text, future_requirements=text),
)
def link(call: Call) -> Obj:
    world, sent = call.world, call.sent
    account = find(world, sent["account"])
    made = world.make(
        "account_link",
        account["id"],
        expires_at=world.now() + LINK_LASTS,
        id=new_id("alink_1"),
        _account=account["id"],
        _back=sent.get("return_url"),
        _anew=sent.get("refresh_url"),
        _is_used=False,
    )
    world.save(made, url=f"{world.hosted}/setup/{made['id']}")
    shown = Obj("account_link", account["id"], made)
    shown.pop("id")
    return shown


@endpoint("POST", "/v1/accounts/{id}/login_links")
def login(call: Call) -> dict[str, Any]:
    account = find(call.world, call.ids["id"])
    if not account["details_submitted"]:
        raise invalid("Cannot create a login link for an account that has not completed onboarding.")
    return {"object": "login_link", "created": call.world.now(), "url": f"{call.world.hosted}/express/{account['id']}"}


@endpoint("GET", "/v1/accounts/{id}/capabilities")
def capabilities(call: Call) -> dict[str, Any]:
    account = find(call.world, call.ids["id"])
    found = [connecting.capability(account, name) for name in account["capabilities"]]
    return listed(f"/v1/accounts/{account['id']}/capabilities", found)


@endpoint("GET", "/v1/accounts/{id}/capabilities/{name}")
def capability(call: Call) -> Obj:
    return connecting.capability(find(call.world, call.ids["id"]), call.ids["name"])


BANK = group(
    object=choice("bank_account"),
    country=need(text),
    currency=need(currency),
    account_number=need(text),
    routing_number=text,
    account_holder_name=text,
    account_holder_type=text,
)


@endpoint("POST", "/v1/accounts/{id}/external_accounts", external_account=need(BANK), metadata=metadata)
def add_bank(call: Call) -> Obj:
    account, sent = find(call.world, call.ids["id"]), call.sent["external_account"]
    number = re.sub(r"\s", "", sent["account_number"]).upper()
    return connecting.add_bank(
        call.world,
        account,
        number=number,
        country=sent["country"].upper(),
        currency=sent["currency"],
        holder=sent.get("account_holder_name"),
    )


@endpoint("GET", "/v1/accounts/{id}/external_accounts", **PAGE, object=text)
def find_banks(call: Call) -> dict[str, Any]:
    account = find(call.world, call.ids["id"])
    return listed(f"/v1/accounts/{account['id']}/external_accounts", connecting.bank_accounts(call.world, account))


@endpoint("GET", "/v1/accounts/{id}/external_accounts/{bank}")
def bank(call: Call) -> Obj:
    return call.world.get("bank_account", call.ids["bank"], find(call.world, call.ids["id"])["id"])


@endpoint("DELETE", "/v1/accounts/{id}/external_accounts/{bank}")
def remove_bank(call: Call) -> dict[str, Any]:
    gone = bank(call)
    if gone["default_for_currency"]:
        raise invalid(
            "You cannot delete the default external account for your default currency. Make another external account"
            " the default for that currency first."
        )
    call.world.store.remove(gone)
    call.world.tell("account.external_account.deleted", gone)
    connecting.settle(call.world, find(call.world, call.ids["id"]))
    return {"id": gone["id"], "object": "bank_account", "deleted": True}


def find(world: World, reference: str) -> Obj:
    """The connected account of this id. Raises Refusal."""
    account = world.store.get("account", reference)
    if reference == PLATFORM:
        return platform(world)
    if account is None or account.get("deleted"):
        raise missing("account", reference, param="account")
    return account


def platform(world: World) -> Obj:
    """The platform's own account, in its shape."""
    enabled = dict.fromkeys(("charges_enabled", "payouts_enabled", "details_submitted"), True)
    named = {"id": PLATFORM, "type": "standard", "business_profile": {"name": world.site_name}}
    return Obj("account", PLATFORM, {**kinds.of("account").shape(), **enabled, **named})


def _change(account: Obj, sent: dict[str, Any]) -> dict[str, Any]:
    """Change what was sent; returns what was there before, of what changed."""
    asked, controller = sent.pop("capabilities", {}), sent.pop("controller", {})
    for name, wish in asked.items():
        if wish.get("requested"):
            account["capabilities"].setdefault(name, "inactive")
    if controller:
        account["controller"].update(controller)
        account["type"] = DASHBOARDS[controller.get("stripe_dashboard", {}).get("type", "full")]
    if wanted := sent.pop("settings", {}).get("payouts"):
        wanted = {**wanted, "schedule": {**account["settings"]["payouts"]["schedule"], **wanted.get("schedule", {})}}
        sent["settings"] = {**account["settings"], "payouts": {**account["settings"]["payouts"], **wanted}}
    return edit(account, sent)

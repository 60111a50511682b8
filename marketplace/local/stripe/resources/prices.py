"""Products and their prices."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe.errors import invalid
from marketplace.local.stripe.params import choice, currency, flag, group, metadata, need, text, texts, whole
from marketplace.local.stripe.resources.common import change
from marketplace.local.stripe.routes import Call, endpoint
from marketplace.local.stripe.store import Obj

PRODUCT = {"name": need(text), "description": text, "metadata": metadata, "images": texts}
RECURRING = group(interval=need(choice("day", "week", "month", "year")), interval_count=whole)
DATA = group(
    currency=need(currency), unit_amount=need(whole), product=text, product_data=group(**PRODUCT), recurring=RECURRING
)


@endpoint("POST", "/v1/products", **PRODUCT, id=text, active=flag, url=text)
def create_product(call: Call) -> Obj:
    sent = call.sent
    if sent.get("id") and call.world.store.get("product", sent["id"]):
        raise invalid("Product already exists.", code="resource_already_exists", param="id")
    product = call.world.make("product", call.account, **{**sent, "updated": call.world.now()})
    call.world.tell("product.created", product)
    return product


@endpoint(
    "POST",
    "/v1/products/{id}",
    name=text,
    description=text,
    metadata=metadata,
    active=flag,
    images=texts,
    default_price=text,
)
def update_product(call: Call) -> Obj:
    return change(call, call.get("product"), "product.updated")


@endpoint(
    "POST",
    "/v1/prices",
    currency=need(currency),
    unit_amount=need(whole),
    product=text,
    product_data=group(name=need(text), metadata=metadata),
    recurring=RECURRING,
    nickname=text,
    lookup_key=text,
    metadata=metadata,
    active=flag,
)
def create_price(call: Call) -> Obj:
    price = _make(call, call.sent)
    call.world.tell("price.created", price)
    return price


@endpoint("POST", "/v1/prices/{id}", metadata=metadata, nickname=text, active=flag, lookup_key=text)
def update_price(call: Call) -> Obj:
    return change(call, call.get("price"), "price.updated")


def chosen(call: Call, row: dict[str, Any]) -> Obj:
    """The price of a line: one that is there, or a new one from its data."""
    if ("price" in row) == ("price_data" in row):
        raise invalid("You must specify either `price` or `price_data`.", param="line_items")
    if "price" in row:
        return call.get("price", row["price"], param="line_items")
    return _make(call, row["price_data"])


def _make(call: Call, sent: dict[str, Any]) -> Obj:
    world, values = call.world, dict(sent)
    data = values.pop("product_data", None)
    if data is None and not values.get("product"):
        raise invalid("You must specify either `product` or `product_data`.", code="parameter_missing", param="product")
    if data:
        values["product"] = world.make("product", call.account, **data, updated=world.now())["id"]
    call.get("product", values["product"], param="product")
    if values.get("recurring"):
        defaults = {"interval_count": 1, "meter": None, "trial_period_days": None, "usage_type": "licensed"}
        values.update(recurring={**defaults, **values["recurring"]}, type="recurring")
    amount = values["unit_amount"]
    return world.make("price", call.account, **values, unit_amount_decimal=str(amount))

"""Customers: those who pay, as the gateway knows them."""

from __future__ import annotations

from typing import Any

from marketplace.local.stripe import kinds
from marketplace.local.stripe.expanding import listed
from marketplace.local.stripe.params import PAGE, text
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj


@endpoint("POST", "/v1/customers", **kinds.of("customer").edits)
def create(call: Call) -> Obj:
    customer = call.world.make("customer", call.account)
    edit(customer, call.sent)
    call.world.save(customer)
    call.world.tell("customer.created", customer)
    return customer


@endpoint("DELETE", "/v1/customers/{id}")
def delete(call: Call) -> dict[str, Any]:
    customer = call.get("customer")
    call.world.save(customer, deleted=True)
    call.world.tell("customer.deleted", customer)
    return {"id": customer["id"], "object": "customer", "deleted": True}


@endpoint("GET", "/v1/customers/{id}/payment_methods", **PAGE, type=text)
def methods(call: Call) -> dict[str, Any]:
    customer = call.get("customer")
    found = call.world.store.find("payment_method", call.account, customer=customer["id"])
    return listed(f"/v1/customers/{customer['id']}/payment_methods", found)

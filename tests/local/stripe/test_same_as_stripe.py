"""What the local Stripe takes and answers is what the pinned stripe package knows: no name of ours, none forgotten."""

import inspect
import re
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
import stripe

from marketplace.local.stripe import API_VERSION, api, kinds
from marketplace.local.stripe.routes import ENDPOINTS, Endpoint

REQUESTED = re.compile(r'self\._request\(\s*"(get|post|delete)",\s*"(/v1/[^"]+)"')
TAKEN = re.compile(r"params: Optional\[\"(\w+)\"\]|params: \"(\w+)\"")
OBJECTS = {
    "bank_account": stripe.BankAccount,
    "checkout.session": stripe.checkout.Session,
    "invoice_line": stripe.InvoiceLineItem,
    "invoiceitem": stripe.InvoiceItem,
    "transfer_reversal": stripe.TransferReversal,
}
STRIPES = [endpoint for endpoint in ENDPOINTS if "/_local/" not in endpoint.path]
assert api.resources  # the endpoints are in their table once the API is imported


def name_of(endpoint: Endpoint) -> str:
    """What a failed test is called."""
    return f"{endpoint.method} {endpoint.path}"


@cache
def known() -> dict[tuple[str, str], set[str]]:
    """Every call of the stripe package: its method and path, and the parameters that it takes."""
    found = {}
    for module in walk_packages(stripe.__path__, "stripe."):
        if module.name.endswith("_service"):
            for _, service in inspect.getmembers(import_module(module.name), inspect.isclass):
                if service.__module__ == module.name:
                    found |= _calls_of(service)
    return found


def _calls_of(service: type) -> dict[tuple[str, str], set[str]]:
    calls = {}
    for _, method in inspect.getmembers(service, inspect.isfunction):
        source = inspect.getsource(method)
        if requested := REQUESTED.search(source):
            taken = TAKEN.search(source)
            names = _parameters(service, taken[1] or taken[2]) if taken else set()
            calls[requested[1].upper(), re.sub(r"\{\w+\}", "{}", requested[2])] = names
    return calls


def _parameters(service: type, name: str) -> set[str]:
    area = service.__module__.removeprefix("stripe").rpartition(".")[
        0
    ]  # "checkout" of stripe.checkout._session_service
    return set(getattr(import_module(f"stripe.params{area}"), name).__annotations__)


class TestEndpoints:
    def test_the_version_is_the_packages_own(self) -> None:
        assert stripe.api_version == API_VERSION

    @pytest.mark.parametrize("endpoint", STRIPES, ids=name_of)
    def test_stripe_has_it_and_takes_all_that_it_takes(self, endpoint: Endpoint) -> None:
        path = re.sub(r"\{\w+\}", "{}", endpoint.path)
        assert (endpoint.method, path) in known()
        assert set(endpoint.takes) - {"expand"} <= known()[endpoint.method, path]


class TestShapes:
    @pytest.mark.parametrize("path", sorted(kinds.SHAPES.glob("*.json")), ids=lambda path: path.stem)
    def test_it_has_every_name_that_stripe_always_sends_and_no_other(self, path: Any) -> None:
        kind = path.stem
        shape = kinds.Kind(kind, "").shape()
        hints = _named(OBJECTS.get(kind) or _class_of(kind))
        always = {name for name, hint in hints.items() if "Optional[" not in hint and "NoneType" not in hint}
        assert set(shape) <= set(hints)
        assert always <= set(shape) | NOT_SENT.get(kind, set())


# Not optional by its type, and yet not sent for what is made here.
NOT_SENT = {"subscription": {"billing_schedules"}}


def _class_of(kind: str) -> type:
    return getattr(stripe, "".join(word.title() for word in kind.split("_")))


def _named(cls: type) -> dict[str, str]:
    return {name: str(hint) for name, hint in cls.__annotations__.items() if name != "OBJECT_NAME"}

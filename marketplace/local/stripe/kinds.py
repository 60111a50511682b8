"""What each kind of object is: its address and id, the states it may go through, what is told when it does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.local.stripe.params import Param, address, group, metadata, text, texts

SHAPES = Path(__file__).parent / "shapes"


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    path: where it is listed and found. filters: by what a list can be narrowed. edits: what POST to it may change.
    expands: which of its values are ids, and of what; `+refund:charge` is the list of refunds whose charge this is.
    moves: from which state it may go to which. told: the event for reaching a state.
    """

    name: str
    prefix: str
    path: str = ""
    is_listed_plainly: bool = True  # else its module has a list of its own
    is_listed_by_time: bool = True
    filters: tuple[str, ...] = ()
    edits: Mapping[str, Param] = field(default_factory=dict)
    edited: str = ""
    expands: Mapping[str, str] = field(default_factory=dict)
    moves: Mapping[str, set[str]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)

    def shape(self) -> dict[str, Any]:
        """All its names with their values at the beginning."""
        return deepcopy(_shape(self.name))


CHARGEABLE = {"requires_confirmation", "requires_action", "requires_capture", "requires_payment_method", "succeeded"}

TABLE = [
    Kind(
        "customer",
        "cus_",
        path="customers",
        filters=("email",),
        edited="customer.updated",
        edits={
            **dict.fromkeys(("email", "name", "description", "phone"), text),
            "metadata": metadata,
            "address": address,
            "preferred_locales": texts,
            "invoice_settings": group(default_payment_method=text),
        },
    ),
    Kind(
        "payment_method",
        "pm_1",
        path="payment_methods",
        is_listed_by_time=False,
        filters=("customer", "type"),
        edited="payment_method.updated",
        edits={
            "metadata": metadata,
            "billing_details": group(name=text, email=text, phone=text, address=address),
            "allow_redisplay": text,
        },
        expands={"customer": "customer"},
    ),
    Kind(
        "payment_intent",
        "pi_3",
        path="payment_intents",
        filters=("customer",),
        expands={"customer": "customer", "payment_method": "payment_method", "latest_charge": "charge"},
        moves={
            "requires_payment_method": CHARGEABLE | {"canceled"},
            "requires_confirmation": CHARGEABLE | {"canceled"},
            "requires_action": CHARGEABLE | {"canceled"},
            "requires_capture": {"succeeded", "canceled"},
        },
        told={
            "requires_payment_method": "payment_intent.payment_failed",
            "requires_action": "payment_intent.requires_action",
            "requires_capture": "payment_intent.amount_capturable_updated",
            "succeeded": "payment_intent.succeeded",
            "canceled": "payment_intent.canceled",
        },
    ),
    Kind(
        "setup_intent",
        "seti_1",
        path="setup_intents",
        filters=("customer", "payment_method"),
        edited="",
        edits={"metadata": metadata, "description": text},
        expands={"customer": "customer", "payment_method": "payment_method", "latest_attempt": "setup_attempt"},
        moves={
            state: {"requires_payment_method", "requires_action", "succeeded", "canceled"}
            for state in ("requires_payment_method", "requires_confirmation", "requires_action")
        },
        told={
            "requires_payment_method": "setup_intent.setup_failed",
            "requires_action": "setup_intent.requires_action",
            "succeeded": "setup_intent.succeeded",
            "canceled": "setup_intent.canceled",
        },
    ),
    Kind("setup_attempt", "setatt_1"),
    Kind(
        "charge",
        "ch_3",
        path="charges",
        filters=("customer", "payment_intent", "transfer_group"),
        edited="charge.updated",
        edits={"metadata": metadata, "description": text, "receipt_email": text},
        expands={
            "customer": "customer",
            "payment_intent": "payment_intent",
            "balance_transaction": "balance_transaction",
            "refunds": "+refund:charge",
        },
    ),
    Kind(
        "refund",
        "re_3",
        path="refunds",
        filters=("charge", "payment_intent"),
        edited="refund.updated",
        edits={"metadata": metadata},
        expands={
            "charge": "charge",
            "payment_intent": "payment_intent",
            "balance_transaction": "balance_transaction",
            "failure_balance_transaction": "balance_transaction",
        },
        moves={"pending": {"succeeded", "failed", "canceled"}, "succeeded": {"failed"}},
        told={"succeeded": "refund.updated", "failed": "refund.failed"},
    ),
    Kind(
        "dispute",
        "dp_1",
        path="disputes",
        filters=("charge", "payment_intent"),
        expands={"charge": "charge", "payment_intent": "payment_intent"},
        moves={
            "warning_needs_response": {"warning_under_review", "warning_closed", "needs_response", "lost"},
            "warning_under_review": {"warning_closed", "needs_response"},
            "needs_response": {"under_review", "won", "lost"},
            "under_review": {"won", "lost"},
        },
        told=dict.fromkeys(("won", "lost", "warning_closed"), "charge.dispute.closed"),
    ),
    Kind(
        "checkout.session",
        "cs_test_a1",
        path="checkout/sessions",
        filters=("customer", "payment_intent", "status", "subscription"),
        edits={"metadata": metadata},
        expands={
            "customer": "customer",
            "payment_intent": "payment_intent",
            "setup_intent": "setup_intent",
            "subscription": "subscription",
            "invoice": "invoice",
            "line_items": "+line_item:_session",
        },
        moves={"open": {"complete", "expired"}},
        told={"complete": "checkout.session.completed", "expired": "checkout.session.expired"},
    ),
    Kind("line_item", "li_1"),
    Kind(
        "transfer",
        "tr_1",
        path="transfers",
        filters=("destination", "transfer_group"),
        edited="transfer.updated",
        edits={"metadata": metadata, "description": text},
        expands={
            "balance_transaction": "balance_transaction",
            "source_transaction": "charge",
            "destination": "account",
        },
    ),
    Kind("transfer_reversal", "trr_1", expands={"balance_transaction": "balance_transaction", "transfer": "transfer"}),
    Kind("account", "acct_1"),
    Kind("account_link", "alink_1"),
    Kind("bank_account", "ba_1"),
    Kind(
        "payout",
        "po_1",
        path="payouts",
        filters=("destination", "status"),
        edited="payout.updated",
        edits={"metadata": metadata},
        expands={
            "balance_transaction": "balance_transaction",
            "failure_balance_transaction": "balance_transaction",
            "destination": "bank_account",
        },
        moves={
            "pending": {"in_transit", "paid", "failed", "canceled"},
            "in_transit": {"paid", "failed"},
            "paid": {"failed"},
        },
        told={
            "in_transit": "payout.updated",
            "paid": "payout.paid",
            "failed": "payout.failed",
            "canceled": "payout.canceled",
        },
    ),
    Kind(
        "balance_transaction",
        "txn_3",
        path="balance_transactions",
        filters=("type", "source", "payout", "currency"),
        expands={"source": "*"},
    ),
    Kind("product", "prod_", path="products", filters=("active",), expands={"default_price": "price"}),
    Kind("price", "price_1", path="prices", filters=("product", "type"), expands={"product": "product"}),
    Kind(
        "subscription",
        "sub_1",
        path="subscriptions",
        filters=("customer", "status"),
        expands={"customer": "customer", "default_payment_method": "payment_method", "latest_invoice": "invoice"},
        moves={
            "incomplete": {"active", "incomplete_expired", "canceled"},
            "active": {"past_due", "canceled"},
            "past_due": {"active", "canceled"},
        },
        told=dict.fromkeys(("active", "past_due", "incomplete_expired"), "customer.subscription.updated"),
    ),
    Kind("subscription_item", "si_"),
    Kind(
        "invoice",
        "in_1",
        path="invoices",
        filters=("customer", "status", "subscription"),
        edited="invoice.updated",
        edits={"metadata": metadata, "description": text},
        expands={
            "customer": "customer",
            "default_payment_method": "payment_method",
            "payments": "+invoice_payment:invoice",
            "parent.subscription_details.subscription": "subscription",
        },
        moves={"draft": {"open", "void"}, "open": {"paid", "void", "uncollectible"}, "uncollectible": {"paid", "void"}},
        told={"open": "invoice.finalized", "paid": "invoice.paid", "void": "invoice.voided"},
    ),
    Kind("invoice_line", "il_1"),
    Kind(
        "invoice_payment",
        "inpay_1",
        path="invoice_payments",
        is_listed_plainly=False,
        expands={"payment.payment_intent": "payment_intent", "invoice": "invoice"},
    ),
    Kind("invoiceitem", "ii_1"),
    Kind("event", "evt_1", path="events", is_listed_plainly=False),
    Kind("webhook_endpoint", "we_1", path="webhook_endpoints", is_listed_by_time=False),
]

KINDS = {kind.name: kind for kind in TABLE}


def of(name: str) -> Kind:
    """The kind of this name."""
    return KINDS[name]


def kind_of_id(reference: str) -> str:
    """What an id is an id of, by how it begins."""
    return next((kind.name for kind in TABLE if reference.startswith(kind.prefix.rstrip("13"))), "")


@cache
def _shape(name: str) -> dict[str, Any]:
    shape: dict[str, Any] = json.loads((SHAPES / f"{name}.json").read_text())
    return shape

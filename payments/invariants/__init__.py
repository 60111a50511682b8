"""What must always be true of the money, a module for each part of it. Imported once, when the site starts."""

from payments.invariants import documents, escrow, gateway, ledger, payees, schema

__all__ = ["documents", "escrow", "gateway", "ledger", "payees", "schema"]

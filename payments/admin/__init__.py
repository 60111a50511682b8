"""The money floor in the staff admin: read like a ledger, changed by acts with a reason, and by two people."""

from payments.admin import books, deals, gateway, papers, proposals, reconciliation, rules, sold  # noqa: F401  (they register themselves)

"""A Stripe of our own: a small HTTP server that speaks what we use of Stripe, so that the real adapter always runs.

It has Stripe's shapes and rules, its own double-entry books, hosted pages with test cards, signed webhooks that are
sent again, an idempotency store, and faults on request. No real money moves, and every page of it says so. `bin/run`
starts it when no key of Stripe's is set; tests start it in a thread (`local_stripe` in tests/payments/conftest.py).

One table says what each kind of object is (`kinds`), one how money moves in its books (`books`), one what each test
card does (`cards`), one what can go wrong (`faults`). No Django but its template language, so it starts at once.
"""

API_VERSION = "2026-10-28.endive"  # the one version that is spoken: that of the pinned stripe package
PLATFORM = "acct_1LocalPlatform00"  # the account that the site itself has here

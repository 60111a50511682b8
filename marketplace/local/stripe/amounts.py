"""Which amounts can be charged."""

from __future__ import annotations

from marketplace.local.stripe.errors import invalid

LARGEST = 99_999_999
# The least that can be charged, in the smallest unit; elsewhere it is what half a dollar is worth.
LEAST = {
    "usd": 50,
    "eur": 50,
    "gbp": 30,
    "chf": 50,
    "jpy": 50,
    "huf": 17500,
    "sek": 300,
    "nok": 300,
    "dkk": 250,
    "pln": 200,
}
THREE_DECIMALS = {"bhd", "jod", "kwd", "omr", "tnd"}


def check(amount: int, currency: str) -> None:
    """Refuse a sum that no card can pay."""
    if amount < LEAST.get(currency, 1):
        raise invalid(
            f"Amount must be at least {LEAST.get(currency, 1)} {currency}", code="amount_too_small", param="amount"
        )
    if amount > LARGEST:
        raise invalid("Amount must be no more than 99999999", code="amount_too_large", param="amount")
    if currency in THREE_DECIMALS and amount % 10:
        raise invalid(f"Amounts in {currency} must end in 0", code="parameter_invalid_integer", param="amount")

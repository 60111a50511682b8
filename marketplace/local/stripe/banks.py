"""The test banks: what happens to a payout that goes there. The numbers are of docs.stripe.com/connect/testing."""

from __future__ import annotations

from dataclasses import dataclass

RESTRICTED = "bank_account_restricted"


@dataclass(frozen=True)
class Bank:
    """One test account number. fails: why every payout to it fails; `after`: it fails after it was paid."""

    number: str
    words: str
    country: str
    currency: str
    fails: str = ""
    after: bool = False


BANKS = [
    Bank("DE89370400440532013000", "Payouts arrive", "DE", "eur"),
    Bank("DE89370400440532013002", "Payouts fail: the account is closed", "DE", "eur", fails="account_closed"),
    Bank("DE62370400440532013001", "Payouts fail: there is no such account", "DE", "eur", fails="no_account"),
    # Stripe has no test bank for this; the number is ours.
    Bank("DE89370400440532013099", "Payouts arrive, and come back later", "DE", "eur", fails=RESTRICTED, after=True),
    Bank("000123456789", "Payouts arrive", "US", "usd"),
    Bank("000111111113", "Payouts fail: the account is closed", "US", "usd", fails="account_closed"),
    Bank("000111111116", "Payouts fail: there is no such account", "US", "usd", fails="no_account"),
    Bank("00012345", "Payouts arrive", "GB", "gbp"),
    Bank("CH9300762011623852957", "Payouts arrive", "CH", "chf"),
]
BY_NUMBER = {bank.number: bank for bank in BANKS}
WORDS = {
    "account_closed": "The bank account has been closed.",
    "no_account": "No bank account could be located with the details on file: they are probably incorrect.",
    RESTRICTED: "The bank account has restrictions on the type or the number of payouts allowed.",
}
EURO = {"AT", "BE", "DE", "ES", "FI", "FR", "IE", "IT", "LU", "NL", "PT"}
CURRENCIES = {"US": "usd", "GB": "gbp", "CH": "chf", "JP": "jpy", "SE": "sek", "PL": "pln", "TH": "thb"}


def currency_of(country: str) -> str:
    """What an account in this country is paid in, unless it says otherwise."""
    return "eur" if country in EURO else CURRENCIES.get(country, "eur")


def fate(number: str) -> Bank:
    """What payouts to this number meet. An unknown number is a good one."""
    return BY_NUMBER.get(number, Bank(number, "Payouts arrive", number[:2], "eur"))

"""Amounts on a model: integers in the table, Money in the code."""

from typing import Any

from django.db import models
from moneyed import Money

from marketplace.kit.money import from_minor, to_minor


class MoneyIn:
    """A model's amount as Money, over its integer column and the row's currency column.

    `price = MoneyIn("price_minor")` reads and writes `price_minor` and `currency`; None stays None.
    """

    def __init__(self, minor: str, currency: str = "currency") -> None:
        self.minor, self.currency = minor, currency

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        minor = getattr(row, self.minor)
        return None if minor is None else from_minor(minor, getattr(row, self.currency))

    def __set__(self, row: models.Model, amount: Money | None) -> None:
        setattr(row, self.minor, None if amount is None else to_minor(amount))
        if amount is not None:
            setattr(row, self.currency, amount.currency.code)

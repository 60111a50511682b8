"""How sums look in the lists of the admin."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.utils.functional import Promise

from marketplace.kit.money import format_minor


def sum_of(column: str, label: str | Promise, *, currency: str = "currency") -> Callable[[Any, Any], str]:
    """A column of minor units as money: `amount = sum_of("amount_minor", _("sum"))`."""

    @admin.display(description=cast("Any", label), ordering=column)
    def shown(_desk: Any, row: Any) -> str:
        minor, code = getattr(row, column), getattr(row, currency)
        return "" if minor is None or not code else format_minor(minor, code, whole=False)

    return shown

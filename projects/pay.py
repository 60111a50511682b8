"""What a freelancer would get of a price, for the pages of this floor."""

from dataclasses import dataclass

from marketplace.kit.money import Money
from payments import fees
from payments.fees import FeeSchedule, Quote


@dataclass(frozen=True)
class Pay:
    """A price and what is left of it. For hourly work `quote` is an hour below the line and `later` one above it."""

    schedule: FeeSchedule
    line: Money
    quote: Quote
    later: Quote | None = None


def of(price: Money, *, is_hourly: bool, schedule: FeeSchedule | None = None) -> Pay | None:
    """What is left of the price for two who begin to work together; None where the currency has no schedule.

    schedule: today's, for a caller with many prices who has looked it up.
    """
    schedule, code = schedule or fees.schedule(), price.currency.code
    if not schedule.knows(code):
        return None
    if not is_hourly:
        return Pay(schedule, schedule.line(code), schedule.quote(price))
    first, later = schedule.hourly(price)
    return Pay(schedule, schedule.line(code), first, later)

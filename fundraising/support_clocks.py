"""How long everything in a standing support may take, and the names of the timers that keep it."""

from datetime import timedelta

RESERVED = timedelta(minutes=30)  # a place waits so long for the first payment
TRIES = (timedelta(0), timedelta(days=2), timedelta(days=4))  # MONEY: three tries, as liberapay; the days are ours
PAUSED_AFTER = timedelta(days=6)  # a bank that asks for its customer waits so long for them
NOTICE = {"month": timedelta(days=3), "year": timedelta(days=14)}  # ours: before each charge
DEARER = timedelta(days=30)  # ours: before a higher price is charged
TAKEN_BACK = {"month": timedelta(days=3), "year": timedelta(days=14)}  # ours: a charge that nobody expected

LAPSES = "support_lapses"
DUE = "support_due"
CHARGE = "support_charge"
TELL = "support_tell"
TELL_PRICE = "support_tell_price"
SETTLES = "support_settles"

"""The escrow of hourly work: the client pays a week ahead, each week takes what it cost, the rest stays for the next.

    deposits.standing_of(contract)           # what is held, what is owed of it, what is missing
    deposits.pay(week, by=None)              # out of the oldest deposit first
    deposits.send_back(contract, by=None)    # what nobody needs any more

Every sum is derived: held from the books, owed from the hours. docs/decisions/081-deposits-for-hours.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import clock
from marketplace.kit.money import Money, from_minor
from payments import escrow, parting
from payments.models import AccountBalance, Hold, HoldPart
from projects import deal_facts
from projects.hours import time_sums, weeks
from projects.models import Contract, Deposit, WeekPart, WorkWeek

HOLD = "hold"  # payments.chart.hold


@dataclass(frozen=True)
class Standing:
    """held: in escrow for hours. owed: of that, what earlier weeks cost or will cost. ahead: what this week may cost at
    most, nothing while no hours may be logged."""

    held: Money
    owed: Money
    ahead: Money

    @property
    def free(self) -> Money:
        """What secures the hours of this week: what earlier ones leave."""
        return max(self.held - self.owed, self.held * 0)

    @property
    def missing(self) -> Money:
        """What is to be paid so that all is secured. A sum below one unit is asked for as one: cards take no less."""
        gap = self.owed + self.ahead - self.held
        if gap.amount <= 0:
            return self.held * 0
        return max(gap, Money(1, gap.currency))


def standing_of(contract: Contract) -> Standing:
    """How its escrow stands now, in four queries."""
    nothing = from_minor(0, contract.currency)
    before = list(contract.weeks.unpaid().filter(starts_on__lt=_this_monday()))
    ahead = weeks.price(contract.rate, contract.cap_minutes) if may_be_worked_on(contract) else nothing
    sums = time_sums.of_weeks(before)
    owed = sum((sums[week.pk].total - week.released for week in before), nothing)
    if not ahead:  # nothing more is logged: this week costs what stands in it
        now = list(contract.weeks.unpaid().filter(starts_on=_this_monday()))
        owed += sum((one.total - week.released for week, one in _zip(now)), nothing)
    return Standing(held_for(contract), owed, ahead)


def held_for(contract: Contract) -> Money:
    """What is in escrow for its hours: the balances of its deposits."""
    holds = Deposit.objects.filter(contract=contract, hold__isnull=False).values("hold")
    kept = AccountBalance.objects.filter(account__code=HOLD, account__owner__in=holds)
    held = kept.filter(account__currency=contract.currency).aggregate(sum=Sum("balance"))["sum"]
    return from_minor(held or 0, contract.currency)


def is_holding(contract: Contract) -> bool:
    """Whether anything is in escrow for its hours."""
    held = Hold.objects.with_money().filter(pk__in=_holds(contract))
    return held.exists()


def is_stuck(contract: Contract) -> bool:
    """Whether something is in escrow for its hours that nobody may move: a bank, or staff, decides first."""
    held = Hold.objects.with_money().filter(pk__in=_holds(contract)).count()
    return held > len(_open_holds(contract))


def may_be_worked_on(contract: Contract) -> bool:
    """Whether hours may be logged now, and money be asked for them."""
    return contract.is_hourly and contract.takes_money


def waiting(contract: Contract) -> Deposit:
    """The one deposit that waits to be paid; made if there is none."""
    Deposit.objects.bulk_create([Deposit(contract=contract)], ignore_conflicts=True)
    found: Deposit = Deposit.objects.get(contract=contract, hold=None)
    return found


def pay(week: WorkWeek, *, minutes: int, by: User | None) -> Money:
    """Release what was billed and not released, as far as escrow goes; returns how much that was. One act is one
    invoice, out of however many deposits it is paid.

    The caller holds the locks of the contract and of the week, and saves the week. Frozen money is left where it is.
    """
    paid, first = from_minor(0, week.currency), None
    for hold in _open_holds(week.contract):
        wanted = from_minor(week.unpaid_minor, week.currency)
        amount = min(wanted, escrow.left_in(hold))
        if not amount.amount:
            continue
        key = f"week:{week.pk}:{week.released_minor}:{hold.pk}"
        part = escrow.release(hold, amount=amount, by=by, key=key, billed_with=first)
        first = first or part
        WeekPart.objects.create(week=week, part=part, minutes=minutes)
        deal_facts.paid(week.contract, key=part.pk, amount=amount)
        week.released += amount
        paid += amount
    return paid


def free_for(week: WorkWeek) -> Money:
    """What could be set apart for a dispute about this week: what may leave escrow and no earlier week will cost."""
    held = sum((escrow.left_in(hold) for hold in _open_holds(week.contract)), from_minor(0, week.currency))
    earlier = list(week.contract.weeks.unpaid().filter(starts_on__lt=week.starts_on))
    owed = sum((sums.expected + sums.awarded - one.released for one, sums in _zip(earlier)), held * 0)
    return max(held - owed, held * 0)


def set_apart(week: WorkWeek, amount: Money, *, by: User) -> list[Hold]:
    """Take this much out of the deposits into holds of its own; where it is all that is left in one, that one itself.

    Out of the newest first: its gateway keeps the money longest, and a dispute takes time. The caller has seen that so
    much is there (`free_for`), and holds the contract's lock.
    """
    found, rest = [], amount
    for hold in reversed(_open_holds(week.contract)):
        piece = min(rest, escrow.left_in(hold))
        if piece.amount:
            found.append(_apart(week.contract, hold, piece, by=by))
            rest -= piece
    if rest.amount:
        raise escrow.NotHeld(_("That is not what is held here: look at the page again."))
    return found


def _apart(contract: Contract, hold: Hold, piece: Money, *, by: User) -> Hold:
    if piece == escrow.left_in(hold):
        return hold
    deposit = Deposit(contract=contract)
    deposit.hold = parting.set_apart(hold, piece, subject=deposit.pk, by=by)
    deposit.save(force_insert=True)
    return deposit.hold


def send_back(contract: Contract, *, by: User | None, why: str) -> list[HoldPart]:
    """Return what is left in escrow to the client, by the way it came. The caller holds the contract's lock."""
    return [
        escrow.refund(hold, by=by, key=f"deposit:{hold.pk}:back", why=why)
        for hold in _open_holds(contract)
        if escrow.left_in(hold).amount
    ]


def _open_holds(contract: Contract) -> list[Hold]:
    """From which money may leave, the oldest first. What a bank is taking back may not."""
    held = Hold.objects.filter(pk__in=_holds(contract), status=Hold.Status.HELD).select_related("payment")
    rows = held.order_by("held_at", "pk")
    return [hold for hold in rows if not (hold.payment and hold.payment.is_being_charged_back)]


def _holds(contract: Contract) -> Any:
    return Deposit.objects.filter(contract=contract, hold__isnull=False).values("hold")


def _zip(found: list[WorkWeek]) -> Iterable[tuple[WorkWeek, time_sums.Sums]]:
    sums = time_sums.of_weeks(found)
    return [(week, sums[week.pk]) for week in found]


def _this_monday() -> object:
    return weeks.monday_of(clock.now())

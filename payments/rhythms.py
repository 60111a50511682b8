"""Payouts that happen by themselves, every Monday or on the first of each month, for those who chose so."""

from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from marketplace.kit import clock, timers, wall_clock
from marketplace.kit.money import Money
from payments import ledger, payee_news, payouts, retries
from payments.models import PayoutAccount
from payments.payout_accounts import permit
from payments.payouts import CannotPayOut

TIMER = "payout_rhythm"
AT = time(7, 0)  # UTC: before banks begin their day in Europe
MONDAY = 0
Rhythm = PayoutAccount.Rhythm


@retries.atomic
def choose(account: PayoutAccount, *, rhythm: str, by: User) -> PayoutAccount:
    """When to pay out by itself (PayoutAccount.Rhythm). Raises NotAllowed."""
    permit(account.party, by)
    account = PayoutAccount.objects.select_related("party").locked().get(pk=account.pk)
    account.rhythm = Rhythm(rhythm)
    account.save(update_fields=["rhythm"])
    watch(account, by=by)
    return account


def next_turn(account: PayoutAccount) -> datetime | None:
    """When it pays out by itself the next time."""
    return next_one(account.rhythm, after=clock.now())


def watch(account: PayoutAccount, *, by: User | None = None) -> None:
    """Set the next one, or none."""
    at = next_one(account.rhythm, after=clock.now())
    if at is None:
        timers.cancel(TIMER, account.pk)
    else:
        timers.set(TIMER, account.pk, at, by=by)


def next_one(rhythm: str, *, after: datetime) -> datetime | None:
    """The next moment of this rhythm; None for one by hand."""
    if rhythm == Rhythm.WEEKLY:
        return wall_clock.next_at(AT, ZoneInfo("UTC"), after=after, weekday=MONDAY)
    if rhythm == Rhythm.MONTHLY:
        this = datetime.combine(after.date().replace(day=1), AT, UTC)
        following = (this.year + this.month // 12, this.month % 12 + 1)
        return this if this > after else this.replace(year=following[0], month=following[1])
    return None


@timers.handles(TIMER)
@retries.atomic
def pay_out(key: str) -> None:
    """Pay out all that can be, once, however many turns were missed, and set the next turn."""
    account = PayoutAccount.objects.select_related("party").filter(pk=UUID(key)).first()
    if account is None or account.rhythm == Rhythm.MANUAL:
        return
    watch(account)
    turn = clock.now().date()
    for currency in sorted(ledger.balances("wallet", account.party_id)):
        amount = payouts.ready(account.party, currency)
        if amount.amount:
            _pay_out(account, amount, key=f"rhythm:{account.pk}:{turn}:{currency}")


def _pay_out(account: PayoutAccount, amount: Money, key: str) -> None:
    try:
        payouts.request(account.party, amount, by=None, key=key)
    except CannotPayOut as refusal:
        payee_news.payout_could_not(account, amount, why=str(refusal), key=key)

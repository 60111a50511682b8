"""Payouts that happen by themselves, every Monday or on the first of each month, for those who chose so."""

from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from marketplace.kit import clock, outbox, timers, wall_clock
from marketplace.kit.money import Money
from payments import ledger, payee_news, payout_accounts, payouts, retries
from payments.models import PayoutAccount
from payments.payout_accounts import permit
from payments.payouts import CannotPayOut

TIMER, TURN = "payout_rhythm", "payout_turn"
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
def its_turn(key: str) -> None:
    """Set the next turn, and let all be paid out that can be: once, however many turns were missed."""
    account = PayoutAccount.objects.filter(pk=UUID(key)).first()
    if account is None or account.rhythm == Rhythm.MANUAL:
        return
    watch(account)
    turn = str(clock.now().date())
    outbox.put(TURN, f"{key}:{turn}", account=key, turn=turn)


@outbox.delivers(TURN)
def pay_out(key: str, *, account: str, turn: str) -> None:
    """Pay out all that can be, after the gateway was asked whether the bank is still the same. Twice pays once."""
    held = payout_accounts.look_before_paying(PayoutAccount.objects.select_related("party").get(pk=account))
    for currency in sorted(ledger.balances("wallet", held.party_id)):
        amount = payouts.ready(held.party, currency)
        if amount.amount:
            _pay_out(held, amount, key=f"rhythm:{account}:{turn}:{currency}")


def _pay_out(account: PayoutAccount, amount: Money, key: str) -> None:
    try:
        payouts.request(account.party, amount, by=None, key=key)
    except CannotPayOut as refusal:
        payee_news.payout_could_not(account, amount, why=str(refusal), key=key)

"""From released to free: money rests some days before the payee can take it out, so that it can still be taken back.

Five days; fourteen for somebody whose first release has not cleared yet (the dated rule "clearing"). What the payee
owes the site (`chart.receivable`) is kept of it when it clears; the rest is in the wallet, and only now does it leave
our account at the gateway for the payee's own.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from accounts.models import Party
from marketplace.kit import clock, timers
from marketplace.kit.money import Money, from_minor
from payments import chart, debts, ledger, payee_news, payees, retries, rulesets, transfers
from payments.ledger import Posting
from payments.models import Clearing, HoldPart

KIND = "clearing"  # of the rule
TIMER = "clearing"


def begin(part: HoldPart) -> Clearing | None:
    """Let what was released to the payee rest. None where the fees left nothing for them.

    Called with the hold locked, in the release's own transaction.
    """
    if not part.net.amount:
        return None
    clearing = Clearing(part=part, payee=part.to, due_at=_due(part.to, part.at))
    clearing.amount = part.net
    clearing.save(force_insert=True)
    timers.set(TIMER, clearing.pk, clearing.due_at)
    return clearing


@timers.handles(TIMER)
def finish_by_clock(key: str) -> None:
    """Its days are over."""
    if clearing := Clearing.objects.filter(pk=UUID(key)).select_related("payee").first():
        finish(clearing)


@retries.atomic
def finish(clearing: Clearing) -> Clearing:
    """Let the payee take it out, less what they owe. Before its time, and the second time, it changes nothing."""
    payees.lock(clearing.payee)
    clearing = Clearing.objects.select_related("payee", "part__hold__payment").locked().get(pk=clearing.pk)
    if clearing.cleared_at or clearing.due_at > clock.now():
        return clearing
    clearing.cleared_at = clock.now()
    clearing.save(update_fields=["cleared_at"])
    if left := clearing.amount_minor - clearing.taken_back_minor:
        _free(clearing, from_minor(left, clearing.currency))
    return clearing


def owed_by(payee: Party, currency: str) -> Money:
    """What the payee owes the site in this currency: more was taken back than they had here."""
    balance = ledger.balance(chart.receivable(payee), currency)
    return max(-balance, Money(0, balance.currency))


def _free(clearing: Clearing, left: Money) -> None:
    payee = clearing.payee
    kept = debts.keep_from(payee, left)
    postings = [
        Posting(chart.clearing(payee), chart.receivable(payee), kept),
        Posting(chart.clearing(payee), chart.wallet(payee), left - kept),
    ]
    ledger.post("cleared", postings, ref=f"clearing:{clearing.pk}")
    transfers.follow(payee, clearing.currency, key=f"clearing:{clearing.pk}", clearing=clearing)
    payee_news.cleared(clearing, left, kept)


def _due(payee: Party, since: datetime) -> datetime:
    rule = rulesets.in_force(KIND, since.date()).value
    cleared = Clearing.objects.filter(
        payee=payee, cleared_at__isnull=False, taken_back_minor__lt=F("amount_minor")
    ).count()
    return since + timedelta(days=rule["days_for_new"] if cleared < rule["new_until_cleared"] else rule["days"])

"""From the wallet to the payee's bank.

    payouts.request(cleo.party, Money(320, "EUR"), by=cleo, key="…")

What is asked for leaves the wallet at once, for an account of the payout's own; when the bank has it, it leaves the
books. What fails comes back to the wallet, also days after it was paid.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.money import Money, format_money, from_minor, to_minor
from marketplace.kit.refusals import Refused
from marketplace.kit.times import exact
from payments import (
    backing,
    booked,
    chart,
    debts,
    gateways,
    inbox,
    ledger,
    outgoing,
    payee_news,
    payees,
    retries,
    transfers,
)
from payments.gateways.payees import PayoutTold, Way
from payments.gateways.port import Answer, Disagrees, NotOurs, Rejected
from payments.ledger import Posting
from payments.models import GatewayEvent, GatewayRequest, Payout, PayoutAccount
from payments.payout_accounts import permit

Status = Payout.Status


class CannotPayOut(Refused):
    """No payout now, or not of this sum. It says why, and what to do."""


@retries.atomic
def request(payee: Party, amount: Money, *, by: User | None, key: str) -> Payout:
    """Send a sum of the wallet to the payee's bank. by: None for the rhythm that they chose.

    The same key again returns the first payout. Raises NotAllowed, CannotPayOut.
    """
    if by is not None:
        permit(payee, by)
    payees.lock(payee)
    if done := Payout.objects.filter(key=key, payee=payee).first():
        return done
    account = of(payee)
    if why := why_not(account):
        raise CannotPayOut(why)
    _check(payee, amount)
    payout = Payout(payee=payee, account=account, key=key)
    payout.amount = amount
    payout.save(force_insert=True)
    asked = [Posting(chart.wallet(payee), chart.on_its_way(payout), amount)]
    ledger.post("payout_asked", asked, ref=f"payout:{payout.pk}:asked", by=by)
    _prepare(payout)
    return payout


def of(payee: Party, gateway: str = "stripe") -> PayoutAccount | None:
    """Where this payee is paid out, if they have said so."""
    return PayoutAccount.objects.filter(party=payee, gateway=gateway).first()


def why_not(account: PayoutAccount | None) -> str:
    """Why nothing can be paid out now, as a sentence; empty where it can."""
    if account is None or not account.bank_last4:
        return _("Name your bank account first.")
    if account.rests_until and account.rests_until > clock.now():
        said = _("Your bank account was changed. To keep your money safe, nothing is paid out before %(moment)s.")
        return said % {"moment": exact(account.rests_until)}
    if not account.can_pay_out:
        return _("The payment service must know more about you before it may pay out.")
    return ""


def ready(payee: Party, currency: str, gateway: str = "stripe") -> Money:
    """What can be paid out at this moment: what is in the wallet, as far as it lies at the gateway by now."""
    standing = backing.of(payee, currency, gateway)
    wallet = to_minor(ledger.balance(chart.wallet(payee), currency))
    there = standing.there - (standing.theirs - wallet)  # less what other payouts will take
    return gateways.payees_of(gateway).nearest(from_minor(max(min(wallet, there), 0), currency))


@outgoing.settles("payout")
@retries.atomic
def settle(pk: UUID, answer: Answer, request: GatewayRequest | None = None) -> Payout:
    """Do what follows from what the gateway says about a payout. Twice changes nothing.

    Raises Disagrees where it is another sum than was asked for.
    """
    payout = _locked(pk)
    told = gateways.payees_of(payout.account.gateway).payout_in(answer)
    if told.amount != payout.amount or payout.reference not in ("", told.reference):
        raise Disagrees(f"payout {pk} is of {payout.amount}, {told.amount} was sent as {told.reference}")
    payout.reference, payout.arrives_on = told.reference, told.arrives_on
    payout.save(update_fields=["reference", "arrives_on"])
    if told.way is Way.SENT and payout.status == Status.REQUESTED:
        payout.move_to(Status.SENT)
    elif told.way is Way.PAID and payout.status in Payout.ON_THEIR_WAY:
        _paid(payout)
    elif told.way in (Way.FAILED, Way.CANCELLED) and payout.status != Status.FAILED:
        _come_back(payout, told.failure, told.failure_words, told)
    return payout


@outgoing.refused("payout")
@retries.atomic
def fail(pk: UUID, rejected: Rejected, request: GatewayRequest | None = None) -> None:
    """The gateway will not send it: the money is in the wallet again."""
    payout = _locked(pk)
    if payout.status in Payout.ON_THEIR_WAY:
        _come_back(payout, rejected.code, rejected.words)


@inbox.hears("payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled")
def changed(thing: Answer, event: GatewayEvent) -> None:
    """A payout of ours is further than before."""
    pk = inbox.our_id(thing, "payout")
    payout = Payout.objects.filter(pk=pk, account__reference=event.account).first() if pk else None
    if payout is None:
        raise NotOurs("no payout that was asked for here")
    settle(payout.pk, thing)


def _check(payee: Party, amount: Money) -> None:
    code = amount.currency.code
    wallet, now = ledger.balance(chart.wallet(payee), code), ready(payee, code)
    if amount.amount <= 0:
        raise CannotPayOut(_("Say how much: more than nothing."))
    if amount > wallet:
        raise CannotPayOut(_("There are %(amount)s in your wallet.") % {"amount": format_money(wallet)})
    if amount > now:
        said = _("%(amount)s can be paid out now. The rest is still on its way to your payout account.")
        raise CannotPayOut(said % {"amount": format_money(now)})
    if gateways.payees_of("stripe").nearest(amount) != amount:
        raise CannotPayOut(_("Banks can't take an amount as fine as this. Leave out the last digits."))


def _prepare(payout: Payout) -> None:
    gateway, key = payout.account.gateway, f"payout:{payout.pk}:1"
    call = gateways.payees_of(gateway).paying_out(payout, outgoing.marks("payout", payout.pk, key))
    outgoing.prepare(
        "payout", payout.pk, call.name, call.body,
        key=key, gateway=gateway, on_behalf_of=payout.account.reference or "",
    )  # fmt: skip


def _paid(payout: Payout) -> None:
    there = chart.connected(payout.account.gateway, payout.payee)
    moved = [Posting(chart.on_its_way(payout), there, payout.amount)]
    entry = ledger.post("payout_paid", moved, ref=f"payout:{payout.reference}:paid")
    booked.note(payout.account.gateway, "payout", payout.reference, entry)
    payout.paid_at = clock.now()
    payout.move_to(Status.PAID, saving=["paid_at"])
    payee_news.payout_paid(payout)


def _come_back(payout: Payout, code: str, words: str, told: PayoutTold | None = None) -> None:
    """Into the wallet again; of one that was paid already also from the bank to the payee's account at the gateway."""
    back = [Posting(chart.on_its_way(payout), chart.wallet(payout.payee), payout.amount)]
    if payout.status == Status.PAID:
        there = chart.connected(payout.account.gateway, payout.payee)
        back.insert(0, Posting(there, chart.on_its_way(payout), payout.amount))
    entry = ledger.post("payout_came_back", back, ref=f"payout:{payout.pk}:back")
    if payout.status == Status.PAID and told:
        booked.note(payout.account.gateway, "payout_failure", told.reference, entry)
    payout.failure, payout.failure_words = code[:60], words[:300]
    payout.move_to(Status.FAILED, why=f"{code}: {words}"[:300], saving=["failure", "failure_words"])
    _net(payout)
    payee_news.payout_came_back(payout)


def _net(payout: Payout) -> None:
    """What they owe is paid out of what came back."""
    if debts.net(payout.payee, payout.currency, ref=f"payout:{payout.pk}:netted").amount:
        transfers.follow(payout.payee, payout.currency, key=f"payout:{payout.pk}")


def _locked(pk: UUID) -> Payout:
    payees.lock(Party.objects.get(payouts=pk))
    return Payout.objects.select_related("payee", "account").locked().get(pk=pk)

"""Money that staff move or send back: one proposes, another approves, and only then it is done.

    refund = second_person.propose_refund(payment, amount, by=dev, why="…")
    second_person.approve(refund, by=fay, why="…")

Both reasons stay in the audit. What was possible when it was proposed may not be any more when it is approved: then the
approval is refused with the sentence of the act behind it, and nothing moves.
"""

from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.kit import clock, judging
from marketplace.kit.money import Money, TooFine, from_minor, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import bound, chart, escrow, ledger, payees, refunds, transfers
from payments.chart import AccountName
from payments.ledger import Posting
from payments.models import Account, Adjustment, Hold, Payment, StaffRefund
from payments.models.reconciliation import Proposed

Status = Proposed.Status
One = TypeVar("One", Adjustment, StaffRefund)

# Accounts that staff may adjust. Escrow, clearing, refunds and payouts on their way move by their own acts alone.
OF_PAYEES = frozenset({"wallet", "receivable"})
ADJUSTABLE = frozenset(
    {
        "suspense",
        "losses",
        "wallet",
        "receivable",
        "disputes",
        "commission",
        "plans",
        "promotions",
        "fee_expense",
        "tax",
    }
)


@transaction.atomic
def propose_adjustment(source: Account, destination: Account, amount: Money, *, by: Any, why: str) -> Adjustment:
    """Ask a second person to let a sum move. Raises NotAllowed, Refused for accounts that are not adjusted by hand."""
    _permit(by, "payments.propose_adjustment_account")
    if not (is_adjustable(source) and is_adjustable(destination)):
        raise Refused(_("Escrow, and money on its way, move by their own acts alone."))
    if {source.currency, destination.currency} != {amount.currency.code} or amount.amount <= 0 or source == destination:
        raise Refused(_("Choose two accounts of one currency, and a sum above zero."))
    made = Adjustment(source=source, destination=destination, proposed_by=by, why=why, proposed_at=clock.now())
    made.amount = amount
    made.save(force_insert=True)
    return made


@transaction.atomic
def propose_refund(payment: Payment, amount: Money, *, by: Any, why: str, hold: Hold | None = None) -> StaffRefund:
    """Ask a second person to let a sum go back to its payer.

    hold: out of this one, where money of the payment still lies; else at the site's own cost, of what is not bound
    (payments.bound). Raises NotAllowed, Refused for a sum that can't be refunded.
    """
    _permit(by, "payments.propose_refund_payment")
    _check_refund(payment, amount, hold)
    made = StaffRefund(payment=payment, hold=hold, proposed_by=by, why=why, proposed_at=clock.now())
    made.amount = amount
    made.save(force_insert=True)
    return made


@transaction.atomic
@judging.judgement
def approve(proposed: One, *, by: Any, why: str) -> One:
    """Do it. Raises NotAllowed to who proposed it or has a part in it, IllegalMove once it is decided, and whatever the
    act behind it refuses with."""
    _permit(by, f"payments.approve_{proposed._meta.model_name}")
    proposed = type(proposed)._default_manager.locked().get(pk=proposed.pk)
    entry = _refund(proposed, by) if isinstance(proposed, StaffRefund) else _adjust(proposed, by)
    proposed.decided_by, proposed.decided_at, proposed.entry_id = by, clock.now(), entry
    return proposed.move_to(Status.APPROVED, by=by, why=why, saving=["decided_by", "decided_at", "entry"])


@transaction.atomic
@judging.judgement
def reject(proposed: One, *, by: Any, why: str) -> One:
    """Let it not be done. Raises NotAllowed, IllegalMove once it is decided."""
    _permit(by, f"payments.approve_{proposed._meta.model_name}")
    proposed = type(proposed)._default_manager.locked().get(pk=proposed.pk)
    proposed.decided_by, proposed.decided_at = by, clock.now()
    return proposed.move_to(Status.REJECTED, by=by, why=why, saving=["decided_by", "decided_at"])


def propose_adjustment_by_hand(source: Account, *, by: Any, why: str, amount: Decimal, to: Account) -> Adjustment:
    """The same from what a form has. Raises Refused for a sum that the currency cannot hold."""
    return propose_adjustment(source, to, _sum(amount, source.currency), by=by, why=why)


def propose_refund_by_hand(payment: Payment, *, by: Any, why: str, amount: Decimal, out_of: str) -> StaffRefund:
    """The same from what a form has. out_of: "hold" or "house"."""
    money = _sum(amount, payment.currency)
    hold = _hold_with(payment, money) if out_of == "hold" else None
    return propose_refund(payment, money, by=by, why=why, hold=hold)


def is_adjustable(account: Account) -> bool:
    """Whether staff may move money to or from it."""
    return account.code in ADJUSTABLE or account.code.startswith("gateway:")


def _sum(amount: Decimal, currency: str) -> Money:
    money = Money(amount, currency)
    try:
        to_minor(money)
    except TooFine as error:
        raise Refused(_("This currency has no such small coin.")) from error
    return money


def _hold_with(payment: Payment, amount: Money) -> Hold:
    held = Hold.objects.with_money().filter(payment=payment, currency=payment.currency).order_by("pk")
    for hold in held:
        if escrow.left_in(hold) >= amount:
            return hold
    raise Refused(_("So much of this payment is not in escrow any more."))


def _adjust(proposed: Adjustment, by: Any) -> Any:
    """Where it is a payee's money, the cash at the gateway follows it."""
    sides = [account for account in (proposed.source, proposed.destination) if account.code in OF_PAYEES]
    theirs = list(Party.objects.filter(pk__in=[account.owner for account in sides]))
    payees.lock(*theirs)
    move = Posting(_name(proposed.source), _name(proposed.destination), proposed.amount)
    entry = ledger.post("adjustment", [move], ref=f"adjustment:{proposed.pk}", by=by)
    for party in theirs:
        transfers.follow(party, proposed.currency, key=f"adjustment:{proposed.pk}")
    return entry.id


def _refund(proposed: StaffRefund, by: Any) -> Any:
    key = f"staff:{proposed.pk}"
    if proposed.hold:
        part = escrow.refund(
            proposed.hold, amount=_held(proposed), by=by, key=key, why=_("Refunded by our staff."), is_decision=True
        )
        return part.entry_id
    payment = Payment.objects.locked().get(pk=proposed.payment_id)
    _check_refund(payment, proposed.amount, None)
    asked = refunds.ask(payment, proposed.amount, source=chart.LOSSES, key=key, by=by, why=_("Refunded by our staff."))
    return asked.entry.id


def _held(proposed: StaffRefund) -> Money:
    """The sum in the hold's currency, which is that of the payment or was exchanged into it."""
    assert proposed.hold is not None
    if proposed.hold.currency != proposed.currency:
        raise Refused(_("This hold is in another currency than the payment: let the deal's own refund do it."))
    return from_minor(proposed.amount_minor, proposed.currency)


def _check_refund(payment: Payment, amount: Money, hold: Hold | None) -> None:
    left = payment.amount - payment.refunded - payment.taken_back
    if amount.currency != left.currency or amount.amount <= 0 or amount > left:
        raise Refused(_("No more can be sent back than was paid and is not refunded yet."))
    if hold is not None and (hold.payment_id != payment.pk or amount > escrow.left_in(hold)):
        raise Refused(_("So much of this payment is not in that hold any more."))
    if hold is None and amount > left - bound.of(payment):
        raise Refused(
            _("So much of this payment still lies in escrow, or is not earned yet: it goes back out of there.")
        )


def _name(account: Account) -> AccountName:
    return AccountName(account.code, account.owner)


def _permit(by: Any, right: str) -> None:
    if not (by.is_staff and by.has_perm(right)):
        raise NotAllowed(_("Only staff with the right to it can do this."))

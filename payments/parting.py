"""A hold is parted in two: a sum of it goes into a hold of its own, for another subject of the same deal.

    apart = parting.set_apart(hold, Money(240, "EUR"), subject=deposit.pk, by=ada)

Nothing leaves escrow: the new hold is between the same two, on the same terms, out of the same payment and with the
same last day, so that what is released of either costs what it would have cost in one. The floor whose deal it is
decides when; it holds that deal's lock. docs/decisions/092-a-hold-can-be-parted.md.
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit.money import Money
from payments import chart, ledger, limits, retries
from payments.escrow import Frozen, KeyReused, NotHeld, left_in
from payments.ledger import Posting
from payments.models import Hold
from payments.ports import payables

Status = Hold.Status


@retries.atomic
def set_apart(hold: Hold, amount: Money, *, subject: Any, by: User | None, why: str = "") -> Hold:
    """Take this much out of what is held, into a hold for that subject. The same subject again returns the first one.

    amount: in the hold's currency, less than what is left: a hold does not end by being parted. Raises NotHeld, Frozen
    where nothing may leave it, KeyReused where something else is held for that subject.
    """
    payables.lock(hold.kind, hold.subject)
    hold = Hold.objects.select_related("payer", "payee", "payment").locked().get(pk=hold.pk)
    if done := Hold.objects.of(hold.kind, subject).first():
        return _the_same(done, hold, amount)
    _may_be_parted(hold, amount)
    limits.forget_renewal(hold)  # what the two said about holding it longer was about another sum
    return _part(hold, amount, subject, by=by, why=why)


def _may_be_parted(hold: Hold, amount: Money) -> None:
    if hold.status == Status.FROZEN or (hold.payment and hold.payment.is_being_charged_back):
        raise Frozen(_("This money is frozen until it is decided whose it is."))
    left = left_in(hold)
    if hold.status != Status.HELD or amount.currency != left.currency or not 0 < amount.amount < left.amount:
        raise NotHeld(_("That is not what is held here: look at the page again."))


def _part(hold: Hold, amount: Money, subject: Any, *, by: User | None, why: str) -> Hold:
    apart = Hold(kind=hold.kind, subject=subject, payer=hold.payer, payee=hold.payee, terms=hold.terms)
    apart.amount, apart.parted_from = amount, hold
    apart.save(force_insert=True)
    postings = [Posting(chart.hold(hold), chart.hold(apart), amount)]
    ledger.post("set_apart", postings, ref=f"hold:{apart.pk}:set_apart", by=by)
    apart.payment, apart.held_at, apart.must_leave_by = hold.payment, hold.held_at, hold.must_leave_by
    apart.move_to(Status.HELD, by=by, why=why, saving=["payment", "held_at", "must_leave_by"])
    limits.watch(apart)
    return apart


def _the_same(done: Hold, hold: Hold, amount: Money) -> Hold:
    if done.parted_from_id != hold.pk or done.amount != amount:
        raise KeyReused(f"{done.kind}:{done.subject}")
    return done

"""Money that is kept for a deal until it is clear whose it is.

    hold = escrow.open("milestone", milestone.pk, payer=ada.party, payee=cleo.party, amount=price, terms=terms)
    escrow.release(hold, amount=None, by=ada, key=f"release:{milestone.pk}")
    escrow.refund(hold, amount=None, by=cleo, key=f"refund:{milestone.pk}", why="…")

Who may do it is the business of the floor whose deal it is: its own act asks first, then calls these. The floor holds
the lock of its deal; these take the hold's, then the pair's, then the accounts' (docs/locking.md).
Every act has a key of the deal's own making: the same act twice, also at the same time, is one, and returns what
the first one did.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock, together
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import Refused
from payments import chart, clearing, ledger, limits, refunds, retries, tidings
from payments.ledger import Posting
from payments.models import Business, Hold, HoldPart, Payment
from payments.ports import payables
from payments.terms import Taken, Terms

Status = Hold.Status
KIND = HoldPart.Kind


class NotHeld(Refused):
    """There is no money in this hold that could go anywhere now, or less than is asked for."""


class KeyReused(Exception):
    """The key names another act already: of another hold, another kind or another sum."""


class Frozen(NotHeld):
    """Nothing leaves this hold until what it is frozen for is decided."""


@retries.atomic
def open(  # noqa: A001  (escrow.open reads as what it does)
    kind: str, subject: Any, *, payer: Party, payee: Party, amount: Money, terms: Terms
) -> Hold:
    """A place for money that is about to be paid. A deal has one at a time; one that waits already is returned anew.

    Raises Refused where money is held for it already, or is on its way under other terms.
    """
    hold = _waiting(kind, subject) or Hold(kind=kind, subject=subject)
    agreed = (payer.pk, payee.pk, amount, terms.as_json())
    if not hold._state.adding and agreed != (hold.payer_id, hold.payee_id, hold.amount, hold.terms):
        _may_still_change(hold)
    hold.payer, hold.payee, hold.amount, hold.terms = payer, payee, amount, terms.as_json()
    try:
        with transaction.atomic():
            hold.save()
    except IntegrityError as error:  # somebody else's came a moment before, or one has its money already
        raise Refused(_("This is being paid, or is paid already. Look at the page again.")) from error
    return hold


def drafted(kind: str, subject: Any, *, payer: Party, payee: Party, amount: Money, terms: Mapping[str, Any]) -> Hold:
    """A place as `open` writes it down, for a deal that has none. Not saved."""
    hold = Hold(kind=kind, subject=subject, payer=payer, payee=payee, terms=terms)
    hold.amount = amount
    return hold


@retries.atomic
def held(hold: Hold, *, payment: Payment) -> Hold:
    """The money has arrived on the hold's account. Called by the payment that brought it, in its own transaction.

    The same payment twice changes nothing. Raises IllegalMove for a hold that waits for none any more.
    """
    return held_all([(hold, payment)])[hold.pk]


@retries.atomic
def held_all(paid: Sequence[tuple[Hold, Payment]]) -> dict[UUID, Hold]:
    """As `held`, for several, in as many statements as for one. Returns them by id."""
    payments = {hold.pk: payment for hold, payment in paid}
    holds = {hold.pk: hold for hold in Hold.objects.select_related("payer").filter(pk__in=payments).locked()}
    new = [hold for hold in holds.values() if hold.payment_id != payments[hold.pk].pk]
    now = clock.now()
    left, until = _left_in_all(new), limits.all_must_leave_by(new, since=now)
    for hold in new:
        if left[hold.pk] != hold.amount:
            raise ValueError(f"{left[hold.pk]} has come for a hold of {hold.amount}.")
        hold.payment, hold.held_at, hold.must_leave_by = payments[hold.pk], now, until[hold.pk]
    together.move(new, Status.HELD, saving=["payment", "held_at", "must_leave_by"])
    limits.watch_all(new)
    return holds


@retries.atomic
def void(hold: Hold) -> Hold:
    """The payment came to nothing, so the hold ends without ever having held anything. Twice changes nothing."""
    hold = Hold.objects.locked().get(pk=hold.pk)
    return _end(hold, Status.VOID) if hold.status == Status.PENDING else hold


@retries.atomic
def release(
    hold: Hold, *, amount: Money | None = None, by: User | None, key: str, why: str = "", is_decision: bool = False,
    billed_with: HoldPart | None = None,
) -> HoldPart:  # fmt: skip
    """Pay the payee what is held, or a part of it, less what was agreed that the platform keeps.

    amount: in the hold's currency; None is all that is left. The rest stays. is_decision: out of a frozen hold, too.
    billed_with: the first part of the same act, on whose invoice this one stands. Raises NotHeld, Frozen. The same key
    again returns the first release.
    """

    def go(held: Hold, gross: Money) -> HoldPart:
        taken, before = _taken(held, gross)
        postings = [
            Posting(chart.hold(held), chart.clearing(held.payee), taken.net),
            Posting(chart.hold(held), chart.COMMISSION, taken.fee),
            Posting(chart.hold(held), chart.TAX, taken.tax),
        ]
        entry = ledger.post("released", postings, ref=f"hold:{held.pk}:{key}", by=by)
        part = _part(held, KIND.RELEASE, key, held.payee, taken, entry.id, why, before=before, billed_with=billed_with)
        clearing.begin(part)
        return part

    return _leave(hold, KIND.RELEASE, go, amount=amount, key=key, by=by, is_decision=is_decision)


@retries.atomic
def refund(
    hold: Hold, *, amount: Money | None = None, by: User | None, key: str, why: str, is_decision: bool = False
) -> HoldPart:
    """Send the payer back what is held, or a part of it, by the way it came.

    amount: in the hold's currency; None is all that is left. Raises NotHeld, Frozen. The same key again returns the
    first refund.
    """

    def go(held: Hold, gross: Money) -> HoldPart:
        if held.payment is None:
            raise NotHeld(_("No payment stands behind this sum, so there is no way back for it."))
        asked = refunds.ask(held.payment, gross, source=chart.hold(held), hold=held, key=f"hold:{key}", by=by, why=why)
        nothing = Money(0, gross.currency)
        return _part(held, KIND.REFUND, key, held.payer, Taken(gross, nothing, nothing, gross), asked.entry.id, why)

    return _leave(hold, KIND.REFUND, go, amount=amount, key=key, by=by, is_decision=is_decision)


@retries.atomic
def split(
    hold: Hold, *, released: Money, by: User | None, key: str, why: str, billed_with: HoldPart | None = None
) -> list[HoldPart]:
    """Part all that is left between the two, as was decided: `released` to the payee, the rest back to the payer.

    billed_with: as in `release`. Raises NotHeld where less is left. The same key again returns the first parts.
    """
    payables.lock(hold.kind, hold.subject)
    hold = Hold.objects.locked().get(pk=hold.pk)
    keys = {KIND.RELEASE: f"{key}:release", KIND.REFUND: f"{key}:refund"}
    if done := list(HoldPart.objects.filter(hold=hold, key__in=keys.values()).order_by("pk")):
        return done
    left = left_in(hold)
    if not left.amount or released.currency != left.currency or not 0 <= released.amount <= left.amount:
        raise NotHeld(_("No more can be divided than is held."))
    back = left - released
    parts = []
    if released.amount:
        parts.append(
            release(
                hold, amount=released, by=by, key=keys[KIND.RELEASE], why=why, is_decision=True, billed_with=billed_with
            )
        )
    if back.amount:
        parts.append(refund(hold, amount=back, by=by, key=keys[KIND.REFUND], why=why, is_decision=True))
    return parts


@retries.atomic
def freeze(hold: Hold, *, by: User | None, why: str) -> Hold:
    """Let nothing leave until it is decided: a dispute of the two, or a chargeback. Twice changes nothing.

    Raises NotHeld where nothing is held.
    """
    hold = Hold.objects.locked().get(pk=hold.pk)
    if hold.status == Status.FROZEN:
        return hold
    if not hold.has_money:
        raise NotHeld(_("No money is held here any more."))
    hold.frozen_why = why
    return hold.move_to(Status.FROZEN, by=by, why=why, saving=["frozen_why"])


@retries.atomic
def thaw(hold: Hold, *, by: User | None, why: str) -> Hold:
    """Go on as before it was frozen. Twice changes nothing."""
    hold = Hold.objects.locked().get(pk=hold.pk)
    if hold.status != Status.FROZEN:
        return hold
    hold.frozen_why = ""
    return hold.move_to(Status.HELD, by=by, why=why, saving=["frozen_why"])


@retries.atomic
def emptied(hold: Hold) -> Hold:
    """A chargeback that was lost has taken all that was left in it: the hold ends. One that holds something stays."""
    hold = Hold.objects.locked().get(pk=hold.pk)
    if not hold.has_money or left_in(hold).amount:
        return hold
    return _end(hold, _how_it_ended(hold))


@retries.atomic
def expire(hold: Hold) -> Hold:
    """No gateway keeps money for ever: what is still there at `must_leave_by` goes back. Called by the clock.

    A frozen hold expires too: the limit is the gateway's, not ours; whoever decides later decides about nothing held.
    """
    payables.lock(hold.kind, hold.subject)
    hold = Hold.objects.locked().get(pk=hold.pk)
    if not hold.has_money or hold.must_leave_by is None or hold.must_leave_by > clock.now():
        return hold
    if not left_in(hold).amount:  # a chargeback has it
        return hold
    refund(
        hold, by=None, key=_expiry_of(hold), why=_("The time for which money may be held is over."), is_decision=True
    )
    return Hold.objects.get(pk=hold.pk)


def left_in(hold: Hold) -> Money:
    """What is in the hold now: the balance of its account."""
    return ledger.balance(chart.hold(hold), hold.currency)


def _left_in_all(holds: Sequence[Hold]) -> dict[UUID, Money]:
    left = ledger.all_balances("hold", [hold.pk for hold in holds]) if holds else {}
    return {hold.pk: left.get((hold.pk, hold.currency), from_minor(0, hold.currency)) for hold in holds}


def would_take(hold: Hold, amount: Money | None = None) -> Taken:
    """How a release of this sum would be parted if it were done now: shown before the button is pressed."""
    gross = left_in(hold) if amount is None else amount
    known = Business.objects.filter(payer=hold.payer_id, payee=hold.payee_id, currency=hold.currency).first()
    before = known.released if known else Money(0, hold.currency)
    return Terms.from_json(hold.terms).take(gross, earned_before=before)


def _leave(
    hold: Hold,
    kind: str,
    go: Callable[[Hold, Money], HoldPart],
    *,
    amount: Money | None,
    key: str,
    by: User | None,
    is_decision: bool,
) -> HoldPart:
    payables.lock(hold.kind, hold.subject)
    hold = Hold.objects.select_related("payer", "payee", "payment").locked().get(pk=hold.pk)
    if done := HoldPart.objects.filter(key=key).first():
        return _the_same(done, hold, kind, amount)
    if hold.status == Status.FROZEN and not is_decision:
        raise Frozen(_("This money is frozen until it is decided whose it is."))
    if hold.payment and hold.payment.is_being_charged_back:
        raise Frozen(_("The payer's bank is taking the payment back. Nothing can leave until it has decided."))
    left = left_in(hold) if hold.has_money else from_minor(0, hold.currency)
    gross = left if amount is None else amount
    if gross.amount <= 0 or gross.currency != left.currency or gross > left:
        raise NotHeld(_("That is not what is held here: look at the page again."))
    part = go(hold, gross)
    payables.of(hold.kind).parted(hold, part)
    if gross == left:
        _end(hold, Status.EXPIRED if key == _expiry_of(hold) else _how_it_ended(hold), by=by)
    tidings.parted.tell(part)
    return part


def _waiting(kind: str, subject: Any) -> Hold | None:
    return Hold.objects.of(kind, subject).filter(status=Status.PENDING).locked().first()


def _may_still_change(hold: Hold) -> None:
    """A payment that is on its way was begun for these sums and these two: whoever pays must not find others."""
    if Payment.objects.filter(checkout__lines__hold=hold, status__in=Payment.LIVE).exists():
        raise Refused(_("A payment for this is on its way. Wait until it has come, or cancel it first."))


def _the_same(done: HoldPart, hold: Hold, kind: str, amount: Money | None) -> HoldPart:
    if done.hold_id != hold.pk or done.kind != kind or amount not in (None, done.gross):
        raise KeyReused(done.key)
    return done


def _taken(hold: Hold, gross: Money) -> tuple[Taken, int]:
    """What is kept of it, and the pair's total before. The pair's row stays locked until the release stands."""
    pair = {"payer": hold.payer, "payee": hold.payee, "currency": hold.currency}
    Business.objects.bulk_create([Business(**pair)], ignore_conflicts=True)
    business = Business.objects.locked().get(**pair)
    before = business.released_minor
    taken = Terms.from_json(hold.terms).take(gross, earned_before=business.released)
    business.released_minor = before + to_minor(gross)
    business.save(update_fields=["released_minor"])
    return taken, before


def _part(
    hold: Hold, kind: str, key: str, to: Party, taken: Taken, entry: UUID, why: str, *, before: int = 0,
    billed_with: HoldPart | None = None,
) -> HoldPart:  # fmt: skip
    part = HoldPart(hold=hold, kind=kind, key=key, to=to, entry_id=entry, at=clock.now(), why=why)
    part.billed_with = billed_with
    part.gross, part.fee, part.tax, part.net = taken.gross, taken.fee, taken.tax, taken.net
    part.earned_before_minor = before
    part.save(force_insert=True)
    return part


def _expiry_of(hold: Hold) -> str:
    """The key under which what is left goes back at the limit."""
    return f"expire:{hold.pk}"


def _how_it_ended(hold: Hold) -> str:
    kinds = set(hold.parts.values_list("kind", flat=True))
    if KIND.RELEASE not in kinds:
        return Status.REFUNDED
    return Status.RELEASED if kinds == {KIND.RELEASE} else Status.SPLIT


def _end(hold: Hold, status: str, *, by: User | None = None) -> Hold:
    hold.ended_at = clock.now()
    hold.move_to(status, by=by, saving=["ended_at"])
    limits.forget(hold)
    payables.of(hold.kind).ended(hold)
    return hold

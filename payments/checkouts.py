"""What somebody is about to pay for: asked what it costs, shown, asked again when the quote has run out.

    checkout = checkouts.open([("milestone", milestone.pk)], by=ada)
    payment = paying.pay(checkout, by=ada, seen=checkouts.mark(checkout))

What is paid for, and for how much, is asked of the payables (`payments.ports`), never of the browser.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock, timers
from marketplace.kit.refusals import NotAllowed, Refused
from payments import escrow, quoting, rates
from payments.models import Checkout, CheckoutLine, Hold
from payments.ports import Quote, payables
from payments.quoting import Thing

Status = Checkout.Status
QUOTED_FOR = timedelta(minutes=30)
LAPSE, KEPT_FOR = "checkout_lapse", timedelta(days=7)  # after the last time that somebody looked at its price


@transaction.atomic
def open(  # noqa: A001  (reads as what it does)
    things: Sequence[Thing], *, by: User, return_to: str = "", currency: str = ""
) -> Checkout:
    """A checkout for these (kind, pk), quoted now. One that is open for exactly these is quoted anew, and one in
    which they are being paid is returned as it is.

    return_to: the path of this site where the payer goes on afterwards. currency: in which it is paid; that of the
    prices if not given, and where these have several, the one in which the person reckons.
    Raises Refused where one can't be paid for, quoting.NotTogether, NotAllowed, rates.NoRate.
    """
    if going_on := _waiting_for(things, Checkout.objects.visible_to(by), Status.PAYING):
        return going_on
    quoted = quoting.ask(things, by=by)
    mine = Checkout.objects.filter(payer=quoted[0].payer)
    checkout = _waiting_for(things, mine, Status.OPEN) or Checkout(payer=quoted[0].payer, by=by)
    checkout.return_to = return_to or checkout.return_to
    checkout.currency = currency or checkout.currency or _usual(quoted, by)
    return _write(checkout, quoted)


def drafted(quote: Quote, *, by: User) -> tuple[Checkout, CheckoutLine]:
    """A checkout for one thing alone, in the currency of its price, and its line, as `open` writes them. Not saved."""
    checkout = Checkout(payer=quote.payer, by=by, currency=quote.price.currency.code)
    (line,) = _fill(checkout, [quote])
    return checkout, line


def keep_all(checkouts: Sequence[Checkout], lines: Sequence[CheckoutLine]) -> None:
    """Write down many that were drafted."""
    Checkout.objects.bulk_create(checkouts)
    CheckoutLine.objects.bulk_create(lines)
    timers.ensure(LAPSE, {str(checkout.pk): clock.now() + KEPT_FOR for checkout in checkouts})


@transaction.atomic
def pay_in(checkout: Checkout, currency: str, *, by: User) -> Checkout:
    """Pay in another currency, at a rate that is offered for some minutes. Raises NotAllowed, Refused, rates.NoRate."""
    checkout = Checkout.objects.locked().get(pk=checkout.pk)
    permit(checkout, by=by)
    if checkout.status != Status.OPEN or currency not in other_currencies(checkout, by=by):
        raise Refused(_("This can't be paid in that currency."))
    checkout.currency = currency
    return quote_anew(checkout, by=by)


def other_currencies(checkout: Checkout, *, by: User) -> list[str]:
    """In which else it could be paid: that of the prices where they have one, and the one the person reckons in."""
    prices = {line.currency for line in checkout.lines.all()}
    return currencies_besides(checkout.currency, prices, by=by)


def currencies_besides(currency: str, prices: Collection[str], *, by: User) -> list[str]:
    """The same, of what is known already: in which it is paid, and in which its prices are."""
    wanted = dict.fromkeys([*(prices if len(prices) == 1 else ()), by.currency])
    wanted.pop(currency, None)
    try:
        known = rates.latest() if wanted else None
    except rates.NoRate:
        return []
    return [code for code in wanted if known and known.knows(code, *prices)]


def refresh(checkout: Checkout, *, by: User) -> bool:
    """Ask anew what it costs where the quote has run out; returns whether anything changed. The row is as it is then.

    Raises Refused where it can't be paid for any more.
    """
    if checkout.expires_at > clock.now():
        return False
    with transaction.atomic():
        locked = Checkout.objects.locked().get(pk=checkout.pk)
        before = mark(locked)
        has_changed = locked.status == Status.OPEN and mark(quote_anew(locked, by=by)) != before
    checkout.refresh_from_db()
    return has_changed


@transaction.atomic
def cancel(checkout: Checkout, *, by: User) -> None:
    """Pay for it no more. Twice changes nothing. Raises NotAllowed, IllegalMove while it is being paid."""
    checkout = Checkout.objects.locked().get(pk=checkout.pk)
    permit(checkout, by=by)
    if checkout.status != Status.CANCELLED:
        checkout.move_to(Status.CANCELLED, by=by, party=checkout.payer)
        _void_holds(checkout)


def quote_anew(checkout: Checkout, *, by: User) -> Checkout:
    """Write down what it costs now. The caller holds the checkout's lock. Raises Refused as `open` does."""
    return _write(checkout, quoting.ask(things_of(checkout), by=by))


def things_of(checkout: Checkout) -> list[Thing]:
    """What is paid for: (kind, pk) of every line, in order."""
    return list(checkout.lines.order_by("place").values_list("kind", "subject"))


def permit(checkout: Checkout, *, by: User) -> None:
    """Raises NotAllowed for somebody who may not pay for its payer."""
    if not Party.objects.acted_for_by(by).filter(pk=checkout.payer_id).exists():
        raise NotAllowed(_("You cannot pay for %(party)s.") % {"party": checkout.payer.name})


def mark(checkout: Checkout) -> str:
    """A name for exactly the prices and terms that this checkout shows now."""
    return quoting.mark(list(checkout.lines.select_related("rate").order_by("place")))


@timers.handles(LAPSE)
@transaction.atomic
def lapse(key: str) -> None:
    """Nobody came back to it. One that is being paid may take its time."""
    checkout = Checkout.objects.locked().get(pk=key)
    if checkout.status == Status.OPEN:
        checkout.move_to(Status.EXPIRED)
        _void_holds(checkout)
    elif checkout.status == Status.PAYING:
        timers.set(LAPSE, key, clock.now() + KEPT_FOR)


def _void_holds(checkout: Checkout) -> None:
    """A place that was kept for money which never came waits for it no longer: nothing is asked of any gateway."""
    payables.lock_all(things_of(checkout))
    for hold in Hold.objects.filter(line__checkout=checkout, status=Hold.Status.PENDING).order_by("pk"):
        escrow.void(hold)


def _waiting_for(things: Sequence[Thing], found: Any, status: str) -> Checkout | None:
    """The checkout of this status for exactly these."""
    some = found.filter(status=status, lines__kind=things[0][0], lines__subject=things[0][1])
    return next((one for one in some.locked() if set(things_of(one)) == set(things)), None)


def _usual(quoted: Sequence[Quote], by: User) -> str:
    prices = quoting.currencies(quoted)
    return prices[0] if len(prices) == 1 else by.currency


def _write(checkout: Checkout, quoted: list[Quote]) -> Checkout:
    earlier = list(checkout.lines.select_related("rate"))
    lines = _fill(checkout, quoted, kept=earlier)
    checkout.save()
    holds = {(line.kind, line.subject): line.hold_id for line in earlier}
    checkout.lines.all().delete()
    for line in lines:
        line.hold_id = holds.get((line.kind, line.subject))
    CheckoutLine.objects.bulk_create(lines)
    timers.set(LAPSE, checkout.pk, clock.now() + KEPT_FOR)
    return checkout


def _fill(checkout: Checkout, quoted: Sequence[Quote], *, kept: Sequence[CheckoutLine] = ()) -> list[CheckoutLine]:
    """Let it cost what was quoted now; returns its lines. Nothing is saved. kept: the lines of an earlier quote."""
    lines = quoting.lines(quoted, currency=checkout.currency, kept=kept)
    until = [clock.now() + QUOTED_FOR, *(line.rate.expires_at for line in lines if line.rate)]
    checkout.total_minor = sum(line.paid_minor for line in lines)
    checkout.expires_at, checkout.updated_at = min(until), clock.now()
    for line in lines:
        line.checkout = checkout
    return lines

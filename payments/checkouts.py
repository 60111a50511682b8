"""What somebody is about to pay for: asked what it costs, shown, asked again when the quote has run out.

    checkout = checkouts.open([("milestone", milestone.pk)], by=ada)
    payment = paying.pay(checkout, by=ada, seen=checkouts.mark(checkout))

What is paid for, and for how much, is asked of the payables (`payments.ports`), never of the browser.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.refusals import NotAllowed
from payments import quoting
from payments.models import Checkout, CheckoutLine
from payments.ports import Quote
from payments.quoting import Thing

Status = Checkout.Status
QUOTED_FOR = timedelta(minutes=30)


@transaction.atomic
def open(things: Sequence[Thing], *, by: User, return_to: str = "") -> Checkout:  # noqa: A001  (reads as what it does)
    """A checkout for these (kind, pk), quoted now. One that is open already for exactly these is quoted anew.

    return_to: the path of this site where the payer goes on afterwards.
    Raises Refused where one can't be paid for, quoting.NotTogether, NotAllowed.
    """
    quoted = quoting.ask(things, by=by)
    checkout = _open_for(things, quoted[0].payer) or Checkout(payer=quoted[0].payer, by=by)
    checkout.return_to = return_to or checkout.return_to
    return _write(checkout, quoted)


@transaction.atomic
def refresh(checkout: Checkout, *, by: User) -> bool:
    """Ask anew what it costs where the quote has run out; returns whether anything changed.

    Raises Refused where it can't be paid for any more.
    """
    checkout = Checkout.objects.locked().get(pk=checkout.pk)
    if checkout.status != Status.OPEN or checkout.expires_at > clock.now():
        return False
    before = mark(checkout)
    return mark(quote_anew(checkout, by=by)) != before


@transaction.atomic
def cancel(checkout: Checkout, *, by: User) -> None:
    """Pay for it no more. Twice changes nothing. Raises NotAllowed, IllegalMove while it is being paid."""
    checkout = Checkout.objects.locked().get(pk=checkout.pk)
    permit(checkout, by=by)
    if checkout.status != Status.CANCELLED:
        checkout.move_to(Status.CANCELLED, by=by, party=checkout.payer)


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
    return quoting.mark(list(checkout.lines.order_by("place")))


def _open_for(things: Sequence[Thing], payer: Party) -> Checkout | None:
    """The payer's checkout that waits for exactly these."""
    waiting = Checkout.objects.filter(
        payer=payer, status=Status.OPEN, lines__kind=things[0][0], lines__subject=things[0][1]
    )
    return next((one for one in waiting.locked() if set(things_of(one)) == set(things)), None)


def _write(checkout: Checkout, quoted: list[Quote]) -> Checkout:
    checkout.total = quoting.total(quoted)
    checkout.expires_at = clock.now() + QUOTED_FOR
    checkout.updated_at = clock.now()
    checkout.save()
    holds = dict(checkout.lines.exclude(hold=None).values_list("subject", "hold"))
    checkout.lines.all().delete()
    for line in (kept := quoting.lines(quoted)):
        line.checkout, line.hold_id = checkout, holds.get(line.subject)
    CheckoutLine.objects.bulk_create(kept)
    return checkout

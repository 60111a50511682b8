"""Paying for a checkout: begun once, whatever is pressed twice, in two tabs or by two people of one company.

    payment = paying.begin(checkout, by=ada, seen=checkouts.mark(checkout), method=card)
    payment = charges.send(payment)

Locks: the checkout, its deals, their holds, then the payment (docs/locking.md).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit.refusals import Refused
from payments import charges, checkouts
from payments.models import Checkout, Payment, SavedMethod
from payments.ports import payables

Status = Checkout.Status
ENDED_BADLY = [Payment.Status.FAILED, Payment.Status.CANCELLED]


class Changed(Refused):
    """It costs another sum, or stands under other terms, than the payer has seen. The checkout shows what holds now."""


class PaidElsewhere(Refused):
    """The same thing is being paid for in another window, or by somebody else of the same company."""


class Over(Refused):
    """This checkout was cancelled or has run out."""


def begin(
    checkout: Checkout,
    *,
    by: User,
    seen: str,
    method: SavedMethod | None = None,
    save: bool = False,
    gateway: str = "stripe",
) -> Payment:
    """Begin to pay; the caller then makes the call (`charges.send`). While a payment lives, that one is returned.

    seen: the `checkouts.mark` of the prices that stood on the page; the quote is asked for anew, and another one is
    not paid but shown. method: a saved one; none sends the payer to the page of this gateway. save: keep the card that
    is given there. Raises NotAllowed, Changed, PaidElsewhere, Over, and Refused where it can't be paid for any more.
    """
    payment = _begin(checkout, by, seen, method=method, save=save, gateway=gateway)
    if payment is None:
        raise Changed(_("The price or the terms have changed. Nothing was charged. Look at them again, then pay."))
    return payment


@transaction.atomic
def _begin(
    checkout: Checkout, by: User, seen: str, *, method: SavedMethod | None, save: bool, gateway: str
) -> Payment | None:
    """None where the prices are others than those that were seen; the new ones are written down then."""
    checkout = Checkout.objects.select_related("payer").locked().get(pk=checkout.pk)
    checkouts.permit(checkout, by=by)
    if going_on := under_way(checkout):
        return going_on
    if checkout.status != Status.OPEN:
        raise Over(_("This was cancelled or has run out. Nothing was charged. Begin anew from where you came."))
    _take_turns(checkout)
    if checkouts.mark(checkouts.quote_anew(checkout, by=by)) != seen:
        return None
    return charges.begin(checkout, by=by, method=method, save=save, gateway=gateway)


def under_way(checkout: Checkout) -> Payment | None:
    """The payment that runs, or that has paid it."""
    last = last_of(checkout)
    return last if last and last.status not in ENDED_BADLY else None


def last_of(checkout: Checkout) -> Payment | None:
    """The newest payment for it, however it went. There is no newer one beside one that lives or has paid."""
    return checkout.payments.order_by("-pk").first()


def _take_turns(checkout: Checkout) -> None:
    """Each thing is paid for in one place at a time: who comes second waits here, then sees the first."""
    things = checkouts.things_of(checkout)
    for kind, pk in sorted(things, key=str):
        payables.lock(kind, pk)
    for kind, pk in things:
        elsewhere = Checkout.objects.filter(status=Status.PAYING, lines__kind=kind, lines__subject=pk)
        if elsewhere.exclude(pk=checkout.pk).exists():
            raise PaidElsewhere(
                _("This is being paid for in another window. Go on there, or wait until that payment has ended.")
            )

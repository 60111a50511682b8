"""Holding money longer than one payment may be held, because both sides want it.

    renewals.ask(hold, by=ada)            # the payer asks; the payee is told
    renewals.agree(hold, by=cleo)         # the payee says yes, asked or not; the payer is told, and pays at a checkout

A payment of its own brings the sum anew, and in the same transaction the earlier payment is sent back: the payer bears
both for some days, so it is they who press the button, with the sum before them.
"""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.refusals import NotAllowed, Refused
from payments import chart, escrow, limits, payee_news, refunds, retries
from payments.chart import AccountName
from payments.models import Hold, HoldPart, HoldRenewal, Payment
from payments.ports import Clock, Quote, payables

Status = HoldRenewal.Status
FROM = timedelta(days=30)  # before the limit: from the first warning on


class NotNow(Refused):
    """This hold can't be renewed now."""


@retries.atomic
def ask(hold: Hold, *, by: User) -> HoldRenewal:
    """The payer wants to go on holding. Twice changes nothing. Raises NotAllowed, NotNow."""
    hold = _locked(hold)
    _permit(hold.payer, by)
    renewal, is_new = _live(hold)
    if is_new:
        payee_news.renewal_asked(renewal, by=hold.payer)
    return renewal


@retries.atomic
def agree(hold: Hold, *, by: User) -> HoldRenewal:
    """The payee wants it held longer, so the payer may pay for it. Twice changes nothing. Raises NotAllowed, NotNow."""
    hold = _locked(hold)
    _permit(hold.payee, by)
    renewal, _is_new = _live(hold)
    if renewal.status == Status.ASKED:
        renewal.agreed_at = clock.now()
        renewal.move_to(Status.AGREED, by=by, party=hold.payee, saving=["agreed_at"])
        payee_news.renewal_asked(renewal, by=hold.payee)
    return renewal


def of(hold: Hold) -> HoldRenewal | None:
    """What the two have said about it until now, if it still fits what is held."""
    found = HoldRenewal.objects.filter(hold=hold, status__in=HoldRenewal.LIVE).first()
    return found if found and found.amount == escrow.left_in(hold) else None


def why_not(hold: Hold) -> str:
    """Why it can't be held longer now, as a sentence; empty where it can."""
    if hold.status != Hold.Status.HELD or hold.must_leave_by is None:
        return _("Only money that is in escrow, and not frozen, can be held longer.")
    if hold.must_leave_by - FROM > clock.now():
        return _("You can agree to hold it longer from 30 days before the limit on.")
    if hold.must_leave_by <= clock.now():
        return _("The limit is reached: the money goes back.")
    return ""


class Renewals:
    """As a payable: its price goes straight into the hold (`payments.ports.Payable`)."""

    kind = HoldRenewal.KIND
    has_hold = False
    is_sale = False
    went = _t("In escrow, in place of your earlier payment")

    def quote(self, pk: UUID, *, by: User) -> Quote:
        renewal = HoldRenewal.objects.select_related("hold__payer", "hold__payee").get(pk=pk)
        hold = renewal.hold
        if not Hold.objects.visible_to(by).filter(pk=hold.pk).exists():
            raise NotAllowed(_("This is a deal of others."))
        if renewal.status != Status.AGREED or of(hold) != renewal or (why_not(hold)):
            raise NotNow(why_not(hold) or _("There is nothing to pay for this now. Look at the escrow again."))
        deal = payee_news.deal_of(hold)
        return Quote(
            kind=self.kind,
            pk=pk,
            title=_("Hold longer: %(deal)s") % {"deal": deal},
            url=hold.get_absolute_url(),
            payer=hold.payer,
            price=renewal.amount,
            paid_at_once=_("The same sum of your first payment goes back to the card it came from, at once."),
            otherwise=_("If you do not pay, the first payment goes back to you at its limit."),
        )

    def earned(self, pk: UUID) -> AccountName:
        return chart.hold(HoldRenewal.objects.select_related("hold").get(pk=pk).hold)

    def lock(self, pk: UUID) -> None:
        """The deal whose money it is, then its hold: as acts of that deal do."""
        hold = Hold.objects.get(renewals=pk)
        payables.lock(hold.kind, hold.subject)
        Hold.objects.filter(pk=hold.pk).locked().get()

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """The sum lies in the hold twice: the earlier payment goes back, or this one if the hold has moved on."""
        renewal = HoldRenewal.objects.locked().get(pk=pk)
        kept = Hold.objects.select_related("payer", "payee", "payment").locked().get(pk=renewal.hold_id)
        fits = kept.status == Hold.Status.HELD and kept.payment_id == renewal.before_id
        if renewal.status == Status.AGREED and fits and escrow.left_in(kept) == renewal.amount * 2:
            _renew(renewal, kept, payment)
        else:
            _send_back(renewal, kept, payment)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """Nothing has changed; the payer may try again."""

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """No hold is of this kind."""

    def ended(self, hold: Hold) -> None:
        """No hold is of this kind."""

    def clock(self, hold: Hold) -> Clock | None:
        return None


def _renew(renewal: HoldRenewal, hold: Hold, payment: Payment) -> None:
    before = renewal.before
    hold.payment, hold.must_leave_by = payment, limits.must_leave_by(hold, since=clock.now())
    hold.save(update_fields=["payment", "must_leave_by"])
    renewal.payment = payment
    renewal.move_to(Status.DONE, saving=["payment"])
    why = _("Held longer, by a new payment.")
    _refund(before, renewal, hold, why)
    limits.watch(hold)
    payee_news.renewal_done(renewal)


def _send_back(renewal: HoldRenewal, hold: Hold, payment: Payment) -> None:
    """The deal went on while the payer paid: this payment is not needed."""
    if renewal.status == Status.AGREED:
        renewal.move_to(Status.LAPSED)
    _refund(payment, renewal, hold, _("The escrow had changed meanwhile."))


def _refund(payment: Payment, renewal: HoldRenewal, hold: Hold, why: str) -> None:
    key = f"renewal:{renewal.pk}:{payment.pk}"
    refunds.ask(payment, renewal.amount, source=chart.hold(hold), hold=hold, key=key, by=None, why=why)


def _live(hold: Hold) -> tuple[HoldRenewal, bool]:
    if why := why_not(hold):
        raise NotNow(why)
    if found := of(hold):
        return found, False
    limits.forget_renewal(hold)
    renewal = HoldRenewal(hold=hold, before=hold.payment)
    renewal.amount = escrow.left_in(hold)
    renewal.save(force_insert=True)
    return renewal, True


def _permit(party: Party, by: User) -> None:
    if not Party.objects.acted_for_by(by).filter(pk=party.pk).exists():
        raise NotAllowed(_("You may not do this for %(party)s.") % {"party": party.name})


def _locked(hold: Hold) -> Hold:
    return Hold.objects.select_related("payer", "payee", "payment").locked().get(pk=hold.pk)

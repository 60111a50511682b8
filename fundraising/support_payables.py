"""How standing support is paid: each charge is a payable of its own, and goes to the maker with or shortly after it.

Plugged into `payments.ports.payables`. A first period and a difference go to the maker at once, for what they open is
open at once; a later period waits the days in which it can be taken back.
"""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import standing_support, support_charging, support_clocks, support_news
from fundraising.models import Support, SupportCharge
from marketplace.kit import clock, timers
from marketplace.kit.refusals import NotAllowed, Refused
from payments import escrow
from payments.models import Hold, HoldPart, Payment
from payments.ports import Clock, Quote
from payments.terms import Terms

Status, Sort = SupportCharge.Status, SupportCharge.Sort


class Recurring:
    """One charge of a standing support."""

    kind = standing_support.KIND
    has_hold = True

    def lock(self, pk: UUID) -> None:
        """Hold the support: its charges follow it."""
        standing_support.alone(SupportCharge.objects.select_related("support").get(pk=pk).support)

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """Its sum. Raises NotAllowed for all but the supporter, Refused where it is not due (any more)."""
        due = support_charging.of_charge(pk)
        support = due.support
        if not Party.objects.acted_for_by(by).filter(pk=support.supporter_id).exists():
            raise NotAllowed(_("This is somebody else's support."))
        if due.status != Status.DUE or not support.page.is_open:
            raise Refused(_("This is not to be paid any more. Nothing was charged."))
        return Quote(
            kind=self.kind,
            pk=pk,
            title=_title(due),
            url=support.get_absolute_url(),
            payer=Party.objects.get(pk=support.supporter_id),
            payee=support.page.owner,
            price=due.amount,
            terms=Terms.from_json(support.terms),
            note=_note(due),
            paid_at_once=_when_the_makers(due),
            otherwise=_("It is charged again %(rhythm)s, until you end it.") % {"rhythm": _rhythm(due)},
        )

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """It is paid. What is not asked for any more goes back at once."""
        support = standing_support.alone(support_charging.of_charge(pk).support)
        due = SupportCharge.objects.select_related("tier").locked().get(pk=pk)
        if hold is None:
            raise ValueError("A charge is paid into a hold.")
        if due.status != Status.DUE or not support.is_standing or not support.page.is_open:
            escrow.refund(hold, by=None, key=f"late:{payment.pk}:{pk}", why=_("It came too late."))
            return
        is_new = support.status == Support.Status.BEGUN
        due.hold, due.paid_at = hold, clock.now()
        if due.sort == Sort.RENEWAL:
            due.settles_at = due.paid_at + support_clocks.TAKEN_BACK[due.every]
        due.move_to(Status.PAID, saving=["hold", "paid_at", "settles_at"])
        support_charging.paid(support, due)
        if due.settles_at:
            timers.set(support_clocks.SETTLES, due.pk, due.settles_at)
        else:
            support_charging.to_the_maker(due)
        if is_new:
            support_news.begun(support)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """The first one waits on; a later one is tried again."""
        support_charging.declined(support_charging.of_charge(pk), payment)

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """What left it is read from the hold itself."""

    def ended(self, hold: Hold) -> None:
        """All of it went back: what it was for is over."""
        gone = SupportCharge.objects.filter(hold=hold).first()
        if gone is None or hold.status not in {Hold.Status.REFUNDED, Hold.Status.EXPIRED}:
            return
        support = standing_support.alone(gone.support)
        if gone.status == Status.PAID:
            gone.move_to(Status.REFUNDED, why=hold.status)
        if support.is_standing and support.status != Support.Status.BEGUN:
            standing_support.end_now(support, why="a charge went back")

    def clock(self, hold: Hold) -> Clock | None:
        """The supporter's move, while they can take it back."""
        paid = SupportCharge.objects.filter(hold=hold).first()
        if paid is None or paid.settles_at is None:
            return None
        return Clock(_("The supporter"), _("can take it back"), paid.settles_at, _("it goes to the maker"))


def _title(due: SupportCharge) -> str:
    maker = due.support.page.owner.name
    if due.tier is None:
        return _("Support of %(maker)s") % {"maker": maker}
    return _("Support of %(maker)s: %(tier)s") % {"maker": maker, "tier": due.tier.name}


def _note(due: SupportCharge) -> str:
    if due.sort == Sort.DIFFERENCE:
        return _("The difference, until %(day)s") % {"day": date_format(due.ends_at, "DATE_FORMAT")}
    facts = {"since": date_format(due.starts_at, "DATE_FORMAT"), "until": date_format(due.ends_at, "DATE_FORMAT")}
    return _("%(since)s to %(until)s") % facts


def _when_the_makers(due: SupportCharge) -> str:
    if due.sort == Sort.RENEWAL:
        days = support_clocks.TAKEN_BACK[due.every].days
        return _("It goes to the maker after %(days)d days. Until then you can take it back.") % {"days": days}
    return _("It goes to the maker at once.")


def _rhythm(due: SupportCharge) -> str:
    return _("every year") if due.every == Support.Every.YEAR else _("every month")

"""How pledges are paid: what each costs, and what becomes of it when its money comes, goes out or goes back.

Plugged into `payments.ports.payables`, so that checkout, escrow, refunds and charge-backs know nothing of fundraisers.
Everything here runs in the transaction of the payment or of the act that moves the money.
"""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import collecting, counting, disbursements, pledge_news, pledges
from fundraising.models import Fundraiser, Pledge
from marketplace.kit import clock
from marketplace.kit.money import Money
from marketplace.kit.refusals import NotAllowed, Refused
from payments import escrow
from payments.models import Hold, HoldPart, Payment
from payments.ports import Clock, Quote
from payments.terms import Terms

Status = Pledge.Status


class Pledges:
    """A pledge is paid into escrow: at once, or at the end of its fundraiser by the card that was kept."""

    kind = pledges.KIND
    has_hold = True

    def lock(self, pk: UUID) -> None:
        """Hold the pledge; one that is about to count changes the sum of its fundraiser, so that is held before."""
        if Pledge.objects.filter(pk=pk, is_at_once=True, counts=False).exists():
            pledges.of_fundraiser(Pledge.objects.get(pk=pk))
        else:
            pledges.alone(pk)

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """Its sum. Raises NotAllowed for all but the backer, Refused where it can't be paid (any more)."""
        pledge = Pledge.objects.with_all().prefetch_related("lines__reward").get(pk=pk)
        if not Party.objects.acted_for_by(by).filter(pk=pledge.backer_id).exists():
            raise NotAllowed(_("This is somebody else's pledge."))
        _check_is_due(pledge)
        fundraiser = pledge.fundraiser
        return Quote(
            kind=self.kind,
            pk=pk,
            title=fundraiser.listing.title,
            url=pledge.get_absolute_url(),
            payer=pledge.backer,
            payee=fundraiser.owner,
            price=pledge.amount,
            terms=Terms.from_json(pledge.terms),
            parts=_parts(pledge),
            note=_("%(kind)s, by %(maker)s") % {"kind": fundraiser.get_kind_display(), "maker": fundraiser.owner.name},
            paid_at_once=_paid_at_once(fundraiser),
            otherwise=_("What is not used for it goes back to you."),
            listing=fundraiser.listing,
        )

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """It is paid. What was given up while it was being paid goes back at once."""
        self.lock(pk)
        pledge = pledges.alone(pk)
        if hold is None:
            raise ValueError("A pledge is paid into a hold.")
        if pledge.status not in {Status.DRAFT, *Pledge.UNDECIDED} or not _has_room(pledge):
            escrow.refund(hold, by=None, key=f"late:{payment.pk}:{pk}", why=_("It came too late."))
            return
        if pledge.status == Status.DRAFT:
            counting.count(pledge)
        pledge.hold, pledge.collected_at, pledge.failure = hold, clock.now(), ""
        pledge.move_to(Status.COLLECTED, saving=["hold", "collected_at", "failure", "counts", "counted_at"])
        collecting.collected(pledge)
        disbursements.catch_up(pledge)
        pledge_news.paid(pledge)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """A draft waits on; a card that was charged at the end is tried again."""
        collecting.declined(pledges.alone(pk), payment)

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """What left it is read from the hold itself."""

    def ended(self, hold: Hold) -> None:
        """All of it went back: the backer has it again."""
        pledge = Pledge.objects.filter(hold=hold).first()
        if pledge is None or hold.status not in {Hold.Status.REFUNDED, Hold.Status.EXPIRED}:
            return
        pledge = pledges.alone(pledge.pk)
        if pledge.status == Status.COLLECTED:
            pledge.move_to(Status.REFUNDED, why=hold.status)

    def clock(self, hold: Hold) -> Clock | None:
        """Nobody's move: it goes out as the plan of payments says."""
        return None


def _check_is_due(pledge: Pledge) -> None:
    fundraiser = pledge.fundraiser
    if pledge.status == Status.DRAFT and pledge.is_at_once and (fundraiser.is_open or fundraiser.is_late):
        return
    if pledge.status in {Status.ACTIVE, *Pledge.UNDECIDED} and fundraiser.status == Fundraiser.Status.COLLECTING:
        return
    if pledge.status == Status.COLLECTED:
        raise Refused(_("This pledge is paid already."))
    raise Refused(_("This pledge can't be paid any more. Nothing was charged."))


def _has_room(pledge: Pledge) -> bool:
    """Whether it may still count: one that was promised does already."""
    room = pledge.fundraiser.room_minor
    return pledge.counts or room is None or room >= pledge.amount_minor


def _parts(pledge: Pledge) -> tuple[tuple[str, Money], ...]:
    rows = [(f"{line.quantity} × {line.reward.name}", line.price * line.quantity) for line in pledge.lines.all()]
    if pledge.extra_minor:
        rows.append((_("Your own sum on top") if rows else _("Your support"), pledge.extra))
    if pledge.shipping_minor:
        rows.append((_("Shipping"), pledge.shipping))
    return tuple(rows)


def _paid_at_once(fundraiser: Fundraiser) -> str:
    last = max((one.due_on for one in fundraiser.disbursements.all() if one.due_on), default=None)
    if last is None:
        return _("Held in escrow until %(maker)s may have it.") % {"maker": fundraiser.owner.name}
    said = _("Held in escrow and paid out by the steps of the plan, the last in %(month)s.")
    return said % {"month": date_format(last, "F Y")}

"""How pledges are paid: what each costs, and what becomes of it when its money comes, goes out or goes back.

Plugged into `payments.ports.payables`, so that checkout, escrow, refunds and charge-backs know nothing of fundraisers.
Everything here runs in the transaction of the payment or of the act that moves the money.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import (
    collecting,
    counting,
    deliveries,
    extension,
    fundraisers,
    limit_news,
    owing,
    paying_out,
    pledge_news,
    pledges,
    quotes,
    taken_back,
)
from fundraising.models import Fundraiser, Pledge
from marketplace.kit import clock, together
from marketplace.kit.money import Money
from marketplace.kit.refusals import NotAllowed
from payments import escrow
from payments.models import Hold, HoldPart, Payment
from payments.ports import Clock, Paid, Quote

Status = Pledge.Status


class Pledges:
    """A pledge is paid into escrow: at once, or at the end of its fundraiser by the card that was kept."""

    kind = pledges.KIND
    has_hold = True

    def lock(self, pk: UUID) -> None:
        """Hold the pledge; one that is about to count changes the sum of its fundraiser, so that is held before."""
        self.lock_all([pk])

    def lock_all(self, pks: Collection[UUID]) -> None:
        """The same for many: the fundraisers that change, then the pledges."""
        changes = Pledge.objects.filter(pk__in=pks, is_at_once=True, counts=False)
        for fundraiser in Fundraiser.objects.filter(pk__in=changes.values("fundraiser")).order_by("pk"):
            fundraisers.locked(fundraiser)
        list(Pledge.objects.filter(pk__in=pks).locked().values_list("pk"))

    def quote(self, pk: UUID, *, by: User) -> Quote:
        """Its sum. Raises NotAllowed for all but the backer, Refused where it can't be paid (any more)."""
        pledge = Pledge.objects.with_all().prefetch_related("lines__reward").get(pk=pk)
        if not Party.objects.acted_for_by(by).filter(pk=pledge.backer_id).exists():
            raise NotAllowed(_("This is somebody else's pledge."))
        return quotes.of(pledge)

    def settled(self, pk: UUID, *, hold: Hold | None, payment: Payment) -> None:
        """It is paid. What was given up while it was being paid goes back at once."""
        self.settled_all([Paid(pk, hold, payment)])

    def settled_all(self, paid: Sequence[Paid]) -> None:
        """The same for many, which are paid at the same moment."""
        pks = [one.subject for one in paid]
        self.lock_all(pks)
        found = pledges.alone_all(pks)
        taken = [found[one.subject] for one in paid if _take_in(found[one.subject], one)]
        together.move(taken, Status.COLLECTED, saving=["hold", "collected_at", "failure", "counts", "counted_at"])
        collecting.collected(taken)
        paying_out.catch_up(taken)
        for pledge in taken:
            owing.expect_of(pledge)
            pledge_news.paid(pledge)

    def failed(self, pk: UUID, *, payment: Payment) -> None:
        """A draft waits on; a card that was charged at the end is tried again."""
        collecting.declined(pledges.alone(pk), payment)

    def parted(self, hold: Hold, part: HoldPart) -> None:
        """What left it is read from the hold itself."""

    def ended(self, hold: Hold) -> None:
        """All of it went back: the backer has it again. What was paid out before the limit stays paid."""
        pledge = Pledge.objects.filter(hold=hold).first()
        if pledge is None:
            return
        pledge = pledges.alone(pledge.pk)
        if taken_back.follow(pledge) or pledge.status != Status.COLLECTED:
            return
        if pledge.fundraiser.status in paying_out.OPEN and (
            hold.status != Hold.Status.RELEASED or paying_out.is_awaited(pledge.fundraiser)
        ):
            paying_out.look_soon(pledge.fundraiser)
        if _went_back(hold):
            pledge.move_to(Status.REFUNDED, why=hold.status)
            deliveries.give_up(pledge, why=hold.status)

    def nears_limit(self, hold: Hold, left: Money) -> None:
        """The maker hears of all of them at once."""
        limit_news.nears(hold, left)

    def reached_limit(self, hold: Hold, left: Money) -> None:
        """So they do when it has gone back."""
        limit_news.passed(hold, left)

    def clock(self, hold: Hold) -> Clock | None:
        """Nobody's move: it goes out as the plan of payments says."""
        return None


def _take_in(pledge: Pledge, paid: Paid) -> bool:
    """Let its money be in its hold, where it is still wanted; else it goes back. The caller saves and moves it."""
    if paid.hold is None:
        raise ValueError("A pledge is paid into a hold.")
    if pledge.status not in {Status.DRAFT, *Pledge.UNDECIDED} or not _is_wanted(pledge) or not _has_room(pledge):
        escrow.refund(paid.hold, by=None, key=f"late:{paid.payment.pk}:{pledge.pk}", why=_("It came too late."))
        return False
    if pledge.status == Status.DRAFT:
        counting.count(pledge)
        extension.extend(pledge)
    pledge.hold, pledge.collected_at, pledge.failure = paid.hold, clock.now(), ""
    return True


def _is_wanted(pledge: Pledge) -> bool:
    """Whether its fundraiser takes it, and some step of the plan can still be paid with it."""
    takes = {Fundraiser.Status.ONGOING, *Fundraiser.REACHED}
    return pledge.fundraiser.status in takes and not paying_out.pays_nobody(pledge.fundraiser)


def _went_back(hold: Hold) -> bool:
    """Whether nothing of it was ever paid out: one that ends at its limit may have been, in part."""
    if hold.status == Hold.Status.EXPIRED:
        return not hold.parts.filter(kind=HoldPart.Kind.RELEASE).exists()
    return bool(hold.status == Hold.Status.REFUNDED)


def _has_room(pledge: Pledge) -> bool:
    """Whether it may still count: one that was promised does already."""
    room = pledge.fundraiser.room_minor
    return pledge.counts or room is None or room >= pledge.amount_minor

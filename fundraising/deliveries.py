"""What was paid for goes to who paid for it: a delivery for each reward of a pledge, from the answers to the parcel.

    deliveries.ship(fundraiser, [Parcel(number=12, carrier="DHL", tracking="00340…")], by=ada)
    deliveries.receive(delivery, by=ben)
    deliveries.report(delivery, "The spine is broken", by=ben)
    deliveries.send_again(delivery, by=ada)            # or settle(delivery, answer="…", by=ada)

They are made once the fundraiser is funded (fundraising.owing). Locks: the fundraiser, then the deliveries.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import carriers, clocks, delivery_news, fundraisers, paying_out
from fundraising.models import Delivery, Fundraiser, Pledge
from marketplace.kit import clock, timers, together
from marketplace.kit.refusals import NotAllowed, Refused
from portfolios.permits import require_owner

Status, State = Delivery.Status, Fundraiser.Status
MADE = [State.SUCCESSFUL, State.DELIVERING, State.COMPLETED]
BATCH = 1000
TOLD_AT_ONCE = 20  # backers who are told while the maker waits
ASKED = {  # when its backer is asked, and when silence says that it arrived (fundraising.silence)
    clocks.DELIVERY_ASKS: clocks.ASK_ARRIVED,
    clocks.DELIVERY_LAST_CALL: clocks.LAST_CALL,
    clocks.DELIVERY_ARRIVES: clocks.ARRIVED,
}


class NotNow(Refused):
    """This is not possible in the state in which the delivery is."""


@dataclass(frozen=True)
class Parcel:
    """What left: the number of a delivery, who carries it, and how it is followed (both may be empty)."""

    number: int
    carrier: str = ""
    tracking: str = ""


@dataclass(frozen=True)
class Kept:
    """How promises of delivery were kept, in numbers of rewards: what public figures are made of.

    promised: all that were paid for. on_time: those that left by the last day of the month that was promised. late:
    that left after it, or should have left by now. gone_back: that were paid back instead.
    """

    promised: int
    sent: int
    arrived: int
    on_time: int
    late: int
    gone_back: int


@transaction.atomic
def ship(fundraiser: Fundraiser, parcels: Iterable[Parcel], *, by: User) -> int:
    """Say that these have left. All of them, or none; returns how many that changed. Twice changes nothing.

    What left before gets its tracking number anew. Raises NotAllowed, and NotNow with the number of the first that
    can't be sent.
    """
    fundraiser = fundraisers.locked(fundraiser)
    require_owner(fundraiser, by=by)
    wanted = {parcel.number: parcel for parcel in parcels}
    rows = fundraiser.deliveries.filter(number__in=wanted).select_related("line__reward", "line__pledge__backer")
    found = {one.number: one for one in rows.locked()}
    for one in found.values():
        one.fundraiser = fundraiser
    for number in wanted:
        if reason := why_not(found.get(number)):
            raise NotNow(_("Parcel %(number)s: %(reason)s") % {"number": f"{number:04d}", "reason": reason})
    sent = [found[number] for number, parcel in wanted.items() if _is_told_new(found[number], parcel)]
    leaving = [one for one in sent if one.status == Status.TO_SHIP]
    together.save(sent, ["carrier", "tracking", "sent_at"])
    together.move(leaving, Status.SHIPPED, by=by, party=fundraiser.owner)
    _tell(leaving)
    _ask_later(sent)
    if sent and fundraiser.status == State.SUCCESSFUL:
        fundraiser.move_to(State.DELIVERING, by=by, party=fundraiser.owner)
    return len(sent)


@timers.handles(clocks.DELIVERY_TELLS)
def tell_that_it_left(key: str) -> None:
    """One of many that left together. Told twice is told once."""
    rows = Delivery.objects.select_related("fundraiser__listing__owner", "line__reward", "line__pledge__backer")
    delivery = rows.get(pk=key)
    if delivery.is_with_backer:
        delivery_news.sent(delivery)


def why_not(delivery: Delivery | None) -> str:
    """Why this can't be sent, or sent with another tracking number; empty if it can."""
    if delivery is None:
        return _("there is none with this number.")
    if delivery.status == Status.WAITING:
        return _("its backer has not answered the survey.")
    if delivery.status not in {Status.TO_SHIP, Status.SHIPPED, Status.RECEIVED}:
        return _("it is “%(state)s”.") % {"state": delivery.get_status_display()}
    if delivery.line.pledge.status != Pledge.Status.COLLECTED:
        return _("its backer has the money back.")
    return ""


@transaction.atomic
def receive(delivery: Delivery, *, by: User | None) -> Delivery:
    """It has arrived: its backer says so, or (by=None) said nothing for long enough. Twice changes nothing.

    Raises NotAllowed, IllegalMove for one that has not left.
    """
    delivery = locked(delivery)
    if by is not None:
        _permit_backer(delivery, by)
    if delivery.status == Status.RECEIVED:
        return delivery
    _arrived(delivery, by=by)
    return delivery


@transaction.atomic
def report(delivery: Delivery, problem: str, *, by: User) -> Delivery:
    """It did not come, or not as it was promised, or is so in spite of an answer; its maker is told.

    Raises NotAllowed, NotNow.
    """
    delivery = locked(delivery)
    _permit_backer(delivery, by)
    is_still_wrong = delivery.status == Status.PROBLEM and bool(delivery.answer)
    if delivery.status not in {Status.SHIPPED, Status.RECEIVED} and not is_still_wrong:
        raise NotNow(_("It has not left yet, or you have said so already."))
    if delivery.received_at and delivery.received_at + clocks.PROBLEM_FOR < clock.now():
        raise NotNow(_("It arrived more than %(n)d days ago.") % {"n": clocks.PROBLEM_FOR.days})
    forget_clocks(delivery)
    delivery.problem, delivery.problem_at, delivery.answer, delivery.received_at = problem, clock.now(), "", None
    told = ["problem", "problem_at", "answer", "received_at"]
    if is_still_wrong:
        delivery.save(update_fields=told)
    else:
        delivery.move_to(Status.PROBLEM, by=by, why=problem, saving=told)
    delivery_news.problem(delivery)
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, answer: str = "", by: User) -> Delivery:
    """Something was wrong: it goes out once more. Raises NotAllowed, IllegalMove."""
    delivery = locked(delivery)
    require_owner(delivery.fundraiser, by=by)
    forget_clocks(delivery)
    delivery.answer, delivery.again = answer, delivery.again + 1
    delivery.carrier = delivery.tracking = ""
    delivery.move_to(
        Status.TO_SHIP, by=by, party=delivery.fundraiser.owner, why=answer,
        saving=["answer", "again", "carrier", "tracking"],
    )  # fmt: skip
    delivery_news.answered(delivery)
    return delivery


@transaction.atomic
def settle(delivery: Delivery, *, answer: str, by: User) -> Delivery:
    """Answer in words what was wrong; its backer can say that it is still so, and says by silence that it is not.

    Raises NotAllowed, NotNow.
    """
    delivery = locked(delivery)
    require_owner(delivery.fundraiser, by=by)
    if delivery.status != Status.PROBLEM:
        raise NotNow(_("Nothing is wrong with this one any more."))
    delivery.answer = answer
    delivery.save(update_fields=["answer"])
    timers.set(clocks.DELIVERY_LAST_CALL, delivery.pk, clock.now() + clocks.LAST_CALL, by=by)
    timers.set(clocks.DELIVERY_ARRIVES, delivery.pk, clock.now() + clocks.ARRIVED, by=by)
    delivery_news.settled(delivery)
    return delivery


@transaction.atomic
def solved(delivery: Delivery, *, by: User) -> Delivery:
    """Its backer says that all is well now. Raises NotAllowed, IllegalMove."""
    delivery = locked(delivery)
    _permit_backer(delivery, by)
    if delivery.status != Status.RECEIVED:
        _arrived(delivery, by=by)
    return delivery


def give_up(pledge: Pledge, *, why: str) -> None:
    """All of its money went back, so nothing more is sent to its backer. The caller holds the pledge."""
    owed = Delivery.objects.filter(line__pledge=pledge).exclude(status__in=[Status.RECEIVED, Status.REFUNDED])
    for one in owed.locked():
        one.move_to(Status.REFUNDED, why=why)


def forget_clocks(delivery: Delivery) -> None:
    """Nothing more is asked of its backer. The caller holds the delivery."""
    for kind in ASKED:
        timers.cancel(kind, delivery.pk)


def locked(delivery: Delivery) -> Delivery:
    """The delivery under its lock, and before it its fundraiser's."""
    pk = Delivery.objects.values_list("fundraiser_id", flat=True).get(pk=delivery.pk)
    fundraiser = fundraisers.locked(Fundraiser(pk=pk))
    rows = Delivery.objects.select_related("line__reward", "line__pledge__backer")
    found: Delivery = rows.locked().get(pk=delivery.pk)
    found.fundraiser = fundraiser
    return found


def delivered(fundraisers: "QuerySet[Fundraiser]") -> Kept:
    """How the promises of these were kept, in one query."""
    today = clock.today()
    in_time = Q(due_on__isnull=True) | Q(sent_at__date__lte=F("due_on"))
    unsent = Q(status__in=Delivery.UNSENT)
    counts = Delivery.objects.filter(fundraiser__in=fundraisers).aggregate(
        promised=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        arrived=Count("pk", filter=Q(status=Status.RECEIVED)),
        on_time=Count("pk", filter=Q(sent_at__isnull=False) & in_time),
        late=Count("pk", filter=Q(sent_at__date__gt=F("due_on")) | unsent & Q(sent_at=None, due_on__lt=today)),
        gone_back=Count("pk", filter=Q(status=Status.REFUNDED)),
    )
    return Kept(**counts)


def _is_told_new(delivery: Delivery, parcel: Parcel) -> bool:
    """Write down in memory who carries it; whether that is new."""
    said = carriers.known_as(parcel.carrier), parcel.tracking.strip()
    if delivery.status != Status.TO_SHIP and said in {(delivery.carrier, delivery.tracking), ("", "")}:
        return False
    delivery.carrier, delivery.tracking = said
    delivery.sent_at = delivery.sent_at or clock.now()
    return True


def _tell(leaving: list[Delivery]) -> None:
    """A few backers are told at once; of many each by a timer, so that telling thousands holds no lock."""
    if len(leaving) > TOLD_AT_ONCE:
        timers.ensure(clocks.DELIVERY_TELLS, {str(one.pk): clock.now() for one in leaving})
        return
    for one in leaving:
        delivery_news.sent(one)


def _ask_later(sent: list[Delivery]) -> None:
    """When each backer is asked, and when silence says that it arrived."""
    away = [str(one.pk) for one in sent if one.status == Status.SHIPPED]
    for kind, after in ASKED.items():
        timers.ensure(kind, dict.fromkeys(away, clock.now() + after))


def _arrived(delivery: Delivery, *, by: User | None) -> None:
    forget_clocks(delivery)
    delivery.received_at = clock.now()
    delivery.move_to(Status.RECEIVED, by=by, why="" if by else "silence", saving=["received_at"])
    paying_out.end_with_the_last(delivery.fundraiser)


def _permit_backer(delivery: Delivery, by: User) -> None:
    if not Party.objects.acted_for_by(by).filter(pk=delivery.line.pledge.backer_id).exists():
        raise NotAllowed(_("This belongs to somebody else."))


def numbers_of(rows: "QuerySet[Delivery]") -> Iterator[int]:
    """The numbers of these, for an act on all of them."""
    return rows.values_list("number", flat=True).iterator(chunk_size=BATCH)

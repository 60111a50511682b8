"""Charging the cards of a fundraiser that reached its goal: each at most once, whoever dies meanwhile.

A card that is declined is tried again after two, four and six days; one whose bank asks for its owner waits for them.
After seven days what is not paid is dropped. Each pledge has one timer, which says when it is looked at next; the
payment itself has its row before the gateway is called (payments.charges), so that a kill at any moment charges nobody
twice. First charges go by the hundred (`charge_together`), all others one by one.

Locks: the checkout, then the pledge, its hold and the payment. Never the fundraiser, so that charges go side by side.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import clocks, fundraiser_news, fundraisers, owing, paying_out, pledge_news, pledges, quotes
from fundraising.models import Fundraiser, Pledge, Settlement
from marketplace.kit import clock, timers, together
from marketplace.kit.refusals import Refused
from payments import charges, checkouts, first_charges
from payments.first_charges import Due
from payments.models import Checkout, Payment
from social import notices

Status = Pledge.Status
NO_CARD = "no_card"


@timers.handles(clocks.CHARGE)
def charge(key: str) -> None:
    """Charge this pledge's card, or end what waited too long. Where nothing is left to do, nothing is done."""
    pledge = Pledge.objects.with_all().get(pk=key)
    decision = Settlement.objects.get(fundraiser=pledge.fundraiser_id)
    if pledge.status not in {Status.ACTIVE, *Pledge.UNDECIDED}:
        return
    if decision.collected_by is None or decision.collected_by <= clock.now():
        drop(pledge.pk)
        return
    timers.set(clocks.CHARGE, pledge.pk, _next_look(decision))
    if pledge.status in {Status.ACTIVE, Status.RETRYING}:
        _charge(pledge)


@timers.handles_together(clocks.CHARGE)
def charge_together(keys: Sequence[str]) -> list[str]:
    """Begin the first charges of many pledges; returns those of which it could. `charge` begins the others."""
    first = _first_charges(list(map(UUID, keys)))
    first_charges.begin(
        [Due(quotes.of(pledge), pledge.by, pledge.method) for pledge in first if pledge.by and pledge.method]
    )
    for pledge in first:
        pledge.attempts += 1
    timers.set_many(clocks.CHARGE, {str(pledge.pk): _next_look(pledge.fundraiser.decision) for pledge in first})
    together.move(first, Status.CHARGING, saving=["attempts"])
    return [str(pledge.pk) for pledge in first]


def collected(taken: Sequence[Pledge]) -> None:
    """Their money is here: there is nothing more to look at. The caller holds their locks."""
    timers.cancel_many(clocks.CHARGE, [str(pledge.pk) for pledge in taken])


def declined(pledge: Pledge, payment: Payment) -> None:
    """The bank said no: it is tried again at its next day, and its owner can pay at once. The caller holds its lock."""
    if pledge.status not in Pledge.UNDECIDED:
        return
    pledge.failure = payment.failure[:60]
    if pledge.status == Status.RETRYING:
        pledge.save(update_fields=["failure"])
    else:
        pledge.move_to(Status.RETRYING, why=payment.failure, saving=["failure"])


def waits(payment: Payment) -> None:
    """The bank asks for the card's owner while they are away. Plugged into `tidings.action_needed`."""
    for pk in payment.checkout.lines.filter(kind=pledges.KIND).values_list("subject", flat=True):
        pledge = pledges.alone(pk)
        if pledge.status in {Status.CHARGING, Status.RETRYING}:
            pledge.move_to(Status.ACTION_NEEDED, why=payment.failure)


def drop(pk: UUID) -> None:
    """Seven days were not enough. It stays part of the sum on which was decided; nothing is taken any more."""
    going_on = payment_of(pk)
    if going_on:
        charges.call_off(going_on)
    pledge = pledges.alone(pk)
    if pledge.status == Status.ACTIVE:
        pledge.move_to(Status.CHARGING)
    if pledge.status in Pledge.UNDECIDED:
        pledge.move_to(Status.DROPPED, why=pledge.failure)
        pledge_news.dropped(pledge)


@timers.handles(clocks.CHARGES_END)
def look_whether_all_have_ended(key: str) -> None:
    """When the last charge has had its end, so has the collecting."""
    fundraiser = fundraisers.locked(Fundraiser(pk=UUID(key)))
    decision = Settlement.objects.get(fundraiser=fundraiser)
    if fundraiser.status != Fundraiser.Status.COLLECTING:
        return
    if fundraiser.pledges.filter(status__in=[Status.ACTIVE, *Pledge.UNDECIDED], is_at_once=False).exists():
        timers.set(clocks.CHARGES_END, key, clock.now() + clocks.LOOK_AGAIN)
        return
    Settlement.objects.filter(pk=decision.pk).update(closed_at=clock.now())
    fundraiser.move_to(Fundraiser.Status.SUCCESSFUL, why="all charges ended")
    owing.expect(fundraiser)
    paying_out.look_soon(fundraiser)
    timers.set(clocks.FACE, fundraiser.pk, clock.now())
    fundraiser_news.collected(fundraiser)


def _first_charges(pks: list[UUID]) -> list[Pledge]:
    """Those, under their locks, that were promised by the person who pays, with a card, and never begun to be paid."""
    found = pledges.alone_all(Pledge.objects.filter(pk__in=pks).values_list("pk", flat=True))
    new = first_charges.new_ones(pledges.KIND, found)
    prefetch_related_objects(list(found.values()), "lines__reward", "fundraiser__decision", "fundraiser__disbursements")
    return [pledge for pk, pledge in found.items() if pk in new and _is_usual(pledge)]


def _is_usual(pledge: Pledge) -> bool:
    by, method, fundraiser = pledge.by, pledge.method, pledge.fundraiser
    is_in_time = fundraiser.decision.collected_by is not None and fundraiser.decision.collected_by > clock.now()
    return bool(
        pledge.status == Status.ACTIVE
        and is_in_time
        and fundraiser.status == Fundraiser.Status.COLLECTING
        and by
        and by.pk == pledge.backer.user_id
        and method
        and method.party_id == pledge.backer_id
        and method.removed_at is None
    )


def _next_look(decision: Settlement) -> datetime:
    """The next day of a try, or the end."""
    assert decision.collected_by is not None
    tries = (decision.at + after for after in clocks.RETRIES)
    return min((at for at in tries if at > clock.now()), default=decision.collected_by)


def _charge(pledge: Pledge) -> None:
    """Its checkout, the payment of it, and the move, in one transaction; a worker makes the call."""
    by = _who_pays(pledge)
    if pledge.method is None or pledge.method.removed_at or by is None:
        _without_card(pledge)
        return
    try:
        checkout = checkouts.open([(pledges.KIND, pledge.pk)], by=by, currency=pledge.currency)
        charges.begin(checkout, by=None, method=pledge.method, off_session=True)
    except Refused:  # the backer pays it themselves at this moment
        return
    pledge = pledges.alone(pledge.pk)
    if pledge.status in {Status.ACTIVE, Status.RETRYING}:
        pledge.attempts += 1
        pledge.move_to(Status.CHARGING, saving=["attempts"])


def _who_pays(pledge: Pledge) -> User | None:
    """Who promised it; where they do not act for the backer any more, somebody who does. A company's promise stays."""
    acting = Party.objects.filter(pk=pledge.backer_id)
    if pledge.by and acting.acted_for_by(pledge.by).exists():
        return pledge.by
    return next((one for one in notices.people_behind(pledge.backer) if acting.acted_for_by(one).exists()), None)


def _without_card(pledge: Pledge) -> None:
    pledge = pledges.alone(pledge.pk)
    if pledge.status == Status.ACTIVE:
        pledge.move_to(Status.CHARGING)
        pledge.failure = NO_CARD
        pledge.move_to(Status.RETRYING, why=_("no card"), saving=["failure"])
        pledge_news.without_card(pledge)


def payment_of(pk: UUID) -> Payment | None:
    """The payment for this pledge that has not ended, if there is one."""
    paying = Checkout.objects.filter(status=Checkout.Status.PAYING, lines__kind=pledges.KIND, lines__subject=pk)
    return Payment.objects.filter(checkout__in=paying, status__in=Payment.LIVE).first()

"""The money of one reward back: asked for by its backer where it is late or something is wrong, within a rule.

    asked = reward_refunds.ask(delivery, why="Eight months late", by=ben)
    reward_refunds.grant(asked, by=ada)                     # or refuse(asked, why="…", by=ada); silence grants it

What can come back is what still lies in escrow for this pledge: what was paid out by the plan of payments, about which
backers had their say, is with the maker. Locks: the fundraiser, the pledge, the delivery, then the hold.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import clocks, deliveries, delivery_news, fundraisers, pledges
from fundraising.models import Delivery, Fundraiser, Pledge, RewardRefund
from marketplace.kit import clock, timers
from marketplace.kit.models import Move
from marketplace.kit.money import Money, from_minor, to_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import escrow
from portfolios.permits import require_owner

Status = RewardRefund.Status
MOST_REFUSALS = 2  # without a new parcel: else one request follows another until an answer is forgotten once


class NotNow(Refused):
    """No money can be asked back, or its request is answered already."""


@transaction.atomic
def ask(delivery: Delivery, *, why: str, by: User) -> RewardRefund:
    """Ask for it. Twice is once. Raises NotAllowed for all but its backer, NotNow where the rule gives nothing."""
    delivery = deliveries.locked(delivery)
    if not Party.objects.acted_for_by(by).filter(pk=delivery.line.pledge.backer_id).exists():
        raise NotAllowed(_("This belongs to somebody else."))
    if open_one := delivery.refunds.filter(status=Status.OPEN).first():
        return open_one
    if reason := why_not(delivery):
        raise NotNow(reason)
    asked = RewardRefund.objects.create(delivery=delivery, why=why, by=by, answer_by=clock.now() + clocks.REFUND_ANSWER)
    timers.set(clocks.REWARD_REFUND_SILENCE, asked.pk, asked.answer_by, by=by)
    delivery_news.refund_asked(asked)
    return asked


@transaction.atomic
def grant(asked: RewardRefund, *, by: User | None) -> RewardRefund:
    """Send it back; nothing more is owed to its backer for this reward. by=None: silence does.

    Twice changes nothing. Raises NotAllowed, NotNow, escrow.Frozen.
    """
    asked = _locked(asked)
    if by is not None:
        require_owner(asked.delivery.fundraiser, by=by)
    if asked.status == Status.GRANTED:
        return asked
    pledge = pledges.alone(asked.pledge.pk)
    amount = _left(asked.delivery, pledge)
    if asked.status != Status.OPEN or not amount.amount or pledge.hold is None:
        raise NotNow(_("This was answered already, or nothing of it is left in escrow."))
    asked.amount_minor = to_minor(amount)
    asked.move_to(Status.GRANTED, by=by, why="" if by else "silence", saving=["amount_minor"])
    asked.delivery.move_to(Delivery.Status.REFUNDED, by=by, why="money back")
    _forget_clocks(asked)
    escrow.refund(pledge.hold, amount=amount, by=by, key=f"reward:{asked.pk}", why=asked.delivery.line.reward.name)
    delivery_news.refund_ended(asked)
    return asked


@transaction.atomic
def refuse(asked: RewardRefund, *, why: str, by: User) -> RewardRefund:
    """Say why not. Raises NotAllowed, IllegalMove."""
    asked = _locked(asked)
    require_owner(asked.delivery.fundraiser, by=by)
    asked.answer = why
    asked.move_to(Status.REFUSED, by=by, party=asked.delivery.fundraiser.owner, why=why, saving=["answer"])
    timers.cancel(clocks.REWARD_REFUND_SILENCE, asked.pk)
    delivery_news.refund_ended(asked)
    return asked


@transaction.atomic
def withdraw(asked: RewardRefund, *, by: User) -> RewardRefund:
    """Take the wish back. Twice changes nothing. Raises NotAllowed, IllegalMove."""
    asked = _locked(asked)
    if not Party.objects.acted_for_by(by).filter(pk=asked.pledge.backer_id).exists():
        raise NotAllowed(_("This belongs to somebody else."))
    if asked.status == Status.WITHDRAWN:
        return asked
    timers.cancel(clocks.REWARD_REFUND_SILENCE, asked.pk)
    return asked.move_to(Status.WITHDRAWN, by=by, party=asked.pledge.backer)


@timers.handles(clocks.REWARD_REFUND_SILENCE)
def grant_by_silence(key: str) -> None:
    """Seven days without an answer. What has left or arrived meanwhile, or has no money left, is not paid back."""
    asked = _locked(RewardRefund(pk=UUID(key)))
    if asked.status != Status.OPEN:
        return
    if why_not(asked.delivery):
        asked.move_to(Status.WITHDRAWN, why="no longer due")
        return
    grant(asked, by=None)


def why_not(delivery: Delivery) -> str:
    """Why no money can be asked back for this one; empty if it can: late, or wrong, not refused twice, and some of it
    still in escrow."""
    if not delivery.is_wrong and not delivery.is_overdue:
        return _("Money can be asked back for what is late or wrong.")
    if _is_refused_for_good(delivery):
        return _("The maker has refused this twice. You can ask again once the reward has been sent anew.")
    if not worth(delivery).amount:
        return _("All that you paid has gone to the maker by the plan of payments, so nothing is left in escrow.")
    return ""


def worth(delivery: Delivery) -> Money:
    """What would come back now: its price, with the postage where nothing else of the pledge is posted; at most what is
    left in escrow."""
    return _left(delivery, Pledge.objects.select_related("hold").get(pk=delivery.line.pledge_id))


def _is_refused_for_good(delivery: Delivery) -> bool:
    """Refused twice since it last left; what is sent anew can be wrong anew."""
    refused = [one for one in delivery.refunds.all() if one.status == Status.REFUSED]
    if len(refused) < MOST_REFUSALS:
        return False
    left = Move.objects.filter(subject_id=delivery.pk, new=Delivery.Status.SHIPPED).aggregate(at=Max("at"))["at"]
    return sum(left is None or one.asked_at >= left for one in refused) >= MOST_REFUSALS


def _left(delivery: Delivery, pledge: Pledge) -> Money:
    hold, nothing = pledge.hold, Money(0, pledge.currency)
    if hold is None or not hold.has_money or pledge.status != Pledge.Status.COLLECTED:
        return nothing
    others = pledge.lines.exclude(pk=delivery.line_id).exclude(reward__ships="none")
    others = others.exclude(delivery__status=Delivery.Status.REFUNDED)
    minor = delivery.line.price_minor * delivery.line.quantity
    if delivery.is_posted and not others.exists():
        minor += pledge.shipping_minor
    return min(from_minor(minor, pledge.currency), escrow.left_in(hold))


def _locked(asked: RewardRefund) -> RewardRefund:
    """The request under its lock, and before it its fundraiser's, its pledge's and its delivery's."""
    of = RewardRefund.objects.values_list("delivery_id", "delivery__line__pledge_id", "delivery__fundraiser_id")
    pk, pledge, fundraiser = of.get(pk=asked.pk)
    fundraisers.locked(Fundraiser(pk=fundraiser))
    pledges.alone(pledge)
    delivery = deliveries.locked(Delivery(pk=pk))
    found: RewardRefund = RewardRefund.objects.locked().get(pk=asked.pk)
    found.delivery = delivery
    return found


def _forget_clocks(asked: RewardRefund) -> None:
    timers.cancel(clocks.REWARD_REFUND_SILENCE, asked.pk)
    deliveries.forget_clocks(asked.delivery)

"""What the two would settle for: each may offer a split at any time, and what the other accepts is done at once.

Reads as `offers.accept(offer, by=cleo)`. What one asks for when opening or answering is its first offer.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock
from marketplace.kit.models import IllegalMove
from marketplace.kit.money import Money
from payments import retries
from projects import deals
from projects.disputes import dispute_news, ends, log, sums
from projects.disputes.log import Evidence
from projects.models import Dispute, DisputeEvent, DisputeOffer, Role, Side

Status, Kind = DisputeOffer.Status, DisputeEvent.Kind
MOST = 30  # of one side


class Stale(Refused):
    """What was offered is not what lies there any more."""


@retries.atomic
def offer(dispute: Dispute, *, to_freelancer: Money, why: str = "", by: User) -> DisputeOffer:
    """Offer to settle it so. It replaces what the same side offered before, and stands until the dispute is over.

    to_freelancer: in the contract's currency, of what is at stake; the rest goes back. Raises NotAllowed, Refused.
    """
    dispute = deals.with_dispute(dispute)
    side = deals.permit(dispute.contract, by)
    if not dispute.takes_offers:
        raise Refused(_("It can be settled by an offer once the other side has answered, and until it is over."))
    made = put(dispute, Role(side), to_freelancer, why=why, by=by)
    log.note(dispute, Kind.OFFER, role=Role(side), by=by, shown=Evidence(why), offer=made)
    deals.stir(dispute.contract)
    dispute_news.offered(made, to=side.other, by=by)
    return made


@retries.atomic
def accept(offer: DisputeOffer, *, by: User) -> Dispute:
    """Agree to what the other side offers: the money is divided at once, for good. Twice is once.

    Raises NotAllowed, IllegalMove for one that is not open any more, Stale where something else is at stake by now.
    """
    dispute = deals.with_dispute(offer.dispute_id)
    side = deals.permit(dispute.contract, by)
    offer = _of_the_other(offer, dispute, side)
    if offer.status == Status.ACCEPTED:
        return dispute
    if not offer.is_open or not dispute.is_live:
        raise IllegalMove(_("This offer is not open any more. Look at the dispute again."))
    if sums.stake(dispute) != offer.of:
        raise Stale(_("What is at stake has changed since this was offered. Make an offer of what is there now."))
    offer.move_to(Status.ACCEPTED, by=by, party=dispute.contract.party(side))
    log.note(dispute, Kind.ACCEPTED, role=Role(side), by=by, offer=offer)
    return ends.settle(dispute, offer.to_freelancer, how=Dispute.How.AGREED, by=by)


@retries.atomic
def decline(offer: DisputeOffer, *, why: str = "", by: User) -> DisputeOffer:
    """Say no to it, and why. Raises NotAllowed, IllegalMove, Refused for what an opened dispute asks for: answer it."""
    dispute = deals.with_dispute(offer.dispute_id)
    side = deals.permit(dispute.contract, by)
    offer = _of_the_other(offer, dispute, side)
    if dispute.status == Dispute.Status.OPEN:
        raise Refused(_("Answer the dispute and say what you would settle for instead."))
    offer.move_to(Status.DECLINED, by=by, party=dispute.contract.party(side), why=why)
    log.note(dispute, Kind.DECLINED, role=Role(side), by=by, shown=Evidence(why), offer=offer)
    dispute_news.declined(offer, to=side.other, by=by)
    return offer


def put(dispute: Dispute, role: Role, to_freelancer: Money, *, why: str, by: User) -> DisputeOffer:
    """Write it down in place of the same one's earlier offer. The caller holds the dispute's lock. Raises Refused."""
    at_stake = sums.stake(dispute)
    if to_freelancer.currency != at_stake.currency or not 0 <= to_freelancer.amount <= at_stake.amount:
        raise Refused(_("Choose a sum between nothing and all that is at stake."))
    if dispute.offers.filter(made_by=role).count() >= MOST:
        raise Refused(_("You have made %(n)d offers already. Answer the one of the other side.") % {"n": MOST})
    for earlier in dispute.offers.filter(made_by=role, status=Status.OPEN).locked():
        earlier.move_to(Status.REPLACED, by=by)
    made = DisputeOffer(dispute=dispute, made_by=role, by=by, at=clock.now(), why=why)
    made.to_freelancer, made.of = to_freelancer, at_stake
    made.save(force_insert=True)
    return made


def _of_the_other(offer: DisputeOffer, dispute: Dispute, side: Side) -> DisputeOffer:
    """The offer under its lock, if it is the other side's to make."""
    offer = DisputeOffer.objects.locked().get(pk=offer.pk)
    offer.dispute = dispute
    if offer.made_by != side.other:
        raise Refused(_("Only the other side can answer this."))
    return offer

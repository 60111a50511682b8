"""An arbiter from outside decides, where the contract names one: the halves of the fee, the case, the award.

Reads as `arbitration.award(dispute, to_freelancer=…, statement="…", by=iris)`. Named in the contract before there was
anything to dispute (arbiters.py says who can be); mediation comes first, and where an arbitration comes to
nothing our staff decide as they would have without it.
"""

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, judging
from marketplace.kit.money import Money
from payments import escrow, retries
from payments.models import Hold, Payment
from projects import deals
from projects.disputes import arbiters, arbitration_fees, dispute_clock, dispute_news, ends, log, sums
from projects.disputes.log import Evidence
from projects.models import ArbitrationFee, Dispute, DisputeEvent, Role, Stage

Status, Kind, FEE = Dispute.Status, DisputeEvent.Kind, ArbitrationFee.Status


def is_agreed(dispute: Dispute) -> bool:
    """Whether the contract names an arbiter who can still decide it: listed, and bound by neither side by now."""
    arbiter, contract = dispute.contract.arbiter, dispute.contract
    if arbiter is None or dispute.is_small or not arbiter.is_listed:
        return False
    return arbiters.are_independent(arbiter, [contract.client, contract.freelancer])


def begin(dispute: Dispute) -> None:
    """Mediation has failed: both are asked for their half of the fee. The caller holds the lock."""
    dispute.arbiter, dispute.arbitration_at = dispute.contract.arbiter, clock.now()
    dispute.move_to(Status.ARBITRATION, saving=["arbiter", "arbitration_at"])
    log.note(dispute, Kind.ARBITRATION)
    arbitration_fees.ask(dispute)
    dispute_clock.wind(dispute)
    dispute_news.arbitration(dispute)


def paid(fee: ArbitrationFee, *, hold: Hold, payment: Payment) -> None:
    """A half of the fee is in escrow. With the second the arbiter takes the case. One that came too late goes back.

    In the payment's own transaction; the caller holds the lock of the deal.
    """
    dispute = deals.with_dispute(fee.dispute_id)
    fee = ArbitrationFee.objects.locked().get(pk=fee.pk)
    if fee.status != FEE.OPEN or dispute.stage != Stage.FEES:
        why = _("The arbitration was not waiting for it any more.")
        escrow.refund(hold, by=None, key=f"late:{payment.pk}:{fee.pk}", why=why)
        return
    fee.hold = hold
    fee.move_to(FEE.PAID, party=dispute.contract.party(fee.side), saving=["hold"])
    log.note(dispute, Kind.FEE_PAID, role=Role(fee.side))
    if arbitration_fees.are_paid(dispute):
        dispute.taken_at = clock.now()
        dispute.save(update_fields=["taken_at"])
        dispute_clock.wind(dispute)
        dispute_news.taken(dispute)


@retries.atomic
@judging.judgement
def award(dispute: Dispute, *, to_freelancer: Money, why: str, by: User) -> Dispute:
    """The arbiter decides for both, with reasons that both read. It is final; the fee is the arbiter's.

    Raises NotAllowed for everybody else, Refused where it is not for them to decide now, Frozen while a bank takes the
    payment back.
    """
    dispute = deals.with_dispute(dispute)
    if dispute.arbiter is None or not Party.objects.acted_for_by(by).filter(pk=dispute.arbiter.party_id).exists():
        raise NotAllowed(_("Only the arbiter can do this."))
    if dispute.stage != Stage.AWARD:
        raise Refused(_("This is not for you to decide now."))
    if not 0 <= to_freelancer.amount <= sums.stake(dispute).amount:
        raise Refused(_("Choose a sum between nothing and all that is at stake."))
    log.note(dispute, Kind.DECIDED, role=Role.ARBITER, by=by, shown=Evidence(why))
    return ends.settle(dispute, to_freelancer, how=Dispute.How.ARBITER, by=by)


def fail(dispute: Dispute) -> None:
    """A half was not paid in time, or the arbiter did not decide: whoever paid has it back. The caller holds the lock
    and lets staff decide."""
    arbitration_fees.finish(dispute, is_earned=False, by=None)
    log.note(dispute, Kind.NOT_TAKEN)

"""The arbiter's fee: each side pays half into escrow before the case is taken; nobody pays the other's.

Once both have paid, the arbiter is at work and earns it, also where the two then settle between themselves. Where the
case is not taken, or the arbiter lets the time pass, both have their half back. The caller holds the dispute's lock.
"""

from accounts.models import User
from payments import escrow
from payments.splitting import split
from projects.models import ArbitrationFee, Dispute, Side

Status = ArbitrationFee.Status


def ask(dispute: Dispute) -> None:
    """Ask each side for its half of what was agreed in the contract; of an odd cent, the client pays it."""
    fee = dispute.contract.arbiter_fee
    assert fee is not None  # a contract that names an arbiter names the fee (contract_arbiter_has_a_fee)
    for side, half in zip(Side, split(fee, [1, 1]), strict=True):
        one = ArbitrationFee(dispute=dispute, side=side)
        one.amount = half
        one.save(force_insert=True)


def are_paid(dispute: Dispute) -> bool:
    """Whether both halves are in escrow."""
    return dispute.fees.filter(status=Status.PAID).count() == len(Side)


def finish(dispute: Dispute, *, is_earned: bool, by: User | None) -> None:
    """What is in escrow goes to the arbiter or back; what is not paid is no longer asked for. Twice changes nothing."""
    for fee in dispute.fees.filter(status__in=[Status.OPEN, Status.PAID]).select_related("hold").locked():
        if fee.status == Status.OPEN or fee.hold is None:
            fee.move_to(Status.LAPSED, by=by)
        elif is_earned:
            fee.move_to(Status.EARNED, by=by)
            escrow.release(fee.hold, by=by, key=f"arbitration:{fee.pk}")
        else:
            fee.move_to(Status.RETURNED, by=by)
            escrow.refund(fee.hold, by=by, key=f"arbitration:{fee.pk}", why="The arbitration came to nothing.")

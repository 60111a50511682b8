"""What happens by itself to contracts and milestones when its time has come. Each act looks again at its clock."""

from uuid import UUID

from marketplace.kit import timers
from projects import amendments, clocks, contracts, dormancy, milestones, pauses, refund_requests
from projects.models import Contract, Milestone, RefundRequest


@timers.handles(clocks.OFFER_LAPSES)
def lapse_offer(key: str) -> None:
    """An offer that was not signed by both."""
    if contract := _contract(key):
        contracts.lapse(contract)


@timers.handles(clocks.AMENDMENT_LAPSES)
def lapse_amendment(key: str) -> None:
    """A change that was not signed by both."""
    if contract := _contract(key):
        amendments.lapse(contract)


@timers.handles(clocks.RELEASE)
def release(key: str) -> None:
    """A submission that the client did not answer."""
    if milestone := _milestone(key):
        milestones.release_by_itself(milestone)


@timers.handles(clocks.RELEASE_REMINDER)
def remind(key: str, *, days: int) -> None:
    """A submission that is about to be released by itself."""
    if milestone := _milestone(key):
        milestones.remind(milestone, days=days)


@timers.handles(clocks.REFUND)
def refund(key: str) -> None:
    """A wish for money back that the freelancer did not answer."""
    request = RefundRequest.objects.select_related("milestone").filter(pk=UUID(key)).first()
    if request:
        refund_requests.lapse(request)


@timers.handles(clocks.RESUMPTION)
def resume(key: str) -> None:
    """The end of a pause."""
    if contract := _contract(key):
        pauses.resume_by_itself(contract)


@timers.handles(clocks.DORMANCY)
def go_quiet(key: str, *, step: int) -> None:
    """The next step of a contract that nobody touches."""
    if contract := _contract(key):
        dormancy.step(contract, step=step)


def _contract(key: str) -> Contract | None:
    found: Contract | None = Contract.objects.filter(pk=UUID(key)).first()
    return found


def _milestone(key: str) -> Milestone | None:
    found: Milestone | None = Milestone.objects.filter(pk=UUID(key)).first()
    return found

"""What the work floor tells of a contract for reviews and scores (social.reputation.facts), in the act's transaction.

    deal_facts.released(milestone, part, by=by)      # money went to the freelancer
    deal_facts.returned(milestone, part, was_begun=True)
    deal_facts.settled(contract, key=dispute.pk, to_freelancer=…, to_client=…)
    deal_facts.ended(contract)

Sums are told in euro cents at the latest reference rate, because deals in all currencies weigh on one scale.
"""

from datetime import timedelta
from uuid import UUID

from accounts.models import User
from marketplace.catalog.rates import in_euro_cents
from marketplace.kit.money import Money, to_minor
from payments import conversions, rates
from payments.models import Hold, HoldPart
from payments.rates import EURO, NoRate
from projects.models import Contract, Milestone, MilestonePart, Submission
from social.models import Deal, Fact
from social.reputation import facts
from social.reputation.facts import About


def released(milestone: Milestone, part: HoldPart, *, by: User | None) -> None:
    """Its money went to the freelancer. by: None for the clock, which releases what the client did not answer."""
    facts.record(
        Fact.Kind.RELEASED, key=f"part:{part.pk}", deal=about(milestone.contract), cents=in_cents(part.gross),
        late_days=days_late(milestone), by_itself=by is None,
    )  # fmt: skip


def returned(milestone: Milestone, part: HoldPart, *, was_begun: bool) -> None:
    """Its money went back to the client without a dispute. What was never begun counts for nobody."""
    facts.record(
        Fact.Kind.RETURNED, key=f"part:{part.pk}", deal=about(milestone.contract), cents=in_cents(part.gross),
        was_begun=was_begun,
    )  # fmt: skip


def ended_elsewhere(milestone: Milestone, hold: Hold) -> None:
    """The clock of the gateway, a bank or staff ended it: neither side did. A division counts as a dispute's end."""
    parts = [one.part for one in MilestonePart.objects.filter(milestone=milestone).select_related("part")]
    nothing = Money(0, milestone.contract.currency)
    gone = sum((part.gross for part in parts if part.kind == HoldPart.Kind.RELEASE), nothing)
    back = sum((part.gross for part in parts if part.kind == HoldPart.Kind.REFUND), nothing)
    if gone.amount and back.amount:
        settled(milestone.contract, key=hold.pk, to_freelancer=gone, to_client=back)
    elif gone.amount:
        paid(milestone.contract, key=hold.pk, amount=gone)


def paid(contract: Contract, *, key: UUID | str, amount: Money) -> None:
    """Money went to the freelancer for work that has no day on which it is due: a week of hours."""
    facts.record(
        Fact.Kind.RELEASED, key=f"paid:{key}"[:120], deal=about(contract), cents=in_cents(amount), late_days=0,
        by_itself=False,
    )  # fmt: skip


def settled(contract: Contract, *, key: UUID | str, to_freelancer: Money, to_client: Money) -> None:
    """A dispute came to its end, and the disputed sum went these two ways. key: the dispute's."""
    facts.record(
        Fact.Kind.SETTLED, key=f"dispute:{key}"[:120], deal=about(contract), to_freelancer=in_cents(to_freelancer),
        to_client=in_cents(to_client),
    )  # fmt: skip


def ended(contract: Contract) -> None:
    """It is over; `contract.ended_how` says how."""
    facts.record(
        Fact.Kind.ENDED, key=f"contract:{contract.pk}:ended", deal=about(contract), at=contract.ended_at,
        how=contract.ended_how,
    )  # fmt: skip


def of(contract: Contract) -> Deal | None:
    """The deal that reviews of this contract stand on; None before anything was told of it."""
    found: Deal | None = Deal.objects.with_sides().filter(kind=Deal.Kind.CONTRACT, key=contract.pk).first()
    return found


def about(contract: Contract) -> About:
    """The contract as reviews and scores name it."""
    return About(
        kind=Deal.Kind.CONTRACT,
        key=contract.pk,
        title=contract.title,
        url=contract.get_absolute_url(),
        client=contract.client,
        freelancer=contract.freelancer,
        listing=contract.project.listing,
        is_public=contract.project.listing.published_at is not None and not contract.project.is_invited_only,
    )


def days_late(milestone: Milestone) -> int:
    """How many days after the agreed one it was first handed in; 0 where on time, or where no day was agreed.

    The rest of a milestone that was released in part had its day before, so it is not late once more.
    """
    if milestone.due_on is None or milestone.rest_of_id:
        return 0
    first = Submission.objects.filter(milestone=milestone, number=1).values_list("at", flat=True).first()
    return max(0, (first.date() - milestone.due_on) // timedelta(days=1)) if first else 0


def in_cents(amount: Money) -> int:
    """In euro cents, by the central bank's latest rate; by a rough one where it states none."""
    code = amount.currency.code
    if code == EURO:
        return to_minor(amount)
    try:
        return to_minor(conversions.convert(amount, EURO, rates.latest().between(code, EURO).rate))
    except NoRate:
        return in_euro_cents(to_minor(amount), code) or 0

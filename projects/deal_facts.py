"""What the work floor tells of a contract for reviews and scores (social.reputation.facts), in the act's transaction.

    deal_facts.released(milestone, parts, by=by)     # money went to who worked
    deal_facts.returned(milestone, parts, was_begun=True)
    deal_facts.settled(contract, key=dispute.pk, to_freelancer=…, to_client=…)
    deal_facts.ended(contract)

Everybody of a team has a deal of their own with the client, which counts their own share.
Sums are told in euro cents at the latest reference rate, because deals in all currencies weigh on one scale.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from accounts.models import Party, User
from marketplace.catalog.rates import in_euro_cents
from marketplace.kit.money import Money, to_minor
from payments import conversions, rates
from payments.models import Hold, HoldPart
from payments.rates import EURO, NoRate
from projects import members
from projects.models import Contract, Milestone, MilestonePart, Submission
from social.models import Deal, Fact
from social.reputation import facts
from social.reputation.facts import About


def released(milestone: Milestone, parts: Sequence[HoldPart], *, by: User | None) -> None:
    """Its money went to who worked. by: None for the clock, which releases what the client did not answer."""
    for part in parts:
        facts.record(
            Fact.Kind.RELEASED, key=f"part:{part.pk}", deal=about(milestone.contract, part.hold.payee),
            cents=in_cents(part.gross), late_days=days_late(milestone), by_itself=by is None,
        )  # fmt: skip


def returned(milestone: Milestone, parts: Sequence[HoldPart], *, was_begun: bool) -> None:
    """Its money went back to the client without a dispute. What was never begun counts for nobody."""
    for part in parts:
        facts.record(
            Fact.Kind.RETURNED, key=f"part:{part.pk}", deal=about(milestone.contract, part.hold.payee),
            cents=in_cents(part.gross), was_begun=was_begun,
        )  # fmt: skip


def ended_elsewhere(milestone: Milestone, hold: Hold) -> None:
    """The clock of the gateway, a bank or staff ended it: neither side did. A division counts as a dispute's end."""
    rows = MilestonePart.objects.filter(milestone=milestone).select_related("part__hold__payee")
    by_payee: dict[Party, list[HoldPart]] = {}
    for row in rows:
        by_payee.setdefault(row.part.hold.payee, []).append(row.part)
    for payee, parts in by_payee.items():
        _ended_elsewhere(milestone, payee, parts, key=hold.pk)


def _ended_elsewhere(milestone: Milestone, payee: Party, parts: Iterable[HoldPart], *, key: UUID) -> None:
    nothing = Money(0, milestone.contract.currency)
    gone = sum((part.gross for part in parts if part.kind == HoldPart.Kind.RELEASE), nothing)
    back = sum((part.gross for part in parts if part.kind == HoldPart.Kind.REFUND), nothing)
    if gone.amount and back.amount:
        settled(milestone.contract, key=key, to_freelancer=gone, to_client=back, to=payee)
    elif gone.amount:
        paid(milestone.contract, key=key, amount=gone, to=payee)


def paid(contract: Contract, *, key: UUID | str, amount: Money, to: Party | None = None) -> None:
    """Money went to the freelancer for work that has no day on which it is due: a week of hours. to: who of a team."""
    deal = about(contract, to)
    facts.record(
        Fact.Kind.RELEASED, key=f"paid:{_of(deal, contract, key)}"[:120], deal=deal, cents=in_cents(amount),
        late_days=0, by_itself=False,
    )  # fmt: skip


def settled(
    contract: Contract, *, key: UUID | str, to_freelancer: Money, to_client: Money, to: Party | None = None
) -> None:
    """A dispute came to its end, and the disputed sum went these two ways. key: the dispute's. to: who of a team."""
    deal = about(contract, to)
    facts.record(
        Fact.Kind.SETTLED, key=f"dispute:{_of(deal, contract, key)}"[:120], deal=deal,
        to_freelancer=in_cents(to_freelancer), to_client=in_cents(to_client),
    )  # fmt: skip


def ended(contract: Contract) -> None:
    """It is over; `contract.ended_how` says how."""
    for party in [member.party for member in members.ever_of(contract)] or [contract.freelancer]:
        deal = about(contract, party)
        facts.record(
            Fact.Kind.ENDED, key=f"contract:{deal.key}:ended", deal=deal, at=contract.ended_at, how=contract.ended_how
        )


def of(contract: Contract) -> list[Deal]:
    """The deals that reviews of this contract stand on, the one of who leads first; none before anything was told."""
    keys = [contract.pk, *contract.members.order_by("position").values_list("pk", flat=True)]
    found = Deal.objects.with_sides().filter(kind=Deal.Kind.CONTRACT, key__in=keys)
    return sorted(found, key=lambda deal: keys.index(deal.key))


def about(contract: Contract, party: Party | None = None) -> About:
    """The contract as reviews and scores name it. party: who of a team; else the freelancer.

    Its own deal stays with who led when it was first told of.
    """
    party = party or contract.freelancer
    told = Deal.objects.filter(kind=Deal.Kind.CONTRACT, key=contract.pk).values_list("freelancer", flat=True).first()
    is_member = party.pk != (told or contract.freelancer_id)
    member = contract.members.select_related("party").filter(party=party).first() if is_member else None
    return About(
        kind=Deal.Kind.CONTRACT,
        key=member.pk if member else contract.pk,
        title=contract.title,
        url=contract.get_absolute_url(),
        client=contract.client,
        freelancer=member.party if member else party,
        listing=contract.project.listing,
        is_public=contract.project.listing.published_at is not None and not contract.project.is_invited_only,
    )


def _of(deal: About, contract: Contract, key: UUID | str) -> str:
    """The key of what happened, for the deal of this one: of who leads, or works alone, it is the thing's own."""
    return str(key) if deal.key == contract.pk else f"{key}:{deal.key}"


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

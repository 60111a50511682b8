"""What pages show of a team: who, with which share, and what each gets of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count

from accounts.models import Party
from marketplace.kit.money import Money
from payments.splitting import split
from projects import members, pay
from projects.models import Contract, Project, Proposal, TeamPlace
from projects.models.team import WHOLE
from social.models import Score, Side
from social.reputation import account


@dataclass(frozen=True)
class Row:
    """Somebody of a team. gross: their share of the price; net: that less their own fee. place: None in a contract."""

    party: Party
    percent: Decimal
    task: str
    is_lead: bool
    gross: Money | None = None
    net: Money | None = None
    score: Score | None = None
    place: TeamPlace | None = None


def of_proposal(proposal: Proposal, price: Money | None = None) -> list[Row]:
    """The team of a proposal, the one who leads first; none where one freelancer proposes. price: another than its own.
    In as many queries for eight as for two."""
    prices = {proposal.pk: price or proposal.price}
    return _by_proposal(proposal.project, prices).get(proposal.pk, [])


def of_proposals(project: Project, proposals: Sequence[Proposal]) -> dict[UUID, list[Row]]:
    """The same for several of one job, by the proposal's id, in as many queries."""
    return _by_proposal(project, {one.pk: one.price for one in proposals})


def of_contract(contract: Contract) -> list[Row]:
    """The team of a contract as it stands; none where one freelancer works alone."""
    rows = members.of(contract)
    scores = account.on_cards([row.party for row in rows], Side.FREELANCER)
    return [
        Row(row.party, row.percent, row.task, row.party_id == contract.freelancer_id, score=scores.get(row.party_id))
        for row in rows
    ]


def others_in(proposals: Sequence[Proposal]) -> dict[UUID, int]:
    """How many besides the writer are in the team of each of these."""
    rows = TeamPlace.objects.filter(proposal__in=[one.pk for one in proposals], position__gt=0)
    return dict(rows.order_by().values_list("proposal").annotate(Count("pk")))


def _by_proposal(project: Project, prices: Mapping[UUID, Money | None]) -> dict[UUID, list[Row]]:
    rows = TeamPlace.objects.filter(proposal__in=prices).select_related("party__user")
    by_proposal: dict[UUID, list[TeamPlace]] = {}
    for place in rows.order_by("proposal", "position"):
        by_proposal.setdefault(place.proposal_id, []).append(place)
    if not by_proposal:
        return {}
    gross = {place.pk: sum_ for pk, places in by_proposal.items() for place, sum_ in _parted(places, prices[pk])}
    places = [place for together in by_proposal.values() for place in together]
    paid = [place for place in places if place.pk in gross]
    nets = pay.nets(project, [(place.party, gross[place.pk]) for place in paid])
    net = dict(zip((place.pk for place in paid), nets, strict=True))
    scores = account.on_cards([place.party for place in places], Side.FREELANCER)
    return {
        pk: [
            Row(
                place.party, place.percent, place.task, number == 0, gross.get(place.pk), net.get(place.pk),
                scores.get(place.party_id), place,
            )
            for number, place in enumerate(together)
        ]
        for pk, together in by_proposal.items()
    }  # fmt: skip


def _parted(places: list[TeamPlace], price: Money | None) -> Iterable[tuple[TeamPlace, Money]]:
    """What each gets of the price, once it is known and the shares are a whole."""
    shares = [place.permyriad for place in places]
    return zip(places, split(price, shares), strict=True) if price is not None and sum(shares) == WHOLE else ()

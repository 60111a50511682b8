"""Proposals side by side: what differs, in the same row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from marketplace.kit import ids
from marketplace.kit.money import Money
from projects import negotiation, pay, team_pages
from projects.models import CounterOffer, Project, Proposal, ProposedMilestone
from projects.models.proposal import ProposalQuerySet
from projects.team_pages import Row
from social.models import Score, Side
from social.reputation import account

MOST = 4  # columns that a table still holds


@dataclass(frozen=True)
class Column:
    """One proposal in the comparison. share: its price in percent of the middle of the budget; counter: what is offered
    in its place and not answered yet."""

    proposal: Proposal
    net: Money | None
    share: int | None
    is_cheapest: bool
    is_fastest: bool
    score: Score | None = None
    counter: CounterOffer | None = None
    team: Sequence[Row] = ()

    @property
    def beside(self) -> int:
        """By how many percent it is above the middle of the budget; below it where negative."""
        return (self.share or 100) - 100

    @property
    def below(self) -> int:
        return -self.beside

    @property
    def milestones(self) -> list[ProposedMilestone]:
        return list(self.proposal.milestones.all())


@dataclass(frozen=True)
class Comparison:
    """The proposals, and the questions with every answer in the order of the columns."""

    columns: list[Column]
    answers: list[tuple[str, list[tuple[Column, str]]]]

    @property
    def has_teams(self) -> bool:
        return any(column.team for column in self.columns)

    @property
    def has_notes(self) -> bool:
        """Whether the client's side has noted anything on any of them."""
        return any(column.proposal.filing.note for column in self.columns if hasattr(column.proposal, "filing"))


def chosen(received: ProposalQuerySet, asked: Iterable[str]) -> list[Proposal]:
    """The proposals asked for, in that order, at most four. What is no id, or of another job, is left out."""
    wanted = list(dict.fromkeys(pk for pk in map(ids.read, list(asked)[: 4 * MOST]) if pk))
    found = {proposal.pk: proposal for proposal in received.filter(pk__in=wanted).prefetch_related("milestones")}
    return [found[pk] for pk in wanted if pk in found][:MOST]


def of(project: Project, proposals: list[Proposal]) -> Comparison:
    """The table. Cheapest and fastest are marked only where they differ from the others."""
    prices = [proposal.price_minor or 0 for proposal in proposals]
    nets = pay.nets(project, [(proposal.freelancer, proposal.price) for proposal in proposals])
    days = [proposal.days for proposal in proposals if proposal.days]
    scores = account.on_cards([proposal.freelancer for proposal in proposals], Side.FREELANCER)
    counters = negotiation.open_ones(proposals)
    teams = team_pages.of_proposals(project, proposals)
    columns = [
        Column(
            proposal=proposal,
            net=net,
            share=_share(project, proposal),
            is_cheapest=len(set(prices)) > 1 and proposal.price_minor == min(prices),
            is_fastest=len(set(days)) > 1 and proposal.days == min(days),
            score=scores.get(proposal.freelancer_id),
            counter=counters.get(proposal.pk),
            team=teams.get(proposal.pk, ()),
        )
        for proposal, net in zip(proposals, nets, strict=True)
    ]
    return Comparison(columns, _answers(columns))


def counts(project: Project) -> dict[str, int]:
    """How many stand under each tab of the inbox."""
    status = Proposal.Status
    answered = Q(status__in=[status.ACCEPTED, status.DECLINED, status.EXPIRED])
    is_shown = Q(filing__aside_at=None)
    found = project.proposals.sent().aggregate(
        all=Count("pk", filter=is_shown),
        aside=Count("pk", filter=~is_shown),
        waiting=Count("pk", filter=is_shown & Q(status__in=Proposal.WAITING)),
        shortlisted=Count("pk", filter=is_shown & Q(status=status.SHORTLISTED)),
        answered=Count("pk", filter=is_shown & answered),
    )
    return {**found, "invited": project.invitations.standing().count()}


def _answers(columns: list[Column]) -> list[tuple[str, list[tuple[Column, str]]]]:
    asked = dict.fromkeys(one["question"] for column in columns for one in column.proposal.answers)
    said = [{one["question"]: one["answer"] for one in column.proposal.answers} for column in columns]
    return [
        (question, [(column, words.get(question, "")) for column, words in zip(columns, said, strict=True)])
        for question in asked
    ]


def _share(project: Project, proposal: Proposal) -> int | None:
    if not project.budget_low or not project.budget_high or proposal.price_minor is None:
        return None
    return round(200 * proposal.price_minor / (project.budget_low + project.budget_high))

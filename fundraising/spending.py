"""What has become of the budget: what is paid out of each line, for which job, and by whom it is done.

Sums are those that contracts have paid, in the fundraiser's currency; what is paid in another stands apart, and is not
counted against the plan.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising.models import BudgetLine, BudgetWork, Fundraiser
from marketplace.catalog.listings import permille
from marketplace.kit.money import Money, from_minor
from projects import figures
from projects.models import Contract, Project


@dataclass(frozen=True)
class Item:
    """A job or a contract, as everybody may read it: without its title where the job is not public, without a name
    where nobody agreed. url: empty where it is not public. is_counted: whether it is paid in the fundraiser's currency.
    """

    work: BudgetWork
    title: str
    state: str
    url: str
    paid: Money
    who: Party | None
    is_counted: bool = True

    @property
    def who_url(self) -> str:
        """The page of who works on it; empty where there is none that others may open."""
        profile = getattr(self.who, "profile", None) or getattr(self.who, "company", None)
        return self.who.get_absolute_url() if self.who and profile and profile.listing.is_live else ""


@dataclass(frozen=True)
class Spent:
    """One line of the budget, and what was paid out of it."""

    line: BudgetLine
    planned: Money
    spent: Money
    items: list[Item] = field(default_factory=list)

    @property
    def permille(self) -> int | None:
        """Of the plan."""
        return permille(int(self.spent.amount * 1000), int(self.planned.amount * 1000))

    @property
    def is_over(self) -> bool:
        return bool(self.spent > self.planned)


def of(fundraiser: Fundraiser) -> list[Spent]:
    """Every line, in as many queries for many jobs as for one."""
    lines = list(fundraiser.budget_lines.all())
    works = _works(lines)
    contracts = _contracts(works)
    paid = figures.released_of(contracts)
    return [
        _spent(fundraiser, line, [work for work in works if work.line_id == line.pk], contracts, paid) for line in lines
    ]


def is_begun(fundraiser: Fundraiser) -> bool:
    """Whether anything is paid out of its budget."""
    return BudgetWork.objects.filter(line__fundraiser=fundraiser).exists()


def _works(lines: Sequence[BudgetLine]) -> list[BudgetWork]:
    found = BudgetWork.objects.filter(line__in=lines).select_related(
        "project__listing",
        "contract__project__listing",
        "contract__freelancer__profile__listing",
        "contract__freelancer__company__listing",
    )
    return list(found.defer("project__listing__search", "contract__project__listing__search"))


def _contracts(works: Iterable[BudgetWork]) -> list[Contract]:
    """Those that are named, and those that came of the jobs."""
    jobs = [work.project_id for work in works if work.project_id]
    came = Contract.objects.counting().filter(project__in=jobs)
    named = {work.contract.pk: work.contract for work in works if work.contract}
    return list({**{one.pk: one for one in came}, **named}.values())


def _spent(
    fundraiser: Fundraiser,
    line: BudgetLine,
    works: Sequence[BudgetWork],
    contracts: Sequence[Contract],
    paid: dict[UUID, Money],
) -> Spent:
    named = {work.contract_id for work in works if work.contract_id}
    by_job: dict[object, list[Contract]] = defaultdict(list)
    for contract in contracts:
        if contract.pk not in named:
            by_job[contract.project_id].append(contract)
    items = [_item(fundraiser, work, by_job, paid) for work in works]
    nothing = from_minor(0, fundraiser.currency)
    spent = sum((item.paid for item in items if item.is_counted), nothing)
    return Spent(line, line.amount, spent, items)


def _item(
    fundraiser: Fundraiser, work: BudgetWork, by_job: dict[object, list[Contract]], paid: dict[UUID, Money]
) -> Item:
    if work.contract:
        contract = work.contract
        who = contract.freelancer if work.agreed_at else None
        sum_of = paid[contract.pk]
        state, is_ours = str(contract.get_status_display()), contract.currency == fundraiser.currency
        title = _title(contract.project, _("A contract"))
        return Item(work, title, state, _url(contract.project), sum_of, who, is_ours)
    assert work.project
    theirs = by_job[work.project_id]
    ours = [paid[one.pk] for one in theirs if one.currency == fundraiser.currency]
    total = sum(ours, from_minor(0, fundraiser.currency))
    title, state = _title(work.project, _("A job")), str(work.project.get_status_display())
    return Item(work, title, state, _url(work.project), total, None)


def _title(project: Project, otherwise: str) -> str:
    """What a job is called, where everybody may read it."""
    return project.title if _is_public(project) else otherwise


def _url(project: Project) -> str:
    return project.get_absolute_url() if _is_public(project) else ""


def _is_public(project: Project) -> bool:
    """As ProjectQuerySet.visible_to says it of a visitor."""
    was_posted = project.listing.published_at is not None and not project.is_draft
    return was_posted and not project.is_invited_only and project.listing.held_live is None

"""A contract that is paid by the hour, as its tests begin: EUR 60 an hour, at most 20 hours a week.

    contract = hours_story.signed(ada, cleo)         # on a Monday, 09:00 UTC
    hours_story.worked(contract, "tue 9:00-13:00")

Weeks are named by their first day; `noon` and `saturday` are the moments at which something happens by itself.
"""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from marketplace.kit.money import Money
from payments.models import Hold
from projects import amendments, proposals
from projects.hours import deposits, time_entries, weeks
from projects.hours.weeks import Span
from projects.models import Contract, TimeEntry, WorkWeek
from projects.plans import Plan
from tests.projects import contract_story, story

MONDAY = date(2026, 11, 23)
NOON = weeks.locks_at(MONDAY)  # of the Monday after
SATURDAY = weeks.review_ends(MONDAY)
CAP, RATE = 20, 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def signed(client: User, freelancer: User, **terms: int) -> Contract:
    """A contract that is in force."""
    contract = offered(client, freelancer, **terms)
    contract_story.sign(contract.versions.proposed().get(), client, freelancer)
    return contract_story.fresh(contract)


def offered(client: User, freelancer: User, *, rate: int = RATE, cap: int = CAP) -> Contract:
    """A contract that both may sign."""
    job = story.posted(
        client, basis="hourly", budget_low=5_000, budget_high=9_000, milestones=(), due_on=None, length="month",
        hours_week="part",
    )  # fmt: skip
    contract = proposals.accept(story.proposed(job, freelancer, rate), revision=1, by=client).contract
    amendments.propose(contract, Plan(currency="EUR", items=(), rate=Money(rate, "EUR"), cap_hours=cap), by=client)
    return contract_story.fresh(contract)


def funded(contract: Contract) -> Hold:
    """Its client pays what is missing for this week."""
    return contract_story.pay(contract.client.user, "hours", deposits.waiting(contract).pk)


def span(text: str, monday: date = MONDAY) -> Span:
    """ "tue 9:00-13:30" of a week."""
    day, _blank, times = text.partition(" ")
    first, _dash, last = times.partition("-")
    begin = weeks.begins(monday) + DAYS.index(day) * weeks.DAY
    return begin + _length(first), begin + _length(last)


def worked(contract: Contract, *texts: str, by: User | None = None, monday: date = MONDAY, **more: Any) -> TimeEntry:
    """These hours are logged; returns the last entry."""
    written: list[TimeEntry] = []
    for text in texts:
        written = time_entries.log(
            contract, span(text, monday), note="Master pages", by=by or contract.freelancer.user, **more
        )
    return written[-1]


def week(contract: Contract, monday: date = MONDAY) -> WorkWeek:
    """A week as the database has it."""
    found: WorkWeek = WorkWeek.objects.get(contract=contract, starts_on=monday)
    return found


def seconds_before(moment: datetime) -> datetime:
    return moment - timedelta(seconds=1)


def _length(text: str) -> timedelta:
    hours, _colon, minutes = text.partition(":")
    return timedelta(hours=int(hours), minutes=int(minutes or 0))

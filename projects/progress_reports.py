"""The week on a contract, told to its client every Monday in which there is something to tell.

It goes out as a notice of its own kind, so that it comes as mail, in the digest or not at all, as each person wants.
"""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock, timers
from projects import progress
from projects.models import Contract, Milestone
from social import kinds, notices

WEEKLY = "contract_week"
AT = time(7, tzinfo=UTC)


def declare() -> None:
    """Let the notice exist."""
    kinds.declare(
        "contract_week",
        icon="chart",
        label=_("The week on a contract of yours, every Monday"),
        sentence=_(
            "The week on %(title)s: cards done %(cards)s, handed in %(submitted)s, released %(released)s; "
            "%(done)s of %(all)s milestones done."
        ),
        button=_("See the progress"),
    )


def begin(contract: Contract) -> None:
    """From the next Monday on."""
    timers.set(WEEKLY, contract.pk, _next_monday())


@timers.handles(WEEKLY)
@transaction.atomic
def tell(key: str) -> None:
    """Tell the week that is over, unless nothing happened in it, and set the next; none once the contract is over."""
    contract = Contract.objects.with_sides().filter(pk=UUID(key)).first()
    if contract is None or not contract.is_live:
        return
    figures = progress.of(contract, Milestone.objects.filter(contract=contract).order_by("position", "pk"))
    past = figures.weeks[1]
    if not past.is_quiet:
        notices.tell_party(
            contract.client, "contract_week", key=f"{contract.pk}:{past.monday}", url=_page(contract),
            actor=contract.freelancer, listing=contract.project.listing, submitted=past.submitted,
            released=past.released, cards=past.cards, done=figures.done.part, all=figures.done.of,
        )  # fmt: skip
    begin(contract)


def _next_monday() -> datetime:
    today = clock.now().date()
    return datetime.combine(progress.monday_of(today) + timedelta(weeks=1), AT)


def _page(contract: Contract) -> str:
    return f"{contract.get_absolute_url()}progress/"

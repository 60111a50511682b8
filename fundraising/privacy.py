"""What this floor keeps about people: what they raise money for. What was promised to backers stays, without a name."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.models import Party, User
from accounts.privacy import port
from accounts.privacy.port import Done, Fate, Handler, Hold
from fundraising.models import Fundraiser
from marketplace.catalog.models import Listing

Status = Fundraiser.Status
RUNNING = [
    Status.IN_REVIEW, Status.SCHEDULED, Status.ONGOING, Status.COLLECTING, Status.SUCCESSFUL, Status.DELIVERING,
]  # fmt: skip
NEVER_PUBLIC = [Status.DRAFT, Status.REJECTED]


class OfFundraisers(Handler[Fundraiser]):
    model = Fundraiser
    title = _("Fundraisers")
    note = _("What you raise or raised money for: plan, rewards, questions.")
    seen_by = "everybody, once it has passed review"
    fate = Fate.CHANGED
    why = _("One that was never public is deleted. Of others the sums and promises stay, without name and text.")
    hidden = frozenset({"sample_note"})
    parts = {
        "rewards": "fundraising.Reward",
        "budget_lines": "fundraising.BudgetLine",
        "disbursements": "fundraising.Disbursement",
        "questions": "fundraising.Question",
    }

    def of(self, user: User) -> "QuerySet[Fundraiser]":
        return Fundraiser.objects.filter(listing__owner__in=port.parties_of(user)).select_related("listing")

    def also(self, row: Fundraiser) -> dict[str, Any]:
        return {"title": row.listing.title, "summary": row.listing.summary}

    def holds(self, user: User) -> Iterable[Hold]:
        return [hold for party in port.parties_of(user) for hold in _running(party)]

    def erase(self, user: User) -> Done:
        drafts = self.of(user).filter(status__in=NEVER_PUBLIC).values_list("pk", flat=True)
        deleted = Listing.objects.filter(pk__in=list(drafts)).delete()[1].get("fundraising.Fundraiser", 0)
        told = list(self.of(user).exclude(story="", risks="").values_list("pk", flat=True))
        return Done(deleted=deleted, changed=Fundraiser.objects.filter(pk__in=told).update(story="", risks=""))


def register() -> None:
    """Let it answer for its table, and tell what a company must end before it may."""
    port.register(OfFundraisers())
    port.leave_out(
        "fundraising.Filing", "fundraising.FinancialLine", because="A public filing of a company; nobody's own data."
    )
    ports.open_business.plug(lambda party: [hold.what for hold in _running(party)])


def _running(party: Party) -> Iterable[Hold]:
    for one in Fundraiser.objects.filter(listing__owner=party, status__in=RUNNING).select_related("listing"):
        said = gettext("Your fundraiser “%(title)s” has not ended.")
        yield Hold(said % {"title": one.listing.title}, one.get_absolute_url())

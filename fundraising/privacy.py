"""What this floor keeps about people: what they raise money for. What was promised to backers stays, without a name."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.models import Party, User
from accounts.privacy import port, retention
from accounts.privacy.port import Done, Fate, Handler, Hold
from fundraising import delivery_privacy
from fundraising.models import BudgetWork, Fundraiser, Inquiry, Match, Pledge, Teammate, Vote
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
        "stretch_goals": "fundraising.StretchGoal",
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
        told = list(self.of(user).exclude(story="", risks="", typed={}).values_list("pk", flat=True))
        return Done(
            deleted=deleted, changed=Fundraiser.objects.filter(pk__in=told).update(story="", risks="", typed={})
        )


class OfPledges(Handler[Pledge]):
    model = Pledge
    title = _("Pledges")
    note = _("What you promised or gave for fundraisers: the sum, what you chose, your words, what became of it.")
    seen_by = "you and the maker; the page shows your name unless you asked it not to"
    fate = Fate.CHANGED
    why = _("What was paid is money in the books and stays, without your name and words.")
    hidden = frozenset({"terms", "counts"})
    parts = {"lines": "fundraising.PledgeLine"}

    def of(self, user: User) -> "QuerySet[Pledge]":
        return Pledge.objects.filter(backer__in=port.parties_of(user)).select_related("fundraiser__listing")

    def also(self, row: Pledge) -> dict[str, Any]:
        return {"fundraiser": row.fundraiser.listing.title}

    def holds(self, user: User) -> Iterable[Hold]:
        for one in self.of(user).filter(status__in=[Pledge.Status.ACTIVE, *Pledge.UNDECIDED]):
            said = gettext("Your pledge for “%(title)s” is open. Take it back first, or wait until it has ended.")
            yield Hold(said % {"title": one.fundraiser.listing.title}, one.get_absolute_url())

    def erase(self, user: User) -> Done:
        mine = self.of(user)
        deleted = mine.filter(status=Pledge.Status.DRAFT).delete()[1].get("fundraising.Pledge", 0)
        told = list(
            mine.exclude(message="", is_anonymous=True, country="", came_from="", tag="").values_list("pk", flat=True)
        )
        blank = {"message": "", "is_anonymous": True, "country": "", "came_from": "", "tag": ""}
        return Done(deleted=deleted, changed=Pledge.objects.filter(pk__in=told).update(**blank))


class OfMatches(Handler[Match]):
    model = Match
    title = _("Pledges that match others")
    note = _("How you match what others pledge: the sum, the part of each pledge.")
    seen_by = "everybody, with your name unless you asked it not to be shown"
    fate = Fate.KEPT
    why = _("It says how a pledge came to its sum; the pledge stays, without your name.")

    def of(self, user: User) -> "QuerySet[Match]":
        return Match.objects.filter(pledge__backer__in=port.parties_of(user))


class OfVotes(Handler[Vote]):
    model = Vote
    title = _("Votes about payments")
    note = _("What you said to steps that are paid out of what you gave.")
    seen_by = "everybody, without your name"
    fate = Fate.CHANGED
    why = _("What was decided by votes stays decided. The vote stays, without its words.")

    def of(self, user: User) -> "QuerySet[Vote]":
        return Vote.objects.filter(backer__in=port.parties_of(user)).select_related("disbursement")

    def also(self, row: Vote) -> dict[str, Any]:
        return {"step": row.disbursement.name}

    def erase(self, user: User) -> Done:
        said = list(self.of(user).exclude(words="").values_list("pk", flat=True))
        return Done(changed=Vote.objects.filter(pk__in=said).update(words=""))


class OfTeams(Handler[Teammate]):
    model = Teammate
    title = _("Fundraisers you make with others")
    note = _("Where you are named as one of the makers.")
    seen_by = "everybody, once you have agreed"

    def of(self, user: User) -> "QuerySet[Teammate]":
        return Teammate.objects.filter(party__in=port.parties_of(user))


class OfBudgetWork(Handler[BudgetWork]):
    model = BudgetWork
    title = _("Contracts that are paid out of a fundraiser")
    note = _("Contracts of yours that are paid out of a budget, and whether your name stands there.")
    seen_by = "everybody, once you have agreed; before that its maker"
    fate = Fate.CHANGED
    why = _("What was paid stays in the budget, without your name.")

    def of(self, user: User) -> "QuerySet[BudgetWork]":
        theirs = BudgetWork.objects.filter(contract__freelancer__in=port.parties_of(user))
        return theirs.select_related("line__fundraiser__listing")

    def also(self, row: BudgetWork) -> dict[str, Any]:
        return {"fundraiser": row.line.fundraiser.listing.title, "line": row.line.label}

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).filter(agreed_at__isnull=False).update(agreed_at=None))


class OfInquiries(Handler[Inquiry]):
    model = Inquiry
    title = _("Makers you wrote to")
    note = _("About which fundraisers you and their makers write to each other. The words are among your messages.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _("What two wrote to each other is the other side's, too: it stays, without your name.")

    def of(self, user: User) -> "QuerySet[Inquiry]":
        return Inquiry.objects.filter(party__in=port.parties_of(user)).select_related("fundraiser__listing")

    def also(self, row: Inquiry) -> dict[str, Any]:
        return {"fundraiser": row.fundraiser.listing.title}

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).filter(by=user).update(by=None))


def register() -> None:
    """Let these answer for their tables, and tell what a company must end before it may."""
    retention.rule(
        "guest_pledges",
        title=_("Pledges of guests that were never confirmed"),
        what=_("Somebody chose something without an account, and did not go on."),
        let_go=lambda before: retention.delete_old(_never_confirmed().filter(created_at__lt=before)),
    )
    port.register(OfBudgetWork(), OfFundraisers(), OfPledges(), OfMatches(), OfVotes(), OfTeams(), OfInquiries())
    delivery_privacy.register()
    port.leave_out("fundraising.ShippingRate", because="What a country's postage costs. Nobody is named in it.")
    port.leave_out("fundraising.Settlement", because="What a fundraiser reached at its end. Nobody is named in it.")
    port.leave_out(
        "fundraising.Filing", "fundraising.FinancialLine", because="A public filing of a company; nobody's own data."
    )
    ports.open_business.plug(lambda party: [hold.what for hold in _running(party)])


def _never_confirmed() -> "QuerySet[Pledge]":
    return Pledge.objects.filter(
        backer__user__is_guest=True, status=Pledge.Status.CANCELLED, counted_at=None, hold=None
    )  # fmt: skip


def _running(party: Party) -> Iterable[Hold]:
    for one in Fundraiser.objects.filter(listing__owner=party, status__in=RUNNING).select_related("listing"):
        said = gettext("Your fundraiser “%(title)s” has not ended.")
        yield Hold(said % {"title": one.listing.title}, one.get_absolute_url())

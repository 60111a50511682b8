"""What this floor keeps about people: the jobs they post and the proposals they write.

A price that was agreed is kept with its terms, because both sides must be able to prove it; it names nobody. What they
keep about contracts is contract_privacy.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.models import Party, User
from accounts.privacy import port
from accounts.privacy.port import Done, Fate, Handler, Hold
from marketplace.catalog.models import Listing
from projects import board_privacy, contract_privacy, proposals
from projects.models import Contract, Filing, JobInvitation, Project, ProjectFile, Proposal, ProposalFile

OPEN = [Project.Status.OPEN, Project.Status.PAUSED, Project.Status.IN_PROGRESS]
SAID = {
    Project.Status.OPEN: _("Your job “%(title)s” is open. Call it off first."),
    Project.Status.PAUSED: _("Your job “%(title)s” is paused. Call it off first."),
    Project.Status.IN_PROGRESS: _("The work on your job “%(title)s” has not ended."),
}


class OfJobs(Handler[Project]):
    model = Project
    title = _("Jobs")
    note = _("Jobs that you wrote or posted, with their milestones.")
    seen_by = "everybody, once it is posted"
    fate = Fate.CHANGED
    why = _("A job without proposals is deleted. Where others sent some, its terms stay, without your name and text.")
    parts = {"milestones": "projects.PlannedMilestone"}
    hidden = frozenset({"sample_note", "proposals_low", "proposals_high"})

    def of(self, user: User) -> "QuerySet[Project]":
        return Project.objects.filter(listing__owner__in=port.parties_of(user)).select_related("listing")

    def also(self, row: Project) -> dict[str, Any]:
        return {"title": row.title}

    def holds(self, user: User) -> Iterable[Hold]:
        return [hold for party in port.parties_of(user) for hold in _open_jobs(party)]

    def erase(self, user: User) -> Done:
        answered = Proposal.objects.sent().values("project")
        alone = self.of(user).exclude(pk__in=answered).values_list("pk", flat=True)
        deleted = Listing.objects.filter(pk__in=list(alone)).delete()[1].get("projects.Project", 0)
        agreed = Proposal.objects.filter(status=Proposal.Status.ACCEPTED).values("project")
        blank = {"typed": {}, "city": "", "questions": []}
        left = self.of(user).exclude(city="", typed={}, questions=[])
        changed = Project.objects.filter(pk__in=list(left.values_list("pk", flat=True))).update(**blank)
        told = self.of(user).exclude(pk__in=agreed).exclude(brief="")
        Project.objects.filter(pk__in=list(told.values_list("pk", flat=True))).update(brief="")
        return Done(deleted=deleted, changed=changed)


class OfBriefFiles(Handler[ProjectFile]):
    model = ProjectFile
    title = _("Files of your jobs")
    note = _("What you attached to briefs.")
    seen_by = "everybody, once the job is posted"

    def of(self, user: User) -> "QuerySet[ProjectFile]":
        return ProjectFile.objects.filter(project__listing__owner__in=port.parties_of(user))


class OfProposals(Handler[Proposal]):
    model = Proposal
    title = _("Proposals")
    note = _("Your answers to jobs: letter, price, milestones, counter-offers, and what became of them.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _("Proposals that led to nothing are deleted. An accepted one was agreed on and stays, without your name.")
    parts = {"milestones": "projects.ProposedMilestone", "counter_offers": "projects.CounterOffer"}

    def of(self, user: User) -> "QuerySet[Proposal]":
        return Proposal.objects.filter(freelancer__in=port.parties_of(user)).select_related("project__listing")

    def also(self, row: Proposal) -> dict[str, Any]:
        return {"job": row.project.title}

    def holds(self, user: User) -> Iterable[Hold]:
        return [hold for party in port.parties_of(user) for hold in _work_in_progress(party)]

    def erase(self, user: User) -> Done:
        for waiting in self.of(user).waiting():  # type: ignore[attr-defined]  # the client must hear of it
            proposals.withdraw(waiting, by=user)
        gone = self.of(user).exclude(status=Proposal.Status.ACCEPTED)
        deleted = gone.delete()[1].get("projects.Proposal", 0)
        kept = self.of(user).exclude(typed={}, answers=[])
        changed = Proposal.objects.filter(pk__in=list(kept.values_list("pk", flat=True))).update(typed={}, answers=[])
        return Done(deleted=deleted, changed=changed)


class OfProposalFiles(Handler[ProposalFile]):
    model = ProposalFile
    title = _("Files of your proposals")
    note = _("What you attached to proposals.")
    seen_by = "the two sides"

    def of(self, user: User) -> "QuerySet[ProposalFile]":
        return ProposalFile.objects.filter(proposal__freelancer__in=port.parties_of(user))


class OfFilings(Handler[Filing]):
    model = Filing
    title = _("Notes on proposals")
    note = _("What you and your company noted on proposals that you got, and which you put aside.")
    seen_by = "the client's side"

    def of(self, user: User) -> "QuerySet[Filing]":
        return Filing.objects.filter(proposal__project__listing__owner__in=port.parties_of(user))


class OfInvitations(Handler[JobInvitation]):
    model = JobInvitation
    title = _("Invitations to jobs")
    note = _("Whom you invited to your jobs, to which jobs you were invited, and the words that went with it.")
    seen_by = "the two sides"

    def of(self, user: User) -> "QuerySet[JobInvitation]":
        mine = port.parties_of(user)
        return JobInvitation.objects.filter(Q(freelancer__in=mine) | Q(project__listing__owner__in=mine))


def register() -> None:
    """Let these answer for their tables, and tell what a company must end before it may."""
    port.register(OfJobs(), OfBriefFiles(), OfProposalFiles(), OfFilings(), OfProposals(), OfInvitations())
    contract_privacy.register()
    board_privacy.register()
    ports.open_business.plug(_business_of)


def _open_jobs(party: Party) -> Iterable[Hold]:
    """What a client must end. Where a contract is under way, that is what is ended (contract_privacy.live)."""
    jobs = Project.objects.filter(listing__owner=party, status__in=OPEN).select_related("listing")
    under_contract = Q(status=Project.Status.IN_PROGRESS, contracts__in=Contract.objects.live())
    for job in jobs.exclude(under_contract):
        yield Hold(str(SAID[Project.Status(job.status)]) % {"title": job.title}, job.get_absolute_url())


def _work_in_progress(party: Party) -> Iterable[Hold]:
    mine = Proposal.objects.filter(freelancer=party, status=Proposal.Status.ACCEPTED, contract__isnull=True)
    for proposal in mine.filter(project__status=Project.Status.IN_PROGRESS).select_related("project__listing"):
        said = gettext("You are at work on “%(title)s”. Finish it, or agree with the client to end it.")
        yield Hold(said % {"title": proposal.project.title}, proposal.get_absolute_url())


def _business_of(party: Party) -> list[str]:
    return [hold.what for hold in [*_open_jobs(party), *_work_in_progress(party), *contract_privacy.live(party)]]

"""What disputes keep about people. It is evidence for two, so nothing of it is taken away from the other."""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Basis, Done, Fate, Handler, Hold, Stored
from marketplace.kit import private_files
from projects.models import Arbiter, Dispute, DisputeEvent, DisputeFile


class OfDisputes(Handler[Dispute]):
    model = Dispute
    title = _("Disputes")
    note = _("What you and the other side said, showed and offered in a dispute, and how it came out.")
    seen_by = "the two sides, and who mediates or decides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _("Both sides must be able to show what was said and decided about money. Your name is taken off it.")
    parts = {
        "items": "projects.DisputeItem",
        "events": "projects.DisputeEvent",
        "offers": "projects.DisputeOffer",
        "fees": "projects.ArbitrationFee",
    }

    def of(self, user: User) -> "QuerySet[Dispute]":
        mine = port.parties_of(user)
        return Dispute.objects.filter(Q(contract__client__in=mine) | Q(contract__freelancer__in=mine))

    def holds(self, user: User) -> Iterable[Hold]:
        for dispute in self.of(user).filter(status__in=Dispute.LIVE).select_related("contract__project__listing"):
            said = gettext("The dispute about “%(title)s” is not over.") % {"title": dispute.contract.title}
            yield Hold(said, dispute.get_absolute_url())

    def erase(self, user: User) -> Done:
        return Done()


class OfDisputeFiles(Handler[DisputeFile]):
    model = DisputeFile
    title = _("Evidence in disputes")
    note = _("Files that you showed in a dispute.")
    seen_by = "the two sides, and who mediates or decides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _("Evidence is shown to the other side too, who must be able to rely on it.")

    def of(self, user: User) -> "QuerySet[DisputeFile]":
        return DisputeFile.objects.filter(event__in=DisputeEvent.objects.filter(by=user))

    def files(self, user: User) -> Iterator[Stored]:
        for file in self.of(user).iterator(chunk_size=500):
            yield Stored(str(file.file.name), storage=private_files.store)

    def erase(self, user: User) -> Done:
        return Done()


class OfArbiters(Handler[Arbiter]):
    model = Arbiter
    title = _("Your entry on the list of arbiters")
    note = _("What stands there about you, and your fee.")
    seen_by = "everybody"
    path = "party__user"
    fate = Fate.CHANGED
    why = _("Contracts name who decides in them. The entry leaves the list, and its text is deleted.")

    def holds(self, user: User) -> Iterable[Hold]:
        for dispute in Dispute.objects.of_arbiter(user).live().select_related("contract__project__listing"):
            yield Hold(gettext("A dispute waits for your decision."), dispute.get_absolute_url())

    def erase(self, user: User) -> Done:
        told = list(self.of(user).exclude(about="", is_listed=False).values_list("pk", flat=True))
        return Done(changed=Arbiter.objects.filter(pk__in=told).update(about="", is_listed=False))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfDisputes(), OfDisputeFiles(), OfArbiters())

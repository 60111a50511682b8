"""What contracts keep about people, and what is forgotten of it: both sides must be able to prove what they agreed."""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from accounts.privacy import port
from accounts.privacy.port import Basis, Done, Fate, Handler, Hold, Stored
from marketplace.kit import private_files
from projects.disputes import privacy as dispute_privacy
from projects.models import (
    Contract,
    ContractMember,
    ContractVersion,
    Extra,
    FileVersion,
    Milestone,
    Proof,
    RefundRequest,
    Signature,
    Submission,
    SubmissionFile,
)
from projects.models.team import contracts_of

_PROOF = _("Both sides must be able to prove what they agreed, and books are kept of it by law.")


class OfContracts(Handler[Contract]):
    model = Contract
    title = _("Contracts")
    note = _("What you agreed with clients and freelancers: every version word for word, milestones and their states.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _(
        "What nobody signed is deleted. A signed contract stays: both sides must be able to prove what they agreed."
    )
    parts = {"versions": "projects.ContractVersion", "milestones": "projects.Milestone"}

    def of(self, user: User) -> "QuerySet[Contract]":
        return Contract.objects.filter(contracts_of(port.parties_of(user)))

    def holds(self, user: User) -> Iterable[Hold]:
        return [hold for party in port.parties_of(user) for hold in live(party)]

    def erase(self, user: User) -> Done:
        signed = Signature.objects.values("version__contract")
        off = [Contract.Status.DECLINED, Contract.Status.WITHDRAWN]
        never = list(self.of(user).filter(status__in=off).exclude(pk__in=signed).values_list("pk", flat=True))
        ContractVersion.objects.filter(contract__in=never).delete()
        Milestone.objects.filter(contract__in=never).delete()
        ContractMember.objects.filter(contract__in=never).delete()
        return Done(deleted=Contract.objects.filter(pk__in=never).delete()[0])


class OfSignatures(Handler[Signature]):
    model = Signature
    title = _("Signatures")
    note = _("What you signed, when, under which name and from which network address.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _("A signature stays under its contract. The network address is deleted.")
    path = "by"

    def erase(self, user: User) -> Done:
        told = list(self.of(user).exclude(address=None).values_list("pk", flat=True))
        return Done(changed=Signature.objects.filter(pk__in=told).update(address=None))


class OfSubmissions(Handler[Submission]):
    model = Submission
    title = _("Work handed in")
    note = _("What you submitted for milestones, with its files, and what the client said of it.")
    seen_by = "the two sides"
    fate = Fate.KEPT
    why = _("What was handed in was delivered to somebody who paid for it, and stays with the contract.")
    parts = {"files": "projects.SubmissionFile"}

    def of(self, user: User) -> "QuerySet[Submission]":
        return Submission.objects.filter(milestone__contract__freelancer__in=port.parties_of(user))

    def files(self, user: User) -> Iterator[Stored]:
        for file in SubmissionFile.objects.filter(submission__in=self.of(user)).iterator(chunk_size=500):
            yield Stored(str(file.file.name), storage=private_files.store)

    def erase(self, user: User) -> Done:
        return Done()


class OfRefundRequests(Handler[RefundRequest]):
    model = RefundRequest
    title = _("Money asked back")
    note = _("For which milestones you asked for money back, why, and what was answered.")
    seen_by = "the two sides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _PROOF

    def of(self, user: User) -> "QuerySet[RefundRequest]":
        return RefundRequest.objects.filter(milestone__contract__client__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


class OfExtras(Handler[Extra]):
    model = Extra
    title = _("Bonuses and expenses")
    note = _("What was paid or claimed beside milestones, with receipts.")
    seen_by = "the two sides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _PROOF

    def of(self, user: User) -> "QuerySet[Extra]":
        mine = port.parties_of(user)
        return Extra.objects.filter(Q(contract__client__in=mine) | Q(contract__freelancer__in=mine))

    def erase(self, user: User) -> Done:
        return Done()


class OfProofs(Handler[Proof]):
    model = Proof
    title = _("Proofs of delivery")
    note = _("Which work you asked to show as delivered here, or let others show as delivered for you.")
    seen_by = "everybody, once the client agrees"
    fate = Fate.CHANGED
    why = _("Consent that you gave is withdrawn; proofs of your own are deleted.")
    hidden = frozenset({"hash"})

    def of(self, user: User) -> "QuerySet[Proof]":
        mine = port.parties_of(user)
        own = Q(contract__freelancer__in=mine, member=None) | Q(member__in=mine)
        return Proof.objects.filter(Q(contract__client__in=mine) | own)

    def erase(self, user: User) -> Done:
        mine = port.parties_of(user)
        own = Q(contract__freelancer__in=mine, member=None) | Q(member__in=mine)
        gone = Proof.objects.filter(own).delete()[0]
        granted = Proof.objects.filter(contract__client__in=mine, status=Proof.Status.GRANTED)
        for proof in granted:
            proof.move_to(Proof.Status.WITHDRAWN, by=user)
        return Done(deleted=gone, changed=len(granted))


class OfFileVersions(Handler[FileVersion]):
    model = FileVersion
    title = _("Files of contracts")
    note = _("What you brought to the folders of contracts: every version, with its name.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _("What was shared for the work is the other side's, too: it stays, without your name.")
    path = "by"
    hidden = frozenset({"hash"})

    def files(self, user: User) -> Iterator[Stored]:
        for version in self.of(user).filter(again__isnull=True).iterator(chunk_size=500):
            yield Stored(str(version.file.name), storage=private_files.store)

    def erase(self, user: User) -> Done:
        """The party that stands as the author is made nameless where parties are; here goes the way to the account."""
        return Done(changed=self.of(user).update(by=None))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfContracts(), OfSignatures(), OfSubmissions(), OfRefundRequests(), OfExtras(), OfProofs())
    port.register(OfFileVersions())
    dispute_privacy.register()
    port.leave_out("projects.SharedFile", because="The name of a file in a contract's folder; its versions say whose.")
    port.leave_out(
        "projects.MilestonePart", because="Which sum left escrow for which milestone. Nobody is named in it."
    )


def live(party: Party) -> Iterable[Hold]:
    """The contracts that must end before this party may."""
    mine = Contract.objects.live().filter(contracts_of([party])).select_related("project__listing")
    for contract in mine:
        said = gettext("Your contract for “%(title)s” has not ended. End it first.")
        yield Hold(said % {"title": contract.title}, contract.get_absolute_url())

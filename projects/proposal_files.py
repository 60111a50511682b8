"""Files that go with a proposal: `proposal_files.add(proposal, upload, by=cleo)`."""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit.uploads import Upload
from projects import proposal_locks
from projects.models import Proposal, ProposalFile

MOST = 10


@transaction.atomic
def add(proposal: Proposal, upload: Upload, *, by: User) -> ProposalFile:
    """Put a checked file beside a draft, or beside a proposal that waits. Raises NotAllowed, Refused.

    A proposal that waits is another one from then on: who read it before cannot accept it unread.
    """
    proposal = _changeable(proposal, by)
    if ProposalFile.objects.filter(proposal=proposal).count() >= MOST:
        raise Refused(_("A proposal has at most %(n)d files.") % {"n": MOST})
    kept = File(upload.file, name=upload.name)
    return ProposalFile.objects.create(proposal=proposal, file=kept, name=upload.title[:120], size=upload.size)


@transaction.atomic
def remove(file: ProposalFile, *, by: User) -> None:
    """Take it away; the stored one goes once that is certain. Raises NotAllowed, Refused."""
    _changeable(file.proposal, by)
    storage, name = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def _changeable(proposal: Proposal, by: User) -> Proposal:
    """A draft takes less than what the client reads: any member of a company may write it."""
    proposal = proposal_locks.locked(proposal)
    is_draft = proposal.status == Proposal.Status.DRAFT
    ours = Party.objects.seen_by(by) if is_draft else Party.objects.acted_for_by(by)
    if not ours.filter(pk=proposal.freelancer_id).exists():
        raise NotAllowed(_("Only who wrote a proposal can change it."))
    if is_draft:
        return proposal
    if not proposal.is_waiting or proposal.counter_offers.open().exists():
        raise Refused(_("This proposal is being answered, so its files stay as they are."))
    proposal.revision += 1
    proposal.save(update_fields=["revision"])
    return proposal

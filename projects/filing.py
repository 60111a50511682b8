"""What a client's side keeps for itself of a proposal: `filing.note(proposal, "Ask about March.", by=ada)`.

Nobody else hears of it. Every member of the company may note; to put aside is for who answers.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed
from marketplace.kit import clock
from projects import attention, proposal_locks
from projects.models import Filing, Proposal

LONGEST = 2_000


@transaction.atomic
def note(proposal: Proposal, words: str, *, by: User) -> Filing:
    """Write it over the note that stands; empty takes it away. Raises NotAllowed for all but the client's people."""
    if not Party.objects.seen_by(by).filter(pk=proposal.project.client.pk).exists():
        raise NotAllowed(_("Only the client's side keeps notes here."))
    filing = _filing(proposal)
    filing.note, filing.noted_by, filing.noted_at = words.strip()[:LONGEST], by, clock.now()
    filing.save()
    return filing


@transaction.atomic
def put_aside(proposal: Proposal, *, by: User) -> Filing:
    """Out of the list of what waits, though it is not answered. Twice changes nothing. Raises NotAllowed."""
    proposal = proposal_locks.by_client(proposal, by)
    filing = _filing(proposal)
    if filing.aside_at is None:
        filing.aside_at = clock.now()
        filing.save(update_fields=["aside_at"])
        attention.stir(proposal.project)
    return filing


@transaction.atomic
def take_back(proposal: Proposal, *, by: User) -> Filing:
    """Among the others again. Twice changes nothing. Raises NotAllowed."""
    proposal = proposal_locks.by_client(proposal, by)
    filing = _filing(proposal)
    filing.aside_at = None
    filing.save(update_fields=["aside_at"])
    return filing


def _filing(proposal: Proposal) -> Filing:
    Filing.objects.bulk_create([Filing(proposal=proposal)], ignore_conflicts=True)  # two who begin at once
    filing: Filing = Filing.objects.locked().get(pk=proposal.pk)
    return filing

"""What stands on a dispute's page: one line for each thing that happened, with its words and files. Only ever added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock
from marketplace.kit.uploads import Upload
from projects.milestones import MOST_FILES
from projects.models import Dispute, DisputeEvent, DisputeFile, DisputeOffer, Role


@dataclass(frozen=True)
class Evidence:
    """What somebody says, and what shows it."""

    text: str = ""
    links: Sequence[str] = ()
    files: Iterable[Upload] = ()


def note(
    dispute: Dispute,
    kind: str,
    *,
    role: Role | None = None,
    by: User | None = None,
    shown: Evidence | None = None,
    offer: DisputeOffer | None = None,
) -> DisputeEvent:
    """Write one line. role: in which part they speak, None for the clock. Raises Refused for too many files."""
    shown = shown or Evidence()
    files = list(shown.files)
    if len(files) > MOST_FILES:
        raise Refused(_("Send at most %(n)d files.") % {"n": MOST_FILES})
    event = DisputeEvent(
        dispute=dispute, kind=kind, role=role or "", by=by, at=clock.now(), text=shown.text, links=list(shown.links),
        currency=dispute.currency,
    )  # fmt: skip
    if offer:
        event.amount, event.of = offer.to_freelancer, offer.of
    event.save(force_insert=True)
    for upload in files:
        kept = File(upload.file, name=upload.name)
        DisputeFile.objects.create(event=event, file=kept, name=upload.title[:120], size=upload.size)
    return event

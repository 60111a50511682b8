"""What delivered work shows on pages of other floors: the mark on a work, how much came on time on its maker's page."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party
from accounts.ports import Figure
from marketplace.kit.panels import Panel
from portfolios.models import Work
from projects import progress
from projects.models import Proof


def mark_of(request: HttpRequest, work: Work) -> Panel | None:
    """That it was delivered here, once the client agrees; to its maker also where that stands."""
    proof = Proof.objects.filter(work=work).with_sides().first()
    if proof is None:
        return None
    is_own = Party.objects.seen_by(request.user).filter(pk=proof.maker.pk).exists()
    context = {"proof": proof, "contract": proof.contract, "is_own": is_own}
    return "projects/proofs/_mark.html", context


def on_the_strip(party: Party) -> Iterator[Figure]:
    """How much of what the party handed in came by its day."""
    share = progress.on_time_of(party)
    if share.of:
        note = ngettext("of %(n)d milestone", "of %(n)d milestones", share.of) % {"n": share.of}
        yield _("On time"), f"{share.percent}\N{NO-BREAK SPACE}%", note

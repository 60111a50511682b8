"""What the desk keeps about people."""

from django.utils.translation import gettext_lazy as _

from accounts.privacy import port
from accounts.privacy.port import Basis, Handler
from marketplace.staff.models import Impersonation


class OfImpersonations(Handler[Impersonation]):
    model = Impersonation
    title = _("When staff saw the site as you")
    note = _("Who did, when and why. You were told of each.")
    basis = Basis.INTEREST
    seen_by = "the person; staff"
    path = "person"


def register() -> None:
    """Let this answer for its table."""
    port.register(OfImpersonations())

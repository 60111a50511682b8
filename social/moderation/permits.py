"""Who of the staff may look after the rules of the house."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed


def require(by: User, right: str) -> None:
    """Let only those of the staff go on who have the right, such as "social.claim_report". Raises NotAllowed."""
    if not (by.is_staff and by.has_perm(right)):
        raise NotAllowed(_("Only staff who look after reports can do this."))

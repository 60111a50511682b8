"""Who may change a thing that has a public face."""

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed
from portfolios.models.shown import Shown


def require_owner(shown: Shown, *, by: User) -> None:
    """Refuse whoever neither acts for the owner nor is staff. Raises NotAllowed."""
    if not by.is_staff and not Party.objects.acted_for_by(by).filter(pk=shown.listing.owner_id).exists():
        raise NotAllowed(_("This belongs to somebody else."))

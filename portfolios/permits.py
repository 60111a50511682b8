"""Who may change a thing that has a public face."""

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed
from portfolios.models.shown import Shown


def require_owner(shown: Shown, *, by: User) -> None:
    """Refuse whoever neither acts for the owner nor, on the staff, may take such things down. Raises NotAllowed."""
    is_owner = Party.objects.acted_for_by(by).filter(pk=shown.listing.owner_id).exists()
    if not is_owner and not (by.is_staff and by.has_perm(_right(shown))):
        raise NotAllowed(_("This belongs to somebody else."))


def _right(shown: Shown) -> str:
    return f"{shown._meta.app_label}.withdraw_{shown._meta.model_name}"

"""The day on which a fundraiser that has passed review opens by itself: chosen, moved, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from fundraising import clocks, fundraisers, launching
from fundraising.models import Fundraiser
from marketplace.kit import clock, timers
from portfolios.permits import require_owner


@transaction.atomic
def open_at(fundraiser: Fundraiser, moment: datetime | None, *, by: User) -> Fundraiser:
    """Let it open then by itself; None: only when its maker says so. Raises NotAllowed, launching.NotNow."""
    fundraiser = fundraisers.locked(fundraiser)
    require_owner(fundraiser, by=by)
    if fundraiser.status != Fundraiser.Status.SCHEDULED:
        raise launching.NotNow(_("Its opening can't be moved now."))
    if moment and moment <= clock.now():
        raise launching.NotNow(_("That moment has passed. Open it now, or choose a later day."))
    fundraiser.opens_at = moment
    fundraiser.save(update_fields=["opens_at"])
    if moment:
        timers.set(clocks.LAUNCH, fundraiser.pk, moment, by=by)
    else:
        timers.cancel(clocks.LAUNCH, fundraiser.pk)
    launching.show(fundraiser)
    return fundraiser

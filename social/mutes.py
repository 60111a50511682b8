"""Of what and of whom a person wants to hear no more."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Party, User
from marketplace.catalog.models import Listing
from marketplace.kit import arrays
from marketplace.kit.refusals import Refused
from social.models import Mute

MOST = 1000


def who_muted(users: Collection[UUID], *, listing: Listing | None, actor: Party | None) -> set[UUID]:
    """Those of the people who want to hear nothing of the listing or of who acted."""
    about = Q(listing=listing) if listing else Q(pk__in=[])
    of_them = about | Q(party=actor) if actor else about
    return set(Mute.objects.filter(of_them, user__in=arrays.among(users)).values_list("user", flat=True))


@transaction.atomic
def mute(*, by: User, listing: Listing | None = None, party: Party | None = None) -> None:
    """Hear no more of one listing or of one party. Said twice is said once.

    Raises Refused for oneself, and for more mutes than anybody needs.
    """
    if party is not None and party == getattr(by, "party", None):
        raise Refused(_("You can't mute yourself."))
    if Mute.objects.filter(user=by).count() >= MOST:
        raise Refused(_("You have muted %(n)d things already. Take some back first.") % {"n": MOST})
    Mute.objects.bulk_create([Mute(user=by, listing=listing, party=party)], ignore_conflicts=True)


def unmute(mute: Mute, *, by: User) -> None:
    """Hear of it again. Said twice is harmless."""
    Mute.objects.filter(pk=mute.pk, user=by).delete()

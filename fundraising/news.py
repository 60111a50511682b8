"""Whom the acts of this floor tell, and in which words."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fundraising.models import Fundraiser
from social import audiences, kinds, notices
from social.families import Family


def declare() -> None:
    """Let the notices of this floor exist."""
    kinds.declare(
        "fundraiser_published",
        family=Family.DISCOVERY,
        icon="sprout",
        label=_("Somebody you follow raises money"),
        sentence=_("%(actor)s began to raise money: %(title)s."),
        button=_("Look at it"),
    )


def published(fundraiser: Fundraiser, *, by: User | None) -> None:
    """Tell who follows those who raise, once for each fundraiser."""
    listing = fundraiser.listing
    to = [audiences.followers(listing.owner)]
    notices.announce(
        "fundraiser_published", key=fundraiser.pk, url=listing.url, to=to, actor=listing.owner, listing=listing, by=by
    )

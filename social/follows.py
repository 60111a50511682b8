"""Following a party and watching a listing: who does hears what becomes of it. The listing's figures move along."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import ports
from accounts.models import Party, User
from marketplace.catalog.models import Listing, ListingStats
from marketplace.kit.refusals import Refused
from social import notices
from social.models import Follow, Watch

PAGES = [Listing.Kind.PERSON, Listing.Kind.COMPANY]


@transaction.atomic
def follow(party: Party, *, by: User) -> bool:
    """Hear what this party makes, posts and raises; whether that is new. They are told who follows them, once.

    Raises Refused for oneself.
    """
    if party.pk == by.party.pk:
        raise Refused(_("You can't follow yourself."))
    if not ports.may_meet.ask(by.party, party):
        raise Refused(_("You can't follow this page."))
    _row, is_new = Follow.objects.get_or_create(follower=by.party, followed=party)
    if is_new:
        _count_follow(party, 1)
        notices.tell_party(
            party, "followed", key=by.party.pk, url=by.party.get_absolute_url(), actor=by.party,
            listing=Listing.objects.filter(owner=party, kind__in=PAGES).first(), but_not=by,
        )  # fmt: skip
    return is_new


@transaction.atomic
def unfollow(party: Party, *, by: User) -> bool:
    """Hear of them no more; whether one did."""
    gone, _kinds = Follow.objects.filter(follower=by.party, followed=party).delete()
    if gone:
        _count_follow(party, -1)
    return bool(gone)


@transaction.atomic
def watch(listing: Listing, *, by: User, level: str = Watch.Level.ALL) -> bool:
    """Hear what becomes of this listing; whether that is new. Said again with another level, the level changes.

    Raises Refused for one's own, and for a level that does not exist.
    """
    if level not in Watch.Level.values:
        raise Refused(_("Choose what you want to hear of it."))
    if Party.objects.acted_for_by(by).filter(pk=listing.owner_id).exists():
        raise Refused(_("It is your own: you hear of everything that happens to it."))
    row, is_new = Watch.objects.get_or_create(user=by, listing=listing, defaults={"level": level})
    if is_new:
        ListingStats.objects.filter(listing=listing).update(watches=F("watches") + 1)
    elif row.level != level:
        Watch.objects.filter(pk=row.pk).update(level=level)
    return is_new


@transaction.atomic
def unwatch(listing: Listing, *, by: User) -> bool:
    """Hear of it no more; whether one did."""
    gone, _kinds = Watch.objects.filter(user=by, listing=listing).delete()
    if gone:
        ListingStats.objects.filter(listing=listing, watches__gt=0).update(watches=F("watches") - 1)
    return bool(gone)


def _count_follow(party: Party, by: int) -> None:
    page = ListingStats.objects.filter(listing__owner=party, listing__kind__in=PAGES)
    (page.filter(follows__gt=0) if by < 0 else page).update(follows=F("follows") + by)

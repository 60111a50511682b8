"""Persons: how somebody joins, and what they show of themselves."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import devices, faces, ports, roles, security, slugs
from accounts.models import Consent, Party, Profile, Role, User
from accounts.privacy import consents
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog import listings
from marketplace.catalog.models import Listing, Topic
from marketplace.kit import clock, images, pagestore
from marketplace.kit.uploads import Upload

PARTY_COLUMNS = {"name", "photo"}
ROLE_OF_GOAL = {  # the part that is put in front, where the person plays it
    Profile.Goal.WORK.value: Role.Kind.FREELANCER.value,
    Profile.Goal.SHOW.value: Role.Kind.FREELANCER.value,
    Profile.Goal.HIRE.value: Role.Kind.CLIENT.value,
    Profile.Goal.BACK.value: Role.Kind.INVESTOR.value,
}


@transaction.atomic
def join(user: User, *, name: str, kinds: Iterable[str] = ()) -> Party:
    """Make somebody who can sign in a party of the marketplace, with a page that nobody else sees yet.

    kinds: the roles to take (Role.Kind). Joining twice returns the first party.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    party = Party.objects.filter(user=user).first() or _register(user, name)
    for kind in kinds:
        roles.take(kind, by=user)
    return party


@transaction.atomic
def introduce(
    user: User,
    *,
    name: str,
    kinds: Iterable[str],
    interests: Iterable[Topic] = (),
    goal: str = "",
    timezone: str = "",
) -> Party:
    """Say who one is and what for: the first page after joining, and again whenever one likes.

    timezone: the browser's; taken while the person has chosen none.
    """
    if timezone and user.timezone == "UTC":
        set_display(user, timezone=timezone)
    party = join(user, name=name)
    kinds = list(kinds)
    roles.choose(kinds, by=user)
    if ROLE_OF_GOAL.get(goal) in kinds:
        roles.act_as(ROLE_OF_GOAL[goal], by=user)
    change(party.profile, by=user, name=name, goal=goal, timezone=_first_zone(party.profile, timezone))
    party.profile.interests.set(interests)
    return party


@transaction.atomic
def open_page(
    profile: Profile,
    *,
    by: User,
    headline: str,
    topics: Iterable[Topic],
    is_shown: bool,
    levels: Mapping[str, str] | None = None,
) -> None:
    """The first look of a freelancer's page: a line, the skills, and whether others see it."""
    profile = change(profile, by=by, headline=headline)
    choose_skills(profile, topics, by=by, levels=levels)
    if is_shown:
        publish_profile(profile, by=by)


@transaction.atomic
def change(profile: Profile, *, by: User, **values: Any) -> Profile:
    """Write what the person says of themselves; a page that is shown shows it at once.

    values: columns of Profile, and `name` or `photo` of the party. Raises NotAllowed for somebody else's page.
    """
    profile = locked(profile, by)
    of_party = {name: values.pop(name) for name in PARTY_COLUMNS & values.keys()}
    _write(profile.party, of_party)
    _write(profile, {**values, "updated_at": clock.now()})
    return show_again(profile)


@transaction.atomic
def choose_skills(
    profile: Profile, topics: Iterable[Topic], *, by: User, levels: Mapping[str, str] | None = None
) -> None:
    """Name these skills, in this order, and no others.

    levels: how well, by the topic's slug; one that is not named there keeps the level that it had.
    """
    profile = locked(profile, by)
    wanted = list(topics)
    profile.profile_skills.exclude(topic__in=wanted).delete()
    for position, topic in enumerate(wanted):
        level = {"level": levels[topic.slug]} if levels and topic.slug in levels else {}
        profile.profile_skills.update_or_create(topic=topic, defaults={"position": position, **level})
    show_again(profile)


@transaction.atomic
def choose_interests(profile: Profile, topics: Iterable[Topic], *, by: User) -> None:
    """What one would like to see, and no more than that."""
    locked(profile, by).interests.set(topics)


@transaction.atomic
def choose_audiences(profile: Profile, audiences: Mapping[str, str], *, by: User) -> Profile:
    """Who sees which part of the page; parts that are not named stay as they are."""
    profile = locked(profile, by)
    return change(profile, by=by, audiences={**profile.audiences, **audiences})


@transaction.atomic
def hang_photo(profile: Profile, photo: Upload, *, by: User) -> None:
    """Show this checked picture as one's face; the one before is deleted."""
    old = profile.party.photo.name or ""
    change(profile, by=by, photo=images.store(photo, "photos"))
    _discard(old)


@transaction.atomic
def remove_photo(profile: Profile, *, by: User) -> None:
    """Show the drawn initial again. Without a photo nothing happens."""
    old = profile.party.photo.name or ""
    change(profile, by=by, photo="")
    _discard(old)


@transaction.atomic
def publish_profile(profile: Profile, *, by: User) -> Listing:
    """Let everybody find this person and open their page. Raises Refused without a name."""
    profile = locked(profile, by)
    if not profile.party.name:
        raise Refused(_("Give your name before you show your page."))
    return listings.publish(profile.listing, faces.of_person(profile))


@transaction.atomic
def withdraw_profile(profile: Profile, *, by: User) -> None:
    """Take the page out of sight; deals and the people in them keep seeing the name."""
    listings.withdraw(locked(profile, by).listing)


@transaction.atomic
def shut_out(user: User, *, by: User) -> None:
    """Refuse somebody the sign-in and hide their page. Raises NotAllowed for who is not staff, and for oneself."""
    user = _judged(user, by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    if hasattr(user, "party"):
        listings.withdraw(user.party.profile.listing)


@transaction.atomic
def let_in(user: User, *, by: User) -> None:
    """Let somebody sign in again. Their page stays hidden until they show it themselves."""
    user = _judged(user, by)
    user.is_active = True
    user.save(update_fields=["is_active"])


@transaction.atomic
def remove_factors(user: User, *, by: User) -> None:
    """Let somebody who lost app, passkey and recovery codes sign in by password or mailed code alone. They are told.

    Every session of theirs ends. Staff are helped by a superuser only: their factors guard other people. Raises
    NotAllowed, and Refused where there is nothing to remove.
    """
    user = _judged(user, by, "accounts.remove_factors_user")
    if user.is_staff and not by.is_superuser:
        raise NotAllowed(_("This needs another member of staff."))
    gone, _kinds = Authenticator.objects.filter(user=user).delete()
    if not gone:
        raise Refused(_("This account has no second factor."))
    user.sign_in_round += 1
    user.save(update_fields=["sign_in_round"])
    devices.others_have_ended(user, but_not=None)
    security.tell(user, "factors_removed")


def locked(profile: Profile, by: User) -> Profile:
    """The profile as it is now, held for an act of its person or of staff. Raises NotAllowed for others."""
    rows = Profile.objects.select_related("party", "listing__topic").select_for_update(of=("self",))
    profile = rows.get(pk=profile.pk)
    if profile.party.user_id != by.pk and not (by.is_staff and by.has_perm("accounts.hide_profile")):
        raise NotAllowed(_("Only the person themselves can change this page."))
    return profile


def page_changed() -> None:
    """Kept copies of the page show the world before this act: let them be drawn anew once it is committed."""
    transaction.on_commit(pagestore.turn_over, robust=True)


def show_again(profile: Profile) -> Profile:
    """Bring the card of a page that is shown up to date, also after the works on the wall have changed."""
    if profile.listing.is_live:
        listings.publish(profile.listing, faces.of_person(profile))
    return profile


@transaction.atomic
def set_display(user: User, **values: Any) -> None:
    """How pages are shown to this person: language, timezone, currency, scheme, density, has_shortcuts."""
    has_moved = values.get("timezone", user.timezone) != user.timezone
    for column, value in values.items():
        setattr(user, column, value)
    user.save(update_fields=list(values))
    if has_moved:
        ports.moved.ask(user)


def _first_zone(profile: Profile, zone: str) -> str:
    """The zone that a page shows: its own once it has one."""
    return profile.timezone or zone


def _discard(path: str) -> None:
    if path:
        transaction.on_commit(partial(images.discard, path))


def _register(user: User, name: str) -> Party:
    party = slugs.create_party(Party.Kind.PERSON, name=name, user=user)
    listing = listings.register(Listing.Kind.PERSON, owner=party, title=name, slug=party.slug)
    zone = "" if user.timezone == "UTC" else user.timezone
    Profile.objects.create(listing=listing, party=party, currency=user.currency, timezone=zone)
    consents.agree_to_papers(user, how=Consent.How.JOINING)  # both forms that lead here say so above their button
    return party


def _judged(user: User, by: User, right: str = "accounts.shut_out_user") -> User:
    is_above = user.is_superuser and not by.is_superuser
    may = by.is_staff and by.has_perm(right)
    if not may or user.pk == by.pk or is_above:
        raise NotAllowed(_("This needs another member of staff."))
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _write(row: Party | Profile, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        row.save(update_fields=list(values))

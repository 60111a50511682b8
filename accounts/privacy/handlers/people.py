"""Who somebody is: sign-in, party, page, and what others say of them."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Certification, Endorsement, FreeWeek, Guest, Party, Profile, Recommendation, Role, User
from accounts.privacy import port, rows
from accounts.privacy.port import Done, Fate, Handler, Hold, Stored
from marketplace.catalog import hiding
from marketplace.catalog.models import Listing
from marketplace.kit import images

NOWHERE = "left.invalid"  # reserved by RFC 2606: no mail ever goes there


class OfUser(Handler[User]):
    model = User
    title = _("Your sign-in")
    note = _("Address, language, zone, currency, and when you joined.")
    seen_by = "the person; staff"
    path = "pk"
    fate = Fate.CHANGED
    why = _("An empty row stays, so that what you did with others keeps its place. Nobody can sign in with it.")
    hidden = frozenset({"password", "groups", "user_permissions", "sign_in_round"})

    def of(self, user: User) -> "QuerySet[User]":
        return User.objects.filter(pk=user.pk)

    def holds(self, user: User) -> Iterable[Hold]:
        if user.is_staff:
            yield Hold(
                gettext("You are a member of staff. Another member must take your rights away first."),
                reverse("accounts:settings"),
            )

    def erase(self, user: User) -> Done:
        if user.email == f"{user.pk}@{NOWHERE}":
            return Done()
        for column, value in rows.blanks(User, keep={"id", "joined_at", "sign_in_round", "agreed"}).items():
            setattr(user, column, value)
        Guest.objects.filter(user=user).update(email="")
        user.email, user.is_active = f"{user.pk}@{NOWHERE}", False
        user.set_unusable_password()
        user.save()
        user.groups.clear()
        user.user_permissions.clear()
        return Done(changed=1)


class OfParty(Handler[Party]):
    model = Party
    title = _("Your name and photo")
    note = _("What others see of you wherever you did something.")
    seen_by = "everybody, where the person shows it"
    fate = Fate.CHANGED
    why = _("Others keep what they agreed with you. Instead of your name it says “Somebody who has left”.")

    def files(self, user: User) -> Iterator[Stored]:
        for party in self.of(user).exclude(photo=""):
            yield Stored(str(party.photo.name))

    def erase(self, user: User) -> Done:
        named = self.of(user).exclude(slug__startswith=LEFT)
        return reduce(Done.__add__, (forget_party(party) for party in named), Done())


class OfGuests(Handler[Guest]):
    model = Guest
    title = _("What you gave as a guest")
    note = _("The address that you gave without an account, and whose it is now.")
    seen_by = "the person; who made what they gave for"
    fate = Fate.CHANGED
    why = _("An empty row stays behind what was paid.")
    hidden = frozenset({"key", "round"})

    def of(self, user: User) -> "QuerySet[Guest]":
        return Guest.objects.filter(any_of("user", "claimed_by", user=user))

    def erase(self, user: User) -> Done:
        """Those that a member was before. One's own address is needed for the receipt, and goes with the sign-in."""
        mine = self.of(user).exclude(user=user).exclude(email="").select_related("party")
        done = reduce(Done.__add__, (forget_party(guest.party) for guest in mine), Done())
        mine.update(email="")
        return done


class OfRoles(Handler[Role]):
    model = Role
    title = _("Your roles")
    note = _("The parts that you play here.")


class OfProfile(Handler[Profile]):
    model = Profile
    title = _("Your page")
    note = _("What you say of yourself, with your skills, and who may see which part.")
    seen_by = "everybody, where the person shows it"
    path = "party__user"
    fate = Fate.CHANGED
    why = _("All of it is deleted; an empty row stays because your name stands on it.")
    parts = {"profile_skills": "accounts.ProfileSkill"}

    def erase(self, user: User) -> Done:
        for profile in self.of(user):
            profile.profile_skills.all().delete()
            profile.interests.clear()
        return Done(changed=rows.empty(self.of(user), keep={"created_at", "updated_at"}))


class OfFreeWeeks(Handler[FreeWeek]):
    model = FreeWeek
    title = _("Your calendar")
    note = _("Weeks in which you have more or less time than usual.")
    path = "profile__party__user"


class OfCertifications(Handler[Certification]):
    model = Certification
    title = _("Certifications")
    note = _("Certificates that you named, with their documents, and what became of them.")
    seen_by = "everybody, where it is shown; the document: the person and reviewers"
    path = "profile__party__user"


class OfEndorsements(Handler[Endorsement]):
    model = Endorsement
    title = _("Endorsements")
    note = _("Skills that others say you have, and that you say others have.")
    seen_by = "both persons; everybody, where it is shown"

    def of(self, user: User) -> "QuerySet[Endorsement]":
        return Endorsement.objects.filter(Q(profile__party__user=user) | Q(by__user=user))


class OfRecommendations(Handler[Recommendation]):
    model = Recommendation
    title = _("Recommendations")
    note = _("Texts about you, and those that you wrote about others.")
    seen_by = "both persons; everybody, where it is shown"

    def of(self, user: User) -> "QuerySet[Recommendation]":
        return Recommendation.objects.filter(Q(profile__party__user=user) | Q(writer__user=user))


class OfListings(Handler[Listing]):
    model = Listing
    title = _("What search knows of you")
    note = _("The public face of everything of yours that can be found, with its counters.")
    seen_by = "everybody, where the person shows it"
    fate = Fate.CHANGED
    why = _("Search forgets it and its page is gone. Where others took part, an empty row with its title stays.")
    hidden = frozenset({"search", "lineage"})
    parts = {"stats": "catalog.ListingStats"}

    def of(self, user: User) -> "QuerySet[Listing]":
        return Listing.objects.filter(owner__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done(changed=forget_listings(self.of(user)))


LEFT = "left-"


def gone_name() -> str:
    """What stands where a name stood, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("Somebody who has left")


def forget_party(party: Party) -> Done:
    """Take name, address and photo from a party; what it did keeps its id."""
    files = 1 if party.photo else 0
    if party.photo.name:
        images.discard(party.photo.name)
    slug = f"{LEFT}{party.pk.hex}"
    Listing.objects.filter(owner=party, slug=party.slug, kind=party.kind).update(slug=slug)
    Party.objects.filter(pk=party.pk).update(name=gone_name(), slug=slug, photo="")
    return Done(changed=1, files=files)


def forget_listings(found: "QuerySet[Listing]") -> int:
    """Take their faces away, and from those of persons and companies the name; returns how many had one."""
    shown = found.exclude(is_live=False, search=None, summary="", cover="")
    named = Q(kind=Listing.Kind.PERSON) | Q(kind=Listing.Kind.COMPANY)
    names, others = (list(rows.values_list("pk", flat=True)) for rows in (shown.filter(named), shown.exclude(named)))
    return hiding.forget_face(others) + hiding.forget_face(names, title=gone_name(), url="")


def any_of(*ways: str, user: User) -> Q:
    """Rows that lead to the person by one of these ways."""
    return reduce(or_, (Q(**{way: user}) for way in ways))


def register() -> None:
    """Let these answer for their tables."""
    port.register(
        OfUser(), OfParty(), OfGuests(), OfRoles(), OfProfile(), OfFreeWeeks(),
        OfCertifications(), OfEndorsements(), OfRecommendations(),
        OfListings(),
    )  # fmt: skip
    port.leave_out("accounts.Record", because="Where a party comes from that nobody signed up: a public record.")

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.models import audience
from accounts.models.audience import Audience, Part
from accounts.models.party import Party
from marketplace.catalog.models import Listing, Topic
from marketplace.kit.models import MoneyIn, Timestamped

if TYPE_CHECKING:
    from accounts.models.user import User


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Pages that this viewer may open: what is shown to everybody, and one's own."""
        if not user.is_authenticated:
            return self.filter(listing__is_live=True)
        sees_all = user.is_staff and user.has_perm("accounts.view_profile")
        return self if sees_all else self.filter(Q(listing__is_live=True) | Q(party__user=user))

    def with_page(self) -> Self:
        """Everything that the page of a person prints of itself, in two queries."""
        skills = models.Prefetch("profile_skills", ProfileSkill.objects.select_related("topic"))
        return self.select_related("party__record", "listing__stats", "listing__topic").prefetch_related(skills)


class Profile(Timestamped):
    """What a person shows of themselves: the page behind their Listing, shown to others while the listing is live.

    A valid row needs a `party` of kind person and a `listing` of kind person whose slug is the party's. A person from
    a public record (an artist) has a Record beside the party, and `born`, `died` and the two places instead of a rate.
    """

    class Goal(models.TextChoices):
        """What somebody came for: their first home page begins with it."""

        WORK = "work", _("Find paid work")
        SHOW = "show", _("Show what I make")
        HIRE = "hire", _("Find somebody for a job")
        BACK = "back", _("Back or invest in what others make")
        LOOK = "look", _("Look around first")

    class Fluency(models.TextChoices):
        """How well somebody speaks a language."""

        BASIC = "basic", _("Basic")
        GOOD = "good", _("Good enough for work")
        FLUENT = "fluent", _("Fluent")
        NATIVE = "native", _("First language")

    class Level(models.TextChoices):
        ENTRY = "entry", _("Entry")
        INTERMEDIATE = "intermediate", _("Intermediate")
        EXPERT = "expert", _("Expert")

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="profile")
    party = models.OneToOneField(Party, models.CASCADE, related_name="profile")
    headline = models.CharField(_("headline"), max_length=140, blank=True)
    bio = models.TextField(_("about"), blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    fluency = models.JSONField(default=dict, blank=True)  # of each language that says one: {"de": "fluent"}
    level = models.CharField(max_length=12, choices=Level, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    rate_minor = models.BigIntegerField(_("hourly rate"), null=True, blank=True)
    usual_from = models.DateField(_("free from"), null=True, blank=True)  # as they said, before single weeks differ
    free_from = models.DateField(null=True, blank=True, editable=False)  # what follows, by accounts.availability
    hours_a_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    links = models.JSONField(default=list, blank=True)
    skills = models.ManyToManyField(Topic, through="ProfileSkill", related_name="profiles")
    interests = models.ManyToManyField(Topic, related_name="+", blank=True)
    goal = models.CharField(max_length=4, choices=Goal, blank=True)
    audiences = models.JSONField(default=dict, blank=True, validators=[audience.check_audiences])  # part to audience
    steps_closed_at = models.DateTimeField(null=True, blank=True)  # when they put the list of first steps away
    born = models.SmallIntegerField(null=True, blank=True)
    died = models.SmallIntegerField(null=True, blank=True)
    birth_place = models.CharField(max_length=120, blank=True)
    death_place = models.CharField(max_length=120, blank=True)

    rate = MoneyIn("rate_minor")

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate_minor__isnull=True) | models.Q(rate_minor__gt=0), name="profile_rate_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.party.name

    def audience_of(self, part: str) -> str:
        """Who sees this part."""
        return self.audiences.get(part) or audience.usual(part)

    def is_public(self, part: str) -> bool:
        """Whether everybody sees this part, search engines and filters included."""
        return self.audience_of(part) == Audience.PUBLIC

    def parts_for(self, user: "User | AnonymousUser") -> set[str]:
        """The parts that this viewer sees: the person themselves all of them."""
        if user.is_authenticated and self.party.user_id == user.pk:
            return set(Part.values)
        seen = {Audience.PUBLIC, Audience.MEMBERS} if self._is_open_to(user) else {Audience.PUBLIC}
        return {part for part in Part.values if self.audience_of(part) in seen}

    def _is_open_to(self, user: "User | AnonymousUser") -> bool:
        """Whether this viewer sees what is for members: not who is blocked, or has blocked this person."""
        if not user.is_authenticated or Audience.MEMBERS not in map(self.audience_of, Part.values):
            return False
        return not hasattr(user, "party") or ports.may_meet.ask(user.party, self.party)


class ProfileSkill(models.Model):
    """A skill that a person says they have, and how well."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="profile_skills")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Profile.Level, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["profile", "topic"], name="profileskill_once")]

    def __str__(self) -> str:
        return f"{self.profile}: {self.topic}"

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.party import Party
from marketplace.catalog.models import Listing, Topic
from marketplace.kit.models import MoneyIn, Timestamped


class Profile(Timestamped):
    """What a person shows of themselves: the page behind their Listing."""

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
    level = models.CharField(max_length=12, choices=Level, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    rate_minor = models.BigIntegerField(_("hourly rate"), null=True, blank=True)
    free_from = models.DateField(_("free from"), null=True, blank=True)
    hours_a_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    links = models.JSONField(default=list, blank=True)
    skills = models.ManyToManyField(Topic, through="ProfileSkill", related_name="profiles")
    born = models.SmallIntegerField(null=True, blank=True)
    died = models.SmallIntegerField(null=True, blank=True)

    rate = MoneyIn("rate_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate_minor__isnull=True) | models.Q(rate_minor__gt=0), name="profile_rate_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.party.name


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

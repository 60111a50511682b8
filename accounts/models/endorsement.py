from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models.party import Party
from accounts.models.profile import Profile, ProfileSkill
from marketplace.catalog.models import Topic
from marketplace.kit import clock
from marketplace.kit.models import UUIDModel


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def held(self) -> Self:
        """Of skills that the person still names, by people who can still sign in."""
        named = ProfileSkill.objects.filter(profile=OuterRef("profile"), topic=OuterRef("topic"))
        return self.filter(Exists(named), by__user__is_active=True)


class Endorsement(UUIDModel):
    """Somebody who worked with this person says that they have a skill. Taken back by deleting the row.

    It points at the topic and not at the skill's row, so that a skill that is named again has its endorsements again.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="endorsements")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    by = models.ForeignKey(Party, models.CASCADE, related_name="endorsements_given")
    at = models.DateTimeField(default=clock.now)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["profile", "topic", "by"], name="endorsement_once")]

    def __str__(self) -> str:
        return f"{self.by}: {self.profile}, {self.topic}"

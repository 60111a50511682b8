from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.party import Party
from accounts.models.profile import Profile
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel


class RecommendationQuerySet(Lockable):
    def shown(self) -> Self:
        """Accepted, not hidden, by people who can still sign in."""
        return self.filter(status=Recommendation.Status.SHOWN, writer__user__is_active=True)

    def open(self) -> Self:
        """Asked for, written or shown: everything that has not come to an end."""
        return self.exclude(status__in=Recommendation.ENDED)

    def of(self, user: Any) -> Self:
        """Those in which this person has a side."""
        return self.filter(Q(profile__party__user=user) | Q(writer__user=user))

    def with_sides(self) -> Self:
        """Both persons, in the same query."""
        return self.select_related(
            "profile__party__user", "profile__listing", "writer__user", "writer__profile__listing"
        )


class Recommendation(UUIDModel, Stateful):
    """A text by somebody who worked with this person. It shows on their page once they accept it.

    It begins with a question of the subject (`asked`) or with a text that the writer offers (`offered`). A shown text
    that its writer changes waits for the subject again: nobody's page says what they have not read.
    """

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("recommendation", "Asked for")
        OFFERED = "offered", pgettext_lazy("recommendation", "Waits to be accepted")
        SHOWN = "shown", pgettext_lazy("recommendation", "Shown")
        HIDDEN = "hidden", pgettext_lazy("recommendation", "Hidden")
        DECLINED = "declined", pgettext_lazy("recommendation", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("recommendation", "Withdrawn")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.ASKED: {Status.OFFERED, Status.DECLINED, Status.WITHDRAWN},
        Status.OFFERED: {Status.SHOWN, Status.DECLINED, Status.WITHDRAWN},
        Status.SHOWN: {Status.HIDDEN, Status.OFFERED, Status.WITHDRAWN},
        Status.HIDDEN: {Status.SHOWN, Status.OFFERED, Status.WITHDRAWN},
    }
    ENDED: ClassVar = [Status.DECLINED, Status.WITHDRAWN]

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="recommendations")
    writer = models.ForeignKey(Party, models.CASCADE, related_name="recommendations_written")
    status = models.CharField(max_length=9, choices=Status)
    note = models.CharField(_("note"), max_length=500, blank=True)  # what the subject asked for, in their words
    text = models.TextField(_("text"), blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    written_at = models.DateTimeField(null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "writer"],
                condition=~Q(status__in=["declined", "withdrawn"]),
                name="recommendation_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["offered", "shown", "hidden"]) | ~Q(text=""),
                name="recommendation_shown_has_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.writer} on {self.profile}"

    def sides(self) -> Iterable[Party]:
        """The subject and the writer."""
        return self.profile.party, self.writer

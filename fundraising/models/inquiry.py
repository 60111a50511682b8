from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Party
from fundraising.models.fundraiser import Fundraiser
from marketplace.kit import clock
from marketplace.kit.models import Lockable, UUIDModel


class InquiryQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of both sides: who asks, or is asked, and of a company everybody who belongs to it."""
        ours = Party.objects.seen_by(user)
        return self.filter(Q(party__in=ours) | Q(fundraiser__listing__owner__in=ours))

    def with_sides(self) -> Self:
        """With both sides and the page that it is about, in one query."""
        return self.select_related("party", "fundraiser__listing__owner")


class Inquiry(UUIDModel):
    """What the maker of a fundraiser and one other write to each other in private: before backing it, and after.

    The words lie in a thread about it (social.models.Thread). `party`: who asks, or backs; never a guest, who has no
    messages. `by`: who began it, of whichever side.
    """

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="inquiries")
    party = models.ForeignKey(Party, models.PROTECT, related_name="inquiries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inquiries"
        constraints = [models.UniqueConstraint(fields=["fundraiser", "party"], name="inquiry_once")]
        indexes = [models.Index(fields=["by", "at"], name="inquiry_begun")]

    def __str__(self) -> str:
        return f"{self.party_id} to {self.fundraiser_id}"

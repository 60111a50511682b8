from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from fundraising.models.fundraiser import Fundraiser
from fundraising.models.pledge import Pledge
from marketplace.kit.models import Lockable, Stateful, Timestamped, UUIDModel


class UpdateQuerySet(Lockable):
    def published(self) -> Self:
        """Those that have been told."""
        return self.filter(status=Update.Status.PUBLISHED)

    def readable_by(self, user: Any) -> Self:
        """What this reader may read whole: what everybody may, what one's backing opens, and one's own."""
        everybodys = Q(status=Update.Status.PUBLISHED, is_for_backers=False)
        if not user.is_authenticated:
            return self.filter(everybodys)
        backed = Pledge.objects.counting().filter(backer__in=Party.objects.acted_for_by(user)).values("fundraiser")
        ours = Party.objects.seen_by(user)
        return self.filter(
            everybodys
            | Q(status=Update.Status.PUBLISHED, fundraiser__in=backed)
            | Q(fundraiser__listing__owner__in=ours)
        )


class Update(UUIDModel, Stateful, Timestamped):
    """What a maker tells while they make it: to everybody, or to their backers alone.

    `is_report`: it is the report until which a part of the money is held back (`Disbursement.is_report`).
    `number` counts those of one fundraiser from the first that was published. `publish_at`: when a finished one is
    published by itself.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("update", "Draft")
        SCHEDULED = "scheduled", pgettext_lazy("update", "Scheduled")
        PUBLISHED = "published", pgettext_lazy("update", "Published")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.SCHEDULED, Status.PUBLISHED},
        Status.SCHEDULED: {Status.DRAFT, Status.PUBLISHED},
    }

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="updates")
    number = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)  # set only by move_to()
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))  # markdown
    is_for_backers = models.BooleanField(_("for backers only"), default=False)
    is_report = models.BooleanField(_("this is the report"), default=False, db_default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fundraiser", "number"], name="update_numbered_once"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False, number__isnull=False),
                name="update_published_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(publish_at__isnull=False), name="update_scheduled_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page, with what is said about it."""
        return reverse("fundraising:update", args=[self.pk])


class UpdatePicture(UUIDModel):
    """A picture of an update, below its text."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="pictures")
    file = models.FileField(_("file"), upload_to="works/", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(_("what it shows"), max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.alt

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, UUIDModel
from projects.models.contract import Contract


class SharedFileQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of the contracts that this person may read."""
        return self.filter(contract__in=Contract.objects.visible_to(user)) if user.is_authenticated else self.none()

    def standing(self) -> Self:
        """Those that nobody has put away."""
        return self.filter(removed_at__isnull=True)


class SharedFile(UUIDModel):
    """A file in the folder of a contract: one name, and every version that it ever had.

    Nothing is deleted while a dispute may come: who removes it puts it away, and either side can bring it back.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="shared_files")
    name = models.CharField(_("name"), max_length=120)
    changed_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SharedFileQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "name"], condition=Q(removed_at__isnull=True), name="shared_file_named_once"
            )
        ]
        indexes = [models.Index(fields=["contract", "-changed_at", "-id"], name="shared_file_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """All its versions."""
        return reverse("projects:shared_file", args=[self.pk])

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class FileVersion(UUIDModel):
    """One state of a shared file, never changed: who brought it, when, and its SHA-256 in hex.

    An earlier one that is restored becomes the newest (`again`: which one it repeats) and shares its stored file.
    """

    shared = models.ForeignKey(SharedFile, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="shared/", storage=private_files.store, max_length=200)
    preview = models.FileField(upload_to="shared/", storage=private_files.store, max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)  # of the preview, in pixels
    height = models.PositiveIntegerField(default=0)
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    hash = models.CharField(max_length=64)
    note = models.CharField(_("what is new"), max_length=200, blank=True)
    author = models.ForeignKey(Party, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    again = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["shared", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["shared", "number"], name="version_of_file_numbered_once"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="version_of_file_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.shared} {self.number}"

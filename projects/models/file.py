from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.models import UUIDModel
from projects.models.project import Project


class ProjectFile(UUIDModel):
    """A file that belongs to a brief. Public with its job: nothing secret belongs into a brief."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to="briefs/", max_length=200)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()  # bytes
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name

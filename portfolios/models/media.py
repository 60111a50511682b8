from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import Listing
from marketplace.kit.models import UUIDModel


class Media(UUIDModel):
    """A picture that stands on the page of a portfolio, a work or a fundraiser, beside or below the listing's cover.

    `file` is its widest version, named by its width (see kit.pictures). `width` and `height` are that version's pixels,
    so that a page keeps its place before the picture arrives.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="media")
    position = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(_("file"), upload_to="works/", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(_("what it shows"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "media"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "position"], name="media_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="media_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.title or self.alt or str(self.file)

from django.db import models
from django.utils.translation import gettext_lazy as _

from fundraising.models.fundraiser import Fundraiser
from marketplace.kit.models import UUIDModel


class Question(UUIDModel):
    """A question that backers ask, with the maker's answer."""

    fundraiser = models.ForeignKey(Fundraiser, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))  # markdown

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["fundraiser", "position"], name="question_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.question

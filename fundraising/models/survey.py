from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fundraising import clocks
from fundraising.models.delivery import Delivery
from fundraising.models.fundraiser import Fundraiser
from fundraising.models.pledge import Pledge, PledgeQuerySet
from fundraising.models.reward import Reward
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel


class Survey(UUIDModel, Stateful):
    """What a maker has to know before rewards can be sent: some questions, and the address where something is posted.

    It is written at any time and sent once the fundraiser is funded. While it is locked nobody changes an answer that
    they gave; who has not answered still may. `reminders`: how often those were reminded, by the clock or by the maker.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("survey", "Being written")
        SENT = "sent", pgettext_lazy("survey", "Sent")
        LOCKED = "locked", pgettext_lazy("survey", "Locked")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.SENT},
        Status.SENT: {Status.LOCKED},
        Status.LOCKED: {Status.SENT},
    }

    fundraiser = models.OneToOneField(Fundraiser, models.CASCADE, related_name="survey")
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)  # set only by move_to()
    note = models.CharField(_("a word to your backers"), max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = Lockable.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(sent_at__isnull=False), name="survey_sent_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.status

    @property
    def is_sent(self) -> bool:
        """Whether backers can answer it."""
        return self.status != self.Status.DRAFT

    @property
    def answers_by(self) -> datetime | None:
        """Until when its answers are waited for; None before it is sent."""
        return self.sent_at + clocks.ANSWERS_BY if self.sent_at else None

    def asked(self) -> PledgeQuerySet:
        """The paid pledges that are asked something: a question that concerns them, or where something is sent."""
        owed = Delivery.objects.filter(line__pledge=OuterRef("pk"))
        concerned = Q(Exists(owed.exclude(line__reward__ships=Reward.Ships.NOTHING)))
        rewards = set(self.questions.values_list("reward", flat=True))
        if None in rewards:
            concerned |= Q(Exists(owed))
        if of_some := [pk for pk in rewards if pk]:
            concerned |= Q(Exists(owed.filter(line__reward__in=of_some)))
        paid = Pledge.objects.filter(fundraiser=self.fundraiser_id, status=Pledge.Status.COLLECTED)
        return paid.filter(concerned)

    def unanswered(self) -> PledgeQuerySet:
        """Those of the asked who have not answered."""
        return self.asked().filter(reply__isnull=True)


class SurveyQuestion(UUIDModel):
    """One question to all backers, or to those of one reward. Every kind but a text has options to choose from."""

    class Kind(models.TextChoices):
        TEXT = "text", _("A line of text")
        CHOICE = "choice", _("A choice")
        SIZE = "size", _("A size")
        COLOUR = "colour", _("A colour")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    reward = models.ForeignKey(Reward, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.TEXT)
    question = models.CharField(_("question"), max_length=200)
    options = ArrayField(models.CharField(max_length=60), verbose_name=_("options"), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="text") | Q(options__len__gte=2), name="surveyquestion_has_options"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class SurveyReply(models.Model):
    """What one backer answered: the id of a question → what they said. A row says that they have."""

    pledge = models.OneToOneField(Pledge, models.CASCADE, primary_key=True, related_name="reply")
    answers = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "survey replies"

    def __str__(self) -> str:
        return f"{self.pledge_id} {self.at:%Y-%m-%d}"


class PostalAddress(models.Model):
    """Where the rewards of one pledge are sent.

    Its maker reads it until all of them have arrived, and it is deleted some time after that (KEPT_DAYS "addresses").
    """

    pledge = models.OneToOneField(Pledge, models.CASCADE, primary_key=True, related_name="address")
    name = models.CharField(_("name"), max_length=80)
    street = models.CharField(_("street and number"), max_length=120)
    extra = models.CharField(_("more of it"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=80)
    region = models.CharField(_("state or province"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "postal addresses"
        indexes = [models.Index(fields=["changed_at"], name="postaladdress_by_age")]

    def __str__(self) -> str:
        return f"{self.city}, {self.country}"

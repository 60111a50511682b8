from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Lockable, UUIDModel
from social.models.deal import Deal, Side


class Badge(models.IntegerChoices):
    """The rungs of the ladder, lowest first; what each takes stands in social.reputation.ladder."""

    NEW = 0, pgettext_lazy("badge", "New")
    RISING = 1, pgettext_lazy("badge", "Rising")
    PROVEN = 2, pgettext_lazy("badge", "Proven")
    OUTSTANDING = 3, pgettext_lazy("badge", "Outstanding")


class Outcome(UUIDModel):
    """What a deal that ended counts for one of its sides: good, in part, or bad, and how much it weighs.

    It follows from the deal's facts and shown reviews (social.reputation.outcomes) and is worked out anew when one of
    them changes. `half`: twice the o of the formula, so 0, 1 or 2. `weight`: twice its w, 1 to 20.
    """

    class Reason(models.TextChoices):
        GOOD = "good", _("Ended well")
        LATE = "late", _("Handed in more than three days late")
        PART_RETURNED = "part_returned", _("A part of the money went back")
        LEFT = "left", _("Ended by the freelancer before all was done")
        CALLED_OFF = "called_off", _("Called off by the client after work had begun")
        UNANSWERED = "unanswered", _("Work was released by the clock, without an answer")
        SPLIT = "split", _("A dispute divided the money")
        MIDDLING = "middling", _("Rated below 4")
        RETURNED = "returned", _("All the money went back")
        LOST = "lost", _("A dispute went against them")
        RATED_LOW = "rated_low", _("Rated 2 or less")

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="outcomes")
    side = models.CharField(max_length=10, choices=Side)
    party = models.ForeignKey(Party, models.CASCADE, related_name="outcomes")
    half = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=13, choices=Reason)
    weight = models.PositiveSmallIntegerField()
    ended_on = models.DateField()

    class Meta:
        ordering = ["-ended_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "side"], name="outcome_once_a_side"),
            models.CheckConstraint(condition=Q(half__lte=2), name="outcome_none_to_whole"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=20), name="outcome_weighs_half_to_ten"),
        ]
        indexes = [models.Index(fields=["party", "side", "ended_on"], name="outcome_of_party")]

    def __str__(self) -> str:
        return f"{self.side} {self.half}/2"


class Score(UUIDModel):
    """What somebody's deals on one side come to, as it is published now. The arithmetic is social.reputation.formula.

    `points` are hundredths of a point, 0 to 10,000; empty where nothing counts. `months`: of the window that is
    published, the best of three. `deals`, `partners`, `first_on`: of the last 24 months. `rolls_on`: the day on which
    it changes by itself, because a deal grows too old or has been there long enough. `grace_until`: the badge is more
    than the score gives by now, and is lost then.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="scores")
    side = models.CharField(max_length=10, choices=Side)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    deals = models.PositiveIntegerField(default=0)
    partners = models.PositiveIntegerField(default=0)
    first_on = models.DateField(null=True, blank=True)
    badge = models.PositiveSmallIntegerField(choices=Badge, default=Badge.NEW)
    badge_since = models.DateTimeField(default=clock.now)
    grace_until = models.DateTimeField(null=True, blank=True)
    rolls_on = models.DateField(null=True, blank=True)

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["side"]
        constraints = [
            models.UniqueConstraint(fields=["party", "side"], name="score_once_a_side"),
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__lte=10_000), name="score_to_hundred"),
            models.CheckConstraint(
                condition=Q(points__isnull=True, months__isnull=True) | Q(points__isnull=False, months__in=[6, 12, 24]),
                name="score_of_a_window",
            ),
        ]
        indexes = [models.Index(fields=["rolls_on"], name="score_rolls")]

    def __str__(self) -> str:
        return f"{self.party} {self.side}"


class ScoreLine(UUIDModel):
    """One change of a published score: from what to what, because of what, and the sums it was worked out from.

    Written when the figure changes and never afterwards. `sums`: for each window its deals, Σw, Σwo and Σw² in the
    whole numbers of Outcome, and its points.
    """

    class Cause(models.TextChoices):
        ENDED = "ended", _("A deal ended")
        SETTLED = "settled", _("A dispute was settled")
        REVIEWED = "reviewed", _("Reviews were shown")
        REMOVED = "removed", _("A review was removed")
        RESTORED = "restored", _("A review was restored")
        AGED = "aged", _("An older deal left a window")

    party = models.ForeignKey(Party, models.CASCADE, related_name="score_lines")
    side = models.CharField(max_length=10, choices=Side)
    at = models.DateTimeField(default=clock.now)
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    cause = models.CharField(max_length=8, choices=Cause)
    deal = models.ForeignKey(Deal, models.SET_NULL, null=True, blank=True, related_name="+")
    sums = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["party", "side", "-at"], name="scoreline_of_party")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from social import behind
from social.models.report import Category

STRIKES_LAST = timedelta(days=365)


class DecisionQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """What was decided about oneself and one's companies."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(party__in=Party.objects.acted_for_by(user))

    def standing(self) -> Self:
        """What still keeps something out of sight or somebody off the site."""
        in_force = Q(until__isnull=True) | Q(until__gt=clock.now())
        kinds = [Decision.Outcome.WITHDRAWN, Decision.Outcome.SUSPENDED]
        return self.filter(in_force, outcome__in=kinds, lifted_at__isnull=True)

    def strikes(self) -> Self:
        """What counts against somebody: a year of decisions that were not taken back."""
        return self.filter(at__gt=clock.now() - STRIKES_LAST, lifted_at__isnull=True)


class Decision(UUIDModel):
    """What staff decided about a thing and its owner, with the reasons that the owner reads. A dismissal makes none."""

    class Outcome(models.TextChoices):
        WARNED = "warned", _("Warning")
        WITHDRAWN = "withdrawn", _("Taken out of sight")
        SUSPENDED = "suspended", _("Account suspended")

    party = models.ForeignKey(Party, models.CASCADE, related_name="decisions")
    listing = models.ForeignKey(Listing, models.SET_NULL, null=True, related_name="decisions")
    review = models.ForeignKey("social.Review", models.SET_NULL, null=True, blank=True, related_name="decisions")
    message = models.ForeignKey("social.Message", models.SET_NULL, null=True, blank=True, related_name="decisions")
    comment = models.ForeignKey("social.Comment", models.SET_NULL, null=True, blank=True, related_name="decisions")
    outcome = models.CharField(max_length=9, choices=Outcome)
    rule = models.CharField(max_length=12, choices=Category)
    statement = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)  # of a suspension; null: for good
    lifted_at = models.DateTimeField(null=True)  # taken back, on appeal or otherwise

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["party", "at"], name="decision_of_party")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.listing or self.party}"

    @property
    def thing(self) -> str:
        """What it is about, as a sentence names it."""
        if self.message:
            return gettext("a message that you wrote")
        if self.comment:
            return gettext("a comment that you wrote")
        if self.review:
            return gettext("your review of %(name)s") % {"name": self.review.subject.name}
        return self.listing.title if self.listing else self.party.name

    @property
    def is_standing(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None and (self.until is None or self.until > clock.now())

    def interested_users(self) -> Iterable[UUID]:
        """Who may not take it back: whom it concerns, who reported, and who decided."""
        yield from behind.involved(self.party).values_list("pk", flat=True)
        yield from self.reports.filter(reporter__isnull=False).values_list("reporter", flat=True)
        if self.by_id:
            yield self.by_id


class AppealQuerySet(Lockable):
    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(status=Appeal.Status.WAITING)


class Appeal(UUIDModel, Stateful):
    """Whom a decision concerns asks for another look, once. Somebody else on the staff answers."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        KEPT = "kept", _("Decision kept")
        OVERTURNED = "overturned", _("Decision taken back")

    MOVES: ClassVar = {Status.WAITING: {Status.KEPT, Status.OVERTURNED}}

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="appeals")
    text = models.TextField(max_length=2000)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar = AppealQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="appeal_waiting", condition=Q(status="waiting"))]

    def __str__(self) -> str:
        return str(self.decision)

    def interested_users(self) -> Iterable[UUID]:
        """Who may not answer: whoever may not take the decision back."""
        return self.decision.interested_users()

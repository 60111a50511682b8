from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from social import behind
from social.models.deal import Deal, Side

# What one side marks of the other, 1 to 5. The key is the side that writes.
CRITERIA: Mapping[str, tuple[tuple[str, str | Promise], ...]] = {
    Side.CLIENT: (
        ("quality", _("Quality of the work")),
        ("communication", _("Communication")),
        ("timeliness", _("On time")),
        ("expertise", _("Expertise")),
    ),
    Side.FREELANCER: (
        ("clarity", _("Clarity of the brief")),
        ("communication", _("Communication")),
        ("payment", _("Payment")),
    ),
}
MARKS = ("quality", "communication", "timeliness", "expertise", "clarity", "payment")


class ReviewQuerySet(Lockable):
    def shown(self) -> Self:
        """What counts: shown, and not removed."""
        return self.filter(status=Review.Status.SHOWN)

    def visible_to(self, user: Any) -> Self:
        """What was shown to everybody, and what one's own side has written. Nobody reads the other's before."""
        public = ~Q(status=Review.Status.WRITTEN)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(author__in=Party.objects.seen_by(user)))

    def about(self, party: Party) -> Self:
        """What others wrote of this party, where everybody may read it."""
        return self.filter(subject=party).exclude(status=Review.Status.WRITTEN)

    def with_sides(self) -> Self:
        """Its writer with their page, its subject and its deal, in the same query."""
        return self.select_related(
            "author__profile__listing", "author__company__listing", "subject", "deal__listing"
        ).defer("author__profile__listing__search", "author__company__listing__search", "deal__listing__search")


def _marked(*names: str) -> Q:
    """Exactly these marks are given."""
    return Q(**{f"{name}__isnull": name not in names for name in MARKS})


class Review(UUIDModel, Stateful):
    """What one side of a deal says of the other after its end. `side` is the one that writes.

    Neither side reads the other's before both have written, or before the deal's reviews close. `rating` is the mean of
    the marks in hundredths of a star; `again`: whether they would work together again; `note` is for staff alone.
    """

    class Status(models.TextChoices):
        WRITTEN = "written", pgettext_lazy("review", "Not shown yet")
        SHOWN = "shown", pgettext_lazy("review", "Shown")
        REMOVED = "removed", pgettext_lazy("review", "Removed by staff")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.WRITTEN: {Status.SHOWN},
        Status.SHOWN: {Status.REMOVED},
        Status.REMOVED: {Status.SHOWN},
    }

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="reviews")
    side = models.CharField(max_length=10, choices=Side)
    author = models.ForeignKey(Party, models.PROTECT, related_name="reviews_written")
    subject = models.ForeignKey(Party, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=7, choices=Status, default=Status.WRITTEN)
    quality = models.PositiveSmallIntegerField(null=True, blank=True)
    communication = models.PositiveSmallIntegerField(null=True, blank=True)
    timeliness = models.PositiveSmallIntegerField(null=True, blank=True)
    expertise = models.PositiveSmallIntegerField(null=True, blank=True)
    clarity = models.PositiveSmallIntegerField(null=True, blank=True)
    payment = models.PositiveSmallIntegerField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField()
    again = models.BooleanField()
    text = models.TextField(_("review"), max_length=3000)
    note = models.TextField(_("for staff alone"), max_length=2000, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    removed_why = models.CharField(max_length=500, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-shown_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "side"], name="review_once_a_side"),
            models.CheckConstraint(condition=~Q(author=F("subject")), name="review_of_another"),
            models.CheckConstraint(condition=Q(rating__gte=100, rating__lte=500), name="review_rating_one_to_five"),
            models.CheckConstraint(
                condition=Q(side="client") & _marked("quality", "communication", "timeliness", "expertise")
                | Q(side="freelancer") & _marked("clarity", "communication", "payment"),
                name="review_marks_of_its_side",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1, f"{name}__lte": 5}),
                    name=f"review_{name}_one_to_five",
                )
                for name in MARKS
            ),
            models.CheckConstraint(
                condition=Q(status="written", shown_at__isnull=True) | ~Q(status="written") & Q(shown_at__isnull=False),
                name="review_shown_since",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True)
                | ~Q(reply="") & Q(replied_at__isnull=False) & ~Q(status="written"),
                name="review_replied_once_shown",
            ),
        ]
        indexes = [
            models.Index(
                F("subject"), F("shown_at").desc(), F("id").desc(),
                name="review_of_subject", condition=~Q(status="written"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.author} on {self.subject}"

    def get_absolute_url(self) -> str:
        """Its place among the reviews of its subject."""
        kind = "company" if self.subject.is_company else "person"
        return reverse(f"social:reviews_of_{kind}", args=[self.subject.slug]) + f"#review-{self.pk}"

    @property
    def is_shown(self) -> bool:
        return self.status == self.Status.SHOWN

    @property
    def is_removed(self) -> bool:
        return self.status == self.Status.REMOVED

    @property
    def marks(self) -> list[tuple[str | Promise, int]]:
        """Each criterion and its mark."""
        return [(label, getattr(self, name)) for name, label in CRITERIA[self.side]]

    def interested_users(self) -> Iterable[UUID]:
        """Who may not decide about it: whoever belongs to either side."""
        yield from behind.involved(self.author).values_list("pk", flat=True)
        yield from behind.involved(self.subject).values_list("pk", flat=True)

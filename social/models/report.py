from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Lockable, Stateful, UUIDModel
from social import behind


class Category(models.TextChoices):
    """Which rule of the house a thing breaks."""

    FRAUD = "fraud", _("Fraud or a false promise")
    COPIED = "copied", _("Somebody else's work, copied")
    HARASSMENT = "harassment", _("Insults or harassment")
    ILLEGAL = "illegal", _("Against the law")
    SPAM = "spam", _("Advertising or nonsense")
    OTHER = "other", _("Something else")


class ReportQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """One's own reports; who reported is nobody else's to know but staff, who read it in the admin."""
        return self.filter(reporter=user) if user.is_authenticated else self.none()

    def waiting(self) -> Self:
        """Those that staff still have to decide."""
        return self.filter(status__in=[Report.Status.WAITING, Report.Status.CLAIMED])


class Report(UUIDModel, Stateful):
    """Somebody says that a listing, or the person or company behind one, breaks the rules.

    Persons and companies have listings, too, so that one foreign key reaches everything that can be reported. A review,
    a message and a comment have none: `listing` is then their writer's page, and `review`, `message` or `comment` says
    what.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being looked into")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Not upheld")

    MOVES: ClassVar = {
        Status.WAITING: {Status.CLAIMED, Status.UPHELD, Status.DISMISSED},
        Status.CLAIMED: {Status.WAITING, Status.UPHELD, Status.DISMISSED},
    }

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="reports")
    review = models.ForeignKey("social.Review", models.CASCADE, null=True, blank=True, related_name="reports")
    comment = models.ForeignKey("social.Comment", models.CASCADE, null=True, blank=True, related_name="reports")
    message = models.ForeignKey("social.Message", models.CASCADE, null=True, blank=True, related_name="reports")
    category = models.CharField(max_length=12, choices=Category)
    text = models.TextField(max_length=2000)
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decision = models.ForeignKey("social.Decision", models.SET_NULL, null=True, related_name="reports")
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "listing"],
                condition=models.Q(review__isnull=True, message__isnull=True, comment__isnull=True),
                name="report_once",
            ),
            models.UniqueConstraint(fields=["reporter", "review"], name="report_review_once"),
            models.UniqueConstraint(fields=["reporter", "message"], name="report_message_once"),
            models.UniqueConstraint(fields=["reporter", "comment"], name="report_comment_once"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="report_waiting", condition=models.Q(status__in=["waiting", "claimed"])
            ),
            models.Index(fields=["reporter", "created_at"], name="report_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.listing}"

    @property
    def is_waiting(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.CLAIMED)

    @property
    def thing(self) -> str:
        """What it is about, as a sentence names it."""
        if self.message:
            return gettext("a message of %(name)s") % {"name": self.listing.title}
        if self.comment:
            return gettext("a comment of %(name)s") % {"name": self.listing.title}
        if self.review is None:
            return self.listing.title
        return gettext("the review of %(name)s") % {"name": self.review.subject.name}

    def together(self) -> "ReportQuerySet":
        """Every report of the same thing, this one included."""
        about = {"review": self.review_id, "message": self.message_id, "comment": self.comment_id}
        return Report.objects.filter(listing=self.listing_id, **about)

    def interested_users(self) -> Iterable[UUID]:
        """Who may not decide: whoever reported the thing, whoever belongs to its owner, or is the other side."""
        yield from self.together().filter(reporter__isnull=False).values_list("reporter", flat=True)
        if self.review:
            yield from self.review.interested_users()
        if self.message:
            yield from self.message.interested_users()
        if self.comment:
            yield from self.comment.interested_users()
        yield from behind.involved(self.listing.owner).values_list("pk", flat=True)

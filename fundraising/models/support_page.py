from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, MoneyIn, Stateful, Timestamped, UUIDModel


class SupportPageQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those that were opened once, for everybody; drafts for who belongs to the maker."""
        mine = Party.objects.seen_by(user) if user.is_authenticated else Party.objects.none()
        return self.filter(~Q(status=SupportPage.Status.DRAFT) | Q(owner__in=mine))


class SupportPage(UUIDModel, Stateful, Timestamped):
    """Where somebody is supported month by month, or year by year: no goal and no end.

    A party has one. Its tiers say what supporters get; who likes gives a sum of their own. `subject`: the portfolio or
    job that it is for, if it is for one. Closed, it takes nobody new and charges nobody any more.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("support page", "Draft")
        OPEN = "open", pgettext_lazy("support page", "Open")
        CLOSED = "closed", pgettext_lazy("support page", "Closed")

    MOVES: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.OPEN},
        Status.OPEN: {Status.CLOSED},
        Status.CLOSED: {Status.OPEN},
    }

    owner = models.OneToOneField(Party, models.PROTECT, related_name="support_page")
    subject = models.ForeignKey(Listing, models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)  # set only by move_to()
    currency = models.CharField(max_length=3, default="EUR")
    pitch = models.CharField(_("in one sentence"), max_length=160, blank=True)
    story = models.TextField(_("what you do with it"), max_length=8000, blank=True)
    takes_own_sums = models.BooleanField(_("sums of their own"), default=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = SupportPageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"support of {self.owner_id}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    def get_absolute_url(self) -> str:
        """The page that everybody sees."""
        return reverse("fundraising:support_page", args=[self.owner.slug])


class SupportTier(UUIDModel, Timestamped):
    """A price a month, perhaps one a year, and what supporters get for it. One that is retired takes nobody new.

    `limit`: how many may have it at once; who is not charged any more has left their place.
    """

    page = models.ForeignKey(SupportPage, models.CASCADE, related_name="tiers")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=60)
    benefits = models.TextField(_("what they get"), max_length=600)
    month_minor = models.BigIntegerField(_("a month"))
    year_minor = models.BigIntegerField(_("a year"), null=True, blank=True)
    limit = models.PositiveIntegerField(_("places"), null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    month, year = MoneyIn("month_minor"), MoneyIn("year_minor")

    objects = Lockable.as_manager()

    class Meta:
        ordering = ["month_minor", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(month_minor__gt=0), name="supporttier_costs_something"),
            models.CheckConstraint(
                condition=Q(year_minor__isnull=True) | Q(year_minor__gt=0, year_minor__lte=F("month_minor") * 12),
                name="supporttier_year_is_no_dearer",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def currency(self) -> str:
        """The page's."""
        return self.page.currency


class SupportPostQuerySet(Lockable):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False, published_at__lte=clock.now())


class SupportPost(UUIDModel, Timestamped):
    """What a maker writes for supporters: all of it for those whose tier, or sum a month, is enough; for others the
    teaser. `level_minor`: the price a month of `tier` when it was published; 0 where every supporter reads it."""

    page = models.ForeignKey(SupportPage, models.CASCADE, related_name="posts")
    tier = models.ForeignKey(SupportTier, models.PROTECT, null=True, blank=True, related_name="posts")
    level_minor = models.BigIntegerField(default=0)
    title = models.CharField(_("title"), max_length=120)
    teaser = models.CharField(_("what everybody reads"), max_length=300, blank=True)
    text = models.TextField(_("for supporters"), max_length=20_000)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = SupportPostQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["page", "-published_at", "-id"], name="supportpost_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page, whole or as a teaser."""
        return reverse("fundraising:support_post", args=[self.pk])


class SupportFile(UUIDModel):
    """A file of a post, read by whoever reads the post whole. `preview`: the picture made small, where it is one."""

    post = models.ForeignKey(SupportPost, models.CASCADE, related_name="files")
    file = models.FileField(upload_to="support/", storage=private_files.store, max_length=200)
    preview = models.FileField(upload_to="support/", storage=private_files.store, max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)  # of the preview, in pixels
    height = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()  # bytes
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["post", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is fetched."""
        return reverse("fundraising:support_file", args=[self.pk])

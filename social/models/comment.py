from collections.abc import Iterator
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from marketplace.kit.models import Lockable, UUIDModel
from social import behind
from social.ports import discussed


class CommentQuerySet(Lockable):
    def about(self, kind: str, pk: UUID) -> Self:
        """What was said to one thing."""
        return self.filter(kind=kind, about=pk)

    def standing(self) -> Self:
        """What somebody said and did not take back, and our staff did not take out of sight."""
        return self.filter(removed_at__isnull=True, held_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Those to things that this reader may read; a higher floor answers for each kind."""
        return self.filter(discussed.seen_by(user))

    def with_all(self) -> Self:
        """What a page shows, in one query."""
        return self.select_related("author", "listing__owner")


class Comment(UUIDModel):
    """What somebody says in public to a thing of a higher floor, or answers to a comment: one step deep, so that it
    stays readable.

    `kind` and `about` name the thing (social.ports.Discussed); `listing` is the page behind it, whose owner is the
    maker. `key` is the form's: the same form sent twice is one comment. One that was taken back leaves its place where
    somebody answered it. `held_at`: since when our staff keep it out of sight, because it breaks the rules.
    """

    kind = models.CharField(max_length=20)
    about = models.UUIDField()
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(Party, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    body = models.TextField(_("comment"))
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="comment_sent_once")]
        indexes = [models.Index(fields=["kind", "about", "at"], name="comment_of_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @property
    def is_gone(self) -> bool:
        """Whether nobody reads it: its writer took it back, or our staff keep it out of sight."""
        return self.removed_at is not None or self.held_at is not None

    @property
    def is_makers(self) -> bool:
        """Whether it was said in the name of who owns the page."""
        return self.author_id == self.listing.owner_id

    def interested_users(self) -> Iterator[UUID]:
        """Who cannot judge it: whoever belongs to the page's owner, or wrote it."""
        yield from behind.involved(self.listing.owner).values_list("pk", flat=True)
        yield from behind.involved(self.author).values_list("pk", flat=True)

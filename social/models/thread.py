from collections.abc import Iterator
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Party
from marketplace.kit import clock, private_files
from marketplace.kit.models import Lockable, UUIDModel
from social import behind
from social.ports import places


class ThreadQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those about something that this person may read now; a higher floor answers for each kind."""
        return self.filter(places.seen_by(user)) if user.is_authenticated else self.none()

    def begun(self) -> Self:
        """Those in which something was said."""
        return self.filter(last__isnull=False)


class Thread(UUIDModel):
    """What is said about one thing of a higher floor: a proposal, a contract.

    `kind` and `about` name the thing (social.ports.Place); who may read the thing may read the thread, whatever their
    rows here say. `pulse` counts everything that happens in it: a new message takes the next figure as its number, an
    edit and a removal take the next one too. So "all since 41" is everything that an open page has missed.
    """

    kind = models.CharField(max_length=20)
    about = models.UUIDField()
    pulse = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.now)
    last = models.ForeignKey("social.Message", models.SET_NULL, null=True, blank=True, related_name="+")
    last_at = models.DateTimeField(default=clock.now)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "about"], name="thread_once")]
        indexes = [models.Index(fields=["-last_at", "-id"], name="thread_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    def get_absolute_url(self) -> str:
        """The thread alone on a page."""
        return reverse("social:thread", args=[self.pk])


class Reader(UUIDModel):
    """How far one person has read one thread.

    `read`: the number of the last message they have seen. `unread`: how many others wrote since. `told`: the number up
    to which they were sent a notice, so that one thread is one notice until it is read.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    read = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    unread = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="reader_once")]
        indexes = [models.Index(fields=["user"], name="reader_unread", condition=Q(unread__gt=0))]

    def __str__(self) -> str:
        return f"{self.user} in {self.thread}"


class MessageQuerySet(Lockable):
    def visible_to(self, user: Any) -> Self:
        """Those of the threads that this person may read."""
        return self.filter(thread__in=Thread.objects.visible_to(user)) if user.is_authenticated else self.none()

    def standing(self) -> Self:
        """What somebody said and did not take back."""
        return self.filter(removed_at__isnull=True, held_at__isnull=True, note="")

    def with_files(self) -> Self:
        """What a page shows of a message that was never changed, in two queries for any number."""
        return self.select_related("author", "party").prefetch_related("attachments").defer("search")

    def with_all(self) -> Self:
        """The same with how each read before, in three."""
        return self.with_files().prefetch_related("wordings")


class Message(UUIDModel):
    """Something that one person said in a thread, or that the site noted there (`note`: a call, a counter-offer).

    `author` is the person, `party` for whom they spoke: themselves or their company. `number` is its place in the
    thread, `pulse` when it changed last (Thread). `key` is the form's: the same form sent twice is one message. What is
    removed is read by neither side, and by staff in a dispute: what two agreed in words is evidence. `held_at`: since
    when our staff keep it out of sight, because it breaks the rules.
    """

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    pulse = models.PositiveIntegerField()
    author = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    body = models.TextField(blank=True)
    note = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    search = SearchVectorField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="message_numbered_once"),
            models.UniqueConstraint(fields=["thread", "by", "key"], condition=~Q(key=""), name="message_sent_once"),
            models.CheckConstraint(condition=Q(author__isnull=False) | ~Q(note=""), name="message_has_an_author"),
            models.CheckConstraint(condition=Q(pulse__gte=F("number")), name="message_changes_after_it_came"),
        ]
        indexes = [
            models.Index(fields=["thread", "pulse"], name="message_since"),
            GinIndex(fields=["search"], name="message_found", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.thread} {self.number}"

    @property
    def is_removed(self) -> bool:
        """Whether neither side reads it: its writer took it back, or our staff keep it out of sight."""
        return self.removed_at is not None or self.held_at is not None

    def interested_users(self) -> Iterator[UUID]:
        """Everybody of both sides: who cannot judge what was said between them."""
        face = places.faces([(self.thread.kind, self.thread.about)]).get((self.thread.kind, self.thread.about))
        for side in face.sides if face else ():
            yield from behind.involved(side).values_list("pk", flat=True)


class Wording(UUIDModel):
    """How a message read before it was changed. Both sides can look: nobody changes what was agreed behind a back."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="wordings")
    body = models.TextField(blank=True)
    at = models.DateTimeField()  # when it was written

    class Meta:
        ordering = ["message", "at", "id"]

    def __str__(self) -> str:
        return f"{self.message} before"


class Attachment(UUIDModel):
    """A file of a message, read by whoever reads the message. `preview`: the picture made small, where it is one."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to="messages/", storage=private_files.store, max_length=200)
    preview = models.FileField(upload_to="messages/", storage=private_files.store, max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)  # of the preview, in pixels
    height = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    hash = models.CharField(max_length=64)  # SHA-256 in hex

    class Meta:
        ordering = ["message", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is fetched."""
        return reverse("social:attachment", args=[self.pk])

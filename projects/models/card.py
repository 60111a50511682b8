from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kit import clock, private_files
from marketplace.kit.models import UUIDModel
from projects.models.board import Board, Column, Label, OfABoard, RankField
from projects.models.milestone import Milestone

SOON = timedelta(days=2)


class CardQuerySet(OfABoard):
    def current(self) -> Self:
        """Those that were not put away."""
        return self.filter(archived_at__isnull=True)

    def open(self) -> Self:
        """Those that still are to be done."""
        return self.current().filter(column__is_done=False)

    def with_face(self) -> Self:
        """All that the face of a card prints, in the same query and one for the labels."""
        blocked = CardRelation.objects.filter(
            kind=CardRelation.Kind.BLOCKS, other=OuterRef("pk"), card__in=Card.objects.open()
        )
        return (
            self.select_related("column", "assignee__party")
            .prefetch_related("labels")
            .annotate(
                items=_how_many(CheckItem.objects.all()),
                items_done=_how_many(CheckItem.objects.filter(is_done=True)),
                comments_count=_how_many(CardComment.objects.all()),
                files_count=_how_many(CardFile.objects.all()),
                is_blocked=Exists(blocked),
            )
        )


class Card(UUIDModel):
    """Something to be done, on the board of a contract.

    `version` counts changes of what it says: who edits an older one is shown both. `moves` counts its moves, which do
    not make a text old: the last move wins. `values` are the board's own fields, by their id, as text. `archived_at`:
    it was put away, and can be brought back.
    """

    board = models.ForeignKey(Board, models.CASCADE, related_name="cards")
    number = models.PositiveIntegerField()
    column = models.ForeignKey(Column, models.PROTECT, related_name="cards")
    rank = RankField()
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("description"), blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="cards", verbose_name=_("for")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    milestone = models.ForeignKey(Milestone, models.SET_NULL, null=True, blank=True, related_name="cards")
    labels = models.ManyToManyField(Label, blank=True, related_name="cards")
    values = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    moves = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    import_key = models.CharField(max_length=80, blank=True)

    # What with_face() adds.
    items: int
    items_done: int
    comments_count: int
    files_count: int
    is_blocked: bool

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["column", "rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="card_numbered_once"),
            models.UniqueConstraint(
                fields=["board", "import_key"], condition=~Q(import_key=""), name="card_imported_once"
            ),
        ]
        indexes = [
            models.Index(fields=["column", "rank"], name="card_in_column", condition=Q(archived_at__isnull=True)),
            models.Index(fields=["assignee", "due_on", "id"], name="card_of_assignee"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Everything about it."""
        return reverse("projects:card", args=[self.pk])

    @property
    def is_done(self) -> bool:
        return self.column.is_done

    @property
    def urgency(self) -> str:
        """How near its day is, for those who see it now: late, soon or nothing."""
        if self.due_on is None or self.is_done or self.archived_at:
            return ""
        today: date = clock.today()
        return "late" if self.due_on < today else "soon" if self.due_on <= today + SOON else ""


class CheckItem(UUIDModel):
    """A line of the checklist of a card."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="checklist")
    text = models.CharField(_("what"), max_length=300)
    rank = RankField()
    is_done = models.BooleanField(default=False)
    import_key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["card", "rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "import_key"], condition=~Q(import_key=""), name="checkitem_imported_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class CardFile(UUIDModel):
    """A file beside a card. Only the two sides of the contract read it."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="files")
    file = models.FileField(upload_to="cards/", storage=private_files.store, max_length=200)
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()  # bytes
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["card", "id"]

    def __str__(self) -> str:
        return self.name


class CardComment(UUIDModel):
    """Something said about a card. `elsewhere`: who said it in the board that it was brought from, as named there."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), max_length=8_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    elsewhere = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=clock.now)
    import_key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["card", "at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "import_key"], condition=~Q(import_key=""), name="cardcomment_imported_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CardRelation(UUIDModel):
    """How one card stands to another of its board. "Is blocked by" is `blocks`, read from the other end."""

    class Kind(models.TextChoices):
        BLOCKS = "blocks", pgettext_lazy("card", "blocks")
        RELATES = "relates", pgettext_lazy("card", "belongs with")
        DUPLICATES = "duplicates", pgettext_lazy("card", "is the same as")

    card = models.ForeignKey(Card, models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=10, choices=Kind)
    other = models.ForeignKey(Card, models.CASCADE, related_name="related_from")

    class Meta:
        ordering = ["card", "id"]
        constraints = [
            models.UniqueConstraint(fields=["card", "kind", "other"], name="cardrelation_once"),
            models.CheckConstraint(condition=~Q(card=models.F("other")), name="cardrelation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.kind} {self.other_id}"


def _how_many(rows: "models.QuerySet[Any]") -> Coalesce:
    found = rows.filter(card=OuterRef("pk")).order_by().values("card").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found), 0)

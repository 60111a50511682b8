from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.kit import clock
from marketplace.kit.models import Lockable, UUIDModel
from projects.models.contract import Contract

LONGEST_RANK = 200


class RankField(models.CharField):
    """A place in an order, as text that sorts by its bytes (projects.boards.ranks): moving one row rewrites one row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_RANK, "db_collation": "C", **kwargs})


class Board(UUIDModel):
    """What there is to do in a contract, as cards in columns, for both sides at once.

    Every change of it is a row (BoardChange), numbered 1, 2, 3 … without a gap: `last_change` is the newest. Whoever
    changes anything holds this row, so numbers are given in the order in which changes commit, and a page that knows
    its last number can ask for what it has missed. `last_card` is the number of the newest card.
    """

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="board")
    last_change = models.PositiveBigIntegerField(default=0)
    last_card = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=clock.now)

    objects = Lockable.as_manager()

    def __str__(self) -> str:
        return f"board of {self.contract_id}"

    def get_absolute_url(self) -> str:
        """The board."""
        return reverse("projects:board", args=[self.contract_id])


class OfABoard(models.QuerySet[Any]):
    """Parts of boards, as far as they are somebody's to see."""

    def visible_to(self, user: Any) -> Self:
        """Those of the boards of contracts that this person may read."""
        return self.filter(board__contract__in=Contract.objects.visible_to(user))


class Column(UUIDModel):
    """A step on the way of a card. What stands in a column that `is_done` is done.

    `limit`: how many cards it should hold at most (work in progress); with `is_strict` one more is refused, else the
    column only says that it is over its limit. `import_key` names what it was in the file that it was read from.
    """

    board = models.ForeignKey(Board, models.CASCADE, related_name="columns")
    name = models.CharField(_("name"), max_length=60)
    rank = RankField()
    is_done = models.BooleanField(_("what stands here is done"), default=False)
    limit = models.PositiveSmallIntegerField(_("cards at most"), null=True, blank=True)
    is_strict = models.BooleanField(_("refuse more than that"), default=False)
    import_key = models.CharField(max_length=80, blank=True)

    objects = OfABoard.as_manager()

    class Meta:
        ordering = ["board", "rank", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(limit__isnull=True) | Q(limit__gt=0), name="column_limit_positive"),
            models.CheckConstraint(condition=Q(is_strict=False) | Q(limit__isnull=False), name="column_strict_limit"),
            models.UniqueConstraint(
                fields=["board", "import_key"], condition=~Q(import_key=""), name="column_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Label(UUIDModel):
    """A word on cards, in a colour of the house."""

    class Tone(models.TextChoices):
        INK = "ink", pgettext_lazy("colour", "Ink")
        SEA = "sea", pgettext_lazy("colour", "Sea")
        AMBER = "amber", pgettext_lazy("colour", "Amber")
        BRICK = "brick", pgettext_lazy("colour", "Brick")
        WINE = "wine", pgettext_lazy("colour", "Wine")
        SKY = "sky", pgettext_lazy("colour", "Sky")

    board = models.ForeignKey(Board, models.CASCADE, related_name="labels")
    name = models.CharField(_("name"), max_length=40)
    tone = models.CharField(_("colour"), max_length=6, choices=Tone, default=Tone.INK)
    import_key = models.CharField(max_length=80, blank=True)

    objects = OfABoard.as_manager()

    class Meta:
        ordering = ["board", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "name"], name="label_named_once"),
            models.UniqueConstraint(
                fields=["board", "import_key"], condition=~Q(import_key=""), name="label_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardField(UUIDModel):
    """Something more that every card of a board may say: a format, a page count, a day of print."""

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("field", "Text")
        NUMBER = "number", pgettext_lazy("field", "Number")
        DATE = "date", pgettext_lazy("field", "Day")
        CHOICE = "choice", pgettext_lazy("field", "Choice")

    board = models.ForeignKey(Board, models.CASCADE, related_name="fields")
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.TEXT)
    choices = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    objects = OfABoard.as_manager()

    class Meta:
        ordering = ["board", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "name"], name="boardfield_named_once"),
            models.CheckConstraint(
                condition=Q(kind="choice") & ~Q(choices=[]) | ~Q(kind="choice") & Q(choices=[]),
                name="boardfield_choices_of_a_choice",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardChange(models.Model):
    """One change of a board: who did what, to which card, when. Never edited; its number leaves no gap.

    `facts`: what its sentence names (projects.boards.words), as it was called then.
    """

    board = models.ForeignKey(Board, models.CASCADE, related_name="changes")
    number = models.PositiveBigIntegerField()
    what = models.CharField(max_length=24)
    card = models.ForeignKey("projects.Card", models.SET_NULL, null=True, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["board", "-number"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="boardchange_numbered_once")]
        indexes = [models.Index(fields=["card", "-number"], name="boardchange_of_card")]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

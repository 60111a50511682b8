"""The one way in which a status moves."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.models.base import UUIDModel


class IllegalMove(Exception):
    """This thing cannot go from its state to that one. The message is for the person who tried."""


class Move(UUIDModel):
    """One step in the life of any stateful thing: who moved it, for whom, when, from where, to where, and why.

    `by` is the person, `party` the one they acted for: themselves or a company.
    """

    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    old = models.CharField(max_length=30)
    new = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    party = models.ForeignKey("accounts.Party", models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "at"], name="move_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.old} → {self.new}"


class Stateful(models.Model):
    """A thing whose `status` follows a chart. Subclasses declare `MOVES`; only `move_to` sets the status."""

    MOVES: ClassVar[Mapping[str, set[str]]]
    status: Any

    class Meta:
        abstract = True

    def may_move_to(self, new: str) -> bool:
        """Whether the chart has this arrow."""
        return new in self.MOVES.get(self.status, set())

    def move_to(
        self, new: str, *, by: Any = None, party: Any = None, why: str = "", saving: Iterable[str] = ()
    ) -> Self:
        """Take one arrow of the chart and write it down. The caller holds the row's lock.

        party: for whom the person acts, where it is a deal of somebody's. saving: columns that change with the status.
        Raises IllegalMove where the chart has no such arrow.
        """
        move = self.moving_to(new, by=by, party=party, why=why)
        self.save(update_fields=["status", *saving])
        move.save(force_insert=True)
        return self

    def moving_to(self, new: str, *, by: Any = None, party: Any = None, why: str = "") -> Move:
        """Take the arrow in memory alone; returns what is to be written down of it. The caller stores both.

        For rows that are stored many at once (`kit.together`), or whose first state is not worth a statement.
        """
        old = str(self.status)
        if not self.may_move_to(new):
            raise IllegalMove(_("This is %(state)s now, so that is no longer possible.") % {"state": self._label()})
        self.status = str(new)
        kind = self._meta.label_lower
        return Move(subject_kind=kind, subject_id=self.pk, old=old, new=str(new), by=by, party=party, why=why)

    def _label(self) -> str:
        return str(getattr(self, "get_status_display", lambda: self.status)()).lower()

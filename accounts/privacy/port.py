"""What each app keeps about people, and how it hands that out and forgets it. Filled from `AppConfig.ready`.

    class OfNotices(port.Handler[Notice]):
        model = Notice
        title = _("Notices")
        note = _("What you were told, and when you read it.")

    port.register(OfNotices())
    port.leave_out("payments.RuleSet", because="Fees and legal figures. Nobody is named in them.")

A table with a way to a person, or with a column that looks like one (name, e-mail, address, …), has a handler or a
reason why it needs none; a test walks all of them. One handler may answer for the parts of its rows, too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Party, User
from accounts.privacy import rows

Row = TypeVar("Row", bound=models.Model)
Words = str | Promise


class Fate(models.TextChoices):
    """What becomes of the rows when their person is forgotten."""

    DELETED = "deleted", _("Deleted")
    CHANGED = "changed", _("Made nameless")
    KEPT = "kept", _("Kept")


class Basis(Enum):
    """Why we may keep it (GDPR, article 6, paragraph 1)."""

    CONTRACT = "contract (b)"
    DUTY = "legal duty (c)"
    INTEREST = "legitimate interest (f)"


@dataclass(frozen=True)
class Hold:
    """Why somebody cannot be forgotten yet: the sentence, and the page where it can be ended."""

    what: str
    url: str


@dataclass(frozen=True)
class Stored:
    """A file of the person's: where it lies, and what it is called in the export."""

    path: str
    name: str = ""
    storage: Callable[[], Storage] = lambda: default_storage

    @property
    def named(self) -> str:
        """The name in the export: the stored path, which is ours and harmless, unless a better one is known."""
        return self.name or self.path


@dataclass(frozen=True)
class Done:
    """What an erasure did with the rows of one table."""

    deleted: int = 0
    changed: int = 0
    files: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(self.deleted + other.deleted, self.changed + other.changed, self.files + other.files)


class Handler(Generic[Row]):
    """How one table answers for a person. Erasing twice does nothing the second time."""

    model: type[Row]
    title: Words  # what these rows are to the person: "Proposals"
    note: Words  # one sentence: what stands in them and why
    path: ClassVar[str] = "user"  # the way from a row to its person
    fate: Fate = Fate.DELETED
    why: Words = ""  # why rows are not simply deleted; asked for unless they are
    basis: ClassVar[Basis] = Basis.CONTRACT
    seen_by: ClassVar[str] = "the person"  # for the record of processing: docs/privacy.md
    kept: ClassVar[str] = ""  # the rule of retention by which rows go; empty: they stay with the account
    hidden: ClassVar[frozenset[str]] = frozenset()  # columns that no file may hold: secrets, and what is ours alone
    parts: ClassVar[Mapping[str, str]] = {}  # accessor of a row's parts: label of their table

    @property
    def label(self) -> str:
        """The table's name: "projects.proposal"."""
        return self.model._meta.label_lower

    @property
    def covers(self) -> set[str]:
        """The tables that it answers for."""
        return {self.label, *(part.lower() for part in self.parts.values())}

    def of(self, user: User) -> "QuerySet[Row]":
        """The rows that are about this person and nobody else."""
        return self.model._default_manager.filter(**{self.path: user})

    def count(self, user: User) -> int:
        """How many rows there are."""
        return self.of(user).count()

    def export(self, user: User) -> Iterator[dict[str, Any]]:
        """Every row as JSON takes it, the parts inside their whole. Read in pieces: there may be very many."""
        found = self.of(user).order_by("pk").prefetch_related(*self.parts)
        for row in found.iterator(chunk_size=500):
            yield {**rows.as_dict(row, hidden=self.hidden, parts=self.parts), **self.also(row)}

    def also(self, row: Row) -> dict[str, Any]:
        """What makes a row readable beyond its columns, if it is public: the title of a job, not who else is in it."""
        return {}

    def files(self, user: User) -> Iterator[Stored]:
        """The person's files behind the rows. Every file column of the table, unless the handler knows better."""
        names = [field.name for field in self.model._meta.concrete_fields if isinstance(field, models.FileField)]
        for row in self.of(user).iterator(chunk_size=500) if names else []:
            for file in (getattr(row, name) for name in names):
                if file:
                    yield Stored(file.name, storage=partial(_given, file.storage))

    def holds(self, user: User) -> Iterable[Hold]:
        """Why the person cannot be forgotten yet; nothing where they can."""
        return ()

    def erase(self, user: User) -> Done:
        """Forget the person in this table: files first, so that after a crash a row still leads to what is left."""
        files = self.erase_files(user)
        return Done(deleted=rows.delete(self.of(user)), files=files)

    def erase_files(self, user: User) -> int:
        """Delete the person's files from their store; returns how many. No matter if some are gone."""
        found = list(self.files(user))
        for file in found:
            file.storage().delete(file.path)
        return len(found)


_handlers: dict[str, Handler[Any]] = {}
_left_out: dict[str, str] = {}


def register(*handlers: Handler[Any]) -> None:
    """Let these handlers answer for their tables. Raises ValueError where one has a handler already."""
    for handler in handlers:
        if handler.fate != Fate.DELETED and not handler.why:
            raise ValueError(f"{handler.label}: say why the rows stay.")
        if type(_handlers.setdefault(handler.label, handler)) is not type(handler):
            raise ValueError(f"{handler.label} has a handler already.")


def leave_out(*labels: str, because: str) -> None:
    """Say why tables with a way to a person, or a column like one, need no handler."""
    for label in labels:
        apps.get_model(label)  # a table that is gone needs no reason any more
        _left_out[label.lower()] = because


def handlers() -> list[Handler[Any]]:
    """Every handler, lowest floor first, as they were registered."""
    return list(_handlers.values())


def from_the_top() -> list[Handler[Any]]:
    """Every handler in the order of forgetting: what builds on a row goes before the row."""
    return handlers()[::-1]


def handler_of(label: str) -> Handler[Any]:
    """The handler of this table. Raises KeyError."""
    return _handlers[label]


def left_out() -> dict[str, str]:
    """The tables without a handler, and why."""
    return dict(_left_out)


def holds(user: User) -> list[Hold]:
    """Everything that stands in the way of forgetting this person."""
    return [hold for handler in handlers() for hold in handler.holds(user)]


def parties_of(user: User) -> "QuerySet[Party]":
    """Who ends with the person: themselves, guests that they were, and companies for which nobody else acts."""
    mine = Membership.objects.filter(user=user).values("company")
    shared = Membership.objects.exclude(user=user).values("company")
    return Party.objects.filter(
        Q(user=user) | Q(guest__claimed_by=user) | Q(company__in=mine) & ~Q(company__in=shared) & Q(record__isnull=True)
    ).distinct()


def _given(storage: Storage) -> Storage:
    return storage

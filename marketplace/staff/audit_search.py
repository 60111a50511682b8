"""Looking for lines of the audit: by person, object, act, words of the reason and time."""

import csv
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from marketplace.kit import audit, ids
from marketplace.kit.desk import history
from marketplace.kit.models import AuditEntry

PEOPLE = 200  # by so many people of one name at most
LINES = 100_000  # that one file may hold
COLUMNS = ["number", "at", "act", "by", "name", "object", "data", "hash"]


class SearchForm(forms.Form):
    """What to look for; all of it may be left out."""

    person = forms.CharField(label=_("Person"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget)
    thing = forms.CharField(label=_("Object"), required=False, max_length=120, widget=UnfoldAdminTextInputWidget)
    act = forms.CharField(label=_("Act"), required=False, max_length=60, widget=UnfoldAdminTextInputWidget)
    words = forms.CharField(label=_("In the reason"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget)
    since = forms.DateField(label=_("From"), required=False, widget=UnfoldAdminSingleDateWidget)
    until = forms.DateField(label=_("To"), required=False, widget=UnfoldAdminSingleDateWidget)


class Echo:
    """A file that hands back what is written to it, for the CSV writer."""

    def write(self, text: str) -> str:
        return text


def found(asked: dict[str, Any]) -> "QuerySet[AuditEntry]":
    """The lines that answer to all that was asked; all of them where nothing was."""
    lines = AuditEntry.objects.all()
    if person := asked.get("person"):
        lines = lines.filter(_about_or_by(person))
    if thing := asked.get("thing"):
        lines = lines.filter(subject__icontains=thing)
    if act := asked.get("act"):
        lines = lines.filter(kind__icontains=act.replace(" ", "_"))
    if words := asked.get("words"):
        lines = lines.filter(data__reason__icontains=words)
    return lines.filter(_within(asked.get("since"), asked.get("until")))


def with_names(lines: list[AuditEntry]) -> list[dict[str, Any]]:
    """The lines as they are printed: who is behind the ids, in one more query, and whether they are as sealed."""
    names = history.names_of({line.by for line in lines if line.by})
    return [{"line": line, "who": _who(names, line.by), "holds": line.hash == audit.seal(line)} for line in lines]


def as_csv(lines: "QuerySet[AuditEntry]") -> Iterator[str]:
    """The lines as CSV, the newest first; what a table program would take for a formula is made text."""
    writer: Any = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    batch: list[AuditEntry] = []
    for line in lines.order_by("-number")[:LINES].iterator(chunk_size=1000):
        batch.append(line)
        if len(batch) == 1000:
            yield from _rows(writer, batch)
            batch = []
    yield from _rows(writer, batch)


def _rows(writer: Any, lines: list[AuditEntry]) -> Iterator[str]:
    for one in with_names(lines):
        line = one["line"]
        cells = [line.number, line.at.isoformat(), line.kind, line.by, one["who"], line.subject, line.data, line.hash]
        yield writer.writerow([_harmless(str(cell)) for cell in cells])


def _who(names: dict[UUID, str], by: UUID | None) -> str:
    return names.get(by, str(by)) if by else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


def _about_or_by(person: str) -> Q:
    """Lines by this person or about them: given by id, or by part of a name or address."""
    named = Q(email__icontains=person) | Q(party__name__icontains=person)
    who = [pk] if (pk := ids.read(person)) else list(User.objects.filter(named).values_list("pk", flat=True)[:PEOPLE])
    return Q(by__in=who) | Q(subject__in=[f"accounts.user:{one}" for one in who])


def _within(since: Any, until: Any) -> Q:
    """From the beginning of the one day to the end of the other, in the reader's zone."""
    zone = timezone.get_current_timezone()
    begun = Q(at__gte=datetime.combine(since, time.min, zone)) if since else Q()
    return begun & Q(at__lte=datetime.combine(until, time.max, zone)) if until else begun

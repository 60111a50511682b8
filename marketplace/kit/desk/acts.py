"""The acts of staff: what each is called, which domain act it calls, and the reason that goes with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from marketplace.kit import audit

Words = str | Promise
SHORTEST_REASON = 10  # letters: a word like "spam" explains nothing to who reads it a year later


class ReasonField(forms.CharField):
    """Why a member of staff does something: kept in the audit for good."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Reason"),
            help_text=_("A sentence that somebody else understands next year. It stays in the audit."),
            min_length=SHORTEST_REASON,
            max_length=1000,
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
            **kwargs,
        )


class ReasonForm(forms.Form):
    """What every act asks for. An act that needs more has a form of its own that extends this one."""

    reason = ReasonField()


def _always(row: Any) -> bool:
    return True


@dataclass(frozen=True)
class Act:
    """One thing that staff may do to a row, with a reason.

    does: the domain act, called as `does(row, by=…, why=…, **rest of the form)`; `with_why=False` leaves `why` out.
    page: the name of an address that takes the row's id, for an act that asks on a page of its own, without `does`.
    when: whether it is offered for a row; the act itself still refuses what may not be.
    """

    name: str
    label: Words
    does: Callable[..., Any] | None = None
    consequence: Words = ""
    form: type[ReasonForm] = ReasonForm
    with_why: bool = True
    on_many: bool = True
    is_grave: bool = False
    page: str = ""
    when: Callable[[Any], bool] = field(default=_always)

    def right(self, model: type[Model]) -> str:
        """The permission that it needs, as `has_perm` takes it."""
        return f"{model._meta.app_label}.{self.codename(model)}"

    def codename(self, model: type[Model]) -> str:
        """The permission's name within its app."""
        return f"{self.name}_{model._meta.model_name}"


_offered: dict[type[Model], list[Act]] = {}


@dataclass(frozen=True)
class Queue:
    """What waits for staff in a list: its title, its rows, and the query by which the list shows just those.

    right: who has it is waited for; whoever may read the list, where none is named.
    """

    title: Words
    rows: Callable[[], "QuerySet[Any]"]
    query: str = ""
    right: str = ""


@transaction.atomic
def carry_out(act: Act, row: Model, *, by: Any, reason: str, **rest: Any) -> None:
    """Call the domain act and write it into the audit, both or neither.

    Raises what the act raises: Refused or IllegalMove, with a sentence for who tried.
    """
    subject = audit.subject_of(row)
    why = {"why": reason} if act.with_why else {}
    if act.does:
        act.does(row, by=by, **why, **rest)
    audit.append(act.name, by=by.pk, subject=subject, data={"reason": reason, **_facts(rest)})


def _facts(rest: Mapping[str, Any]) -> dict[str, Any]:
    """What the form gave besides, as the audit can seal it."""
    exact = (str, int, bool, type(None))
    return {name: value if isinstance(value, exact) else str(value) for name, value in rest.items()}


def offer(model: type[Model], act: Act) -> None:
    """Let a higher floor add an act to the table of a lower one, from its `AppConfig.ready`."""
    held = _offered.setdefault(model, [])
    if act not in held:
        held.append(act)


def of(desk: Any) -> list[Act]:
    """All acts of a table: its own, and what higher floors offer there."""
    return [*desk.acts, *_offered.get(desk.model, [])]


def find(acts: Sequence[Act], name: str) -> Act | None:
    """The act of this name."""
    return next((act for act in acts if act.name == name), None)

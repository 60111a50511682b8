"""What people type on a board."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace.kit import uploads
from projects.boards import fields, people, relations, trello
from projects.boards.cards import Details
from projects.boards.columns import Shape
from projects.forms.fields import DayField, LineField
from projects.models import Board, BoardField, Card, CardRelation, Column, Label

SEEN = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


class NewCardForm(forms.Form):
    """A card in one line; the rest can wait."""

    title = LineField(label=_("Card"), max_length=200)
    column = forms.ModelChoiceField(Column.objects.none(), label=_("Column"), empty_label=None)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].queryset = board.columns.all()  # type: ignore[attr-defined]


class CardForm(forms.Form):
    """All that a card says. seen: the version that stood on the page."""

    title = LineField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Markdown works."),
    )  # fmt: skip
    assignee = forms.ChoiceField(label=_("For"), required=False)
    due_on = DayField(label=_("Due"), required=False)
    milestone = forms.ChoiceField(
        label=_("Milestone"), required=False,
        help_text=_("When all cards of a milestone are done, the board proposes to submit it."),
    )  # fmt: skip
    labels = forms.ModelMultipleChoiceField(
        Label.objects.none(), label=_("Labels"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = SEEN

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(card), **kwargs})
        board = card.board
        self.own = list(board.fields.all())
        self.people = {str(user.pk): user for user in _people(card)}
        self.milestones = {str(one.pk): one for one in board.contract.milestones.order_by("position", "pk")}
        nobody = [("", _("Nobody yet"))]
        self.fields["assignee"].choices = nobody + [(pk, one.party.name) for pk, one in self.people.items()]  # type: ignore[attr-defined]
        none = [("", _("None"))]
        self.fields["milestone"].choices = none + [(pk, one.name) for pk, one in self.milestones.items()]  # type: ignore[attr-defined]
        self.fields["labels"].queryset = board.labels.all()  # type: ignore[attr-defined]
        if not board.labels.exists():
            del self.fields["labels"]
        for one in self.own:
            self.fields[_name(one)] = _control(one)

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and not 2000 <= day.year <= 2100:
            raise ValidationError(_t("Enter a day of this century."))
        return day

    def details(self) -> Details:
        """What was typed, once it is right."""
        typed = self.cleaned_data
        values = {str(one.pk): _as_text(typed.get(_name(one))) for one in self.own}
        return Details(
            title=typed["title"],
            text=typed["text"].replace("\r\n", "\n").strip(),
            assignee=self.people.get(typed["assignee"]),
            due_on=typed["due_on"],
            milestone=self.milestones.get(typed["milestone"]),
            labels=list(typed.get("labels", ())),
            values={key: value for key, value in values.items() if value},
        )


class MoveForm(forms.Form):
    """Where a card goes: the column, and before which card. seen: how often it had been moved when it was taken."""

    to = forms.ModelChoiceField(Column.objects.none(), label=_("Move to"), empty_label=None)
    before = forms.ModelChoiceField(Card.objects.none(), required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, board: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Column.objects.filter(board=board)  # type: ignore[attr-defined]
        self.fields["before"].queryset = Card.objects.filter(board=board)  # type: ignore[attr-defined]


class ColumnForm(forms.Form):
    """A column: its name, how many cards it should hold, whether what stands in it is done."""

    name = LineField(label=_("Name"), max_length=60)
    limit = forms.IntegerField(label=_("Cards at most"), required=False, min_value=1, max_value=500)
    is_strict = forms.BooleanField(label=_("Refuse more than that"), required=False)
    is_done = forms.BooleanField(label=_("What stands here is done"), required=False)

    def clean(self) -> Any:
        if self.cleaned_data.get("is_strict") and not self.cleaned_data.get("limit") and "limit" not in self.errors:
            self.add_error("limit", _t("Say how many cards at most."))
        return self.cleaned_data

    def shape(self) -> Shape:
        return Shape(**{name: self.cleaned_data[name] for name in ("name", "is_done", "limit", "is_strict")})


class StepsForm(forms.Form):
    """Further to the right or to the left."""

    steps = forms.IntegerField(min_value=-20, max_value=20)


class LabelForm(forms.Form):
    """A word and its colour."""

    name = LineField(label=_("Name"), max_length=40)
    tone = forms.ChoiceField(label=_("Colour"), choices=Label.Tone)


class FieldForm(forms.Form):
    """A field of the board's own."""

    name = LineField(label=_("Name"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=BoardField.Kind)
    choices = forms.CharField(
        label=_("Choices"), required=False, max_length=1_500, help_text=_("Only for a choice: divided by commas.")
    )

    def clean(self) -> Any:
        typed = [" ".join(one.split()) for one in self.cleaned_data.get("choices", "").split(",")]
        chosen = list(dict.fromkeys(one for one in typed if one))
        is_choice = self.cleaned_data.get("kind") == BoardField.Kind.CHOICE
        if is_choice and not chosen:
            self.add_error("choices", _t("Name what can be chosen, divided by commas."))
        if len(chosen) > fields.MOST_CHOICES or any(len(one) > 60 for one in chosen):
            self.add_error("choices", _t("At most 20 choices, each of at most 60 letters."))
        return {**self.cleaned_data, "choices": chosen if is_choice else []}


class ItemForm(forms.Form):
    """A line of a checklist."""

    text = LineField(label=_("One more line"), max_length=300)


class CommentForm(forms.Form):
    """Something said about a card."""

    text = forms.CharField(
        label=_("Comment"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Markdown works.")
    )


class CardFileForm(forms.Form):
    """A file beside a card, judged by its content."""

    file = forms.FileField(
        label=_("Add a file"),
        help_text=_("PDF, Word, Excel, OpenDocument, text or pictures, at most 25 MB. Only the two sides read it."),
    )

    def clean_file(self) -> uploads.Upload:
        return uploads.check(self.cleaned_data["file"], uploads.DOCUMENTS)


class RelationForm(forms.Form):
    """How this card stands to another."""

    kind = forms.ChoiceField(
        label=_("This card"),
        choices=lambda: [*CardRelation.Kind.choices, (relations.BLOCKED, _("is blocked by"))],
    )
    other = forms.ModelChoiceField(Card.objects.none(), label=_("The other card"), empty_label=_("Choose a card"))

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Card.objects.current().filter(board=card.board_id).exclude(pk=card.pk).order_by("-number")
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A board as Trello writes it out."""

    file = forms.FileField(
        label=_("The file"), help_text=_("In Trello: Menu, Print, export and share, Export as JSON. At most 5 MB.")
    )

    def clean_file(self) -> bytes:
        sent = self.cleaned_data["file"]
        if sent.size > trello.MOST_BYTES:
            raise ValidationError(_t("The file is larger than 5 MB."))
        content: bytes = sent.read()
        return content


def _initial(card: Card) -> dict[str, Any]:
    own = {f"f_{key}": value for key, value in card.values.items()}
    return {
        "title": card.title, "text": card.text, "assignee": str(card.assignee_id or ""), "due_on": card.due_on,
        "milestone": str(card.milestone_id or ""), "labels": list(card.labels.all()), "seen": card.version, **own,
    }  # fmt: skip


def _people(card: Card) -> Iterable[User]:
    """Who may be chosen; whom it is for stays so, also where they have gone since."""
    here = people.of(card.board.contract)
    gone = card.assignee
    return [*here, gone] if gone and gone not in here and hasattr(gone, "party") else here


def _name(own: BoardField) -> str:
    return f"f_{own.pk}"


def _control(own: BoardField) -> forms.Field:
    if own.kind == BoardField.Kind.NUMBER:
        return forms.DecimalField(label=own.name, required=False, max_digits=15, decimal_places=4)
    if own.kind == BoardField.Kind.DATE:
        return DayField(label=own.name, required=False)
    if own.kind == BoardField.Kind.CHOICE:
        choices = [("", "–"), *((one, one) for one in own.choices)]
        return forms.ChoiceField(label=own.name, required=False, choices=choices)
    return LineField(label=own.name, required=False, max_length=200)


def _as_text(value: Any) -> str:
    return "" if value in (None, "") else f"{value:f}" if hasattr(value, "as_tuple") else str(value)

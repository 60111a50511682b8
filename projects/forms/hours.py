"""What is typed about hours: when or how long, what for; what the client asks and what is answered."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock
from payments.models import SavedMethod
from projects.forms.contract import SignForm
from projects.forms.fields import DayField, LineField
from projects.hours import entry_rules, weeks
from projects.hours.weeks import Span
from projects.models import Card, TimeEntry

_LENGTH = re.compile(r"^(\d{1,2}):([0-5]\d)$|^(\d{1,2})(?:[.,](\d{1,2}))?\s*h?$")


class TimeField(forms.TimeField):
    """A time of the day, in UTC as the week is."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        said = {"invalid": _("Enter a time, for example 14:30.")}
        super().__init__(**{"error_messages": said, "input_formats": ["%H:%M", "%H.%M"], **kwargs})


class CardField(forms.ModelChoiceField):
    """Which card of the board it was for, if any; its form says of which board."""

    def __init__(self, **kwargs: Any) -> None:
        none = Card.objects.none()
        super().__init__(none, label=_("Card on the board"), required=False, empty_label=_("No card"), **kwargs)


class OfABoard(forms.Form):
    """A form in which a card may be chosen, where the contract has any. cards: those of its board."""

    card = CardField()

    def __init__(self, *args: Any, cards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cards.exists():
            self.fields["card"].queryset = cards  # type: ignore[attr-defined]
        else:
            del self.fields["card"]


class NoteForm(OfABoard):
    """What a timer runs for."""

    note = LineField(label=_("What are you working on?"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "timer-%s", **kwargs})  # another form of the page has a note, too


class EntryForm(OfABoard):
    """Hours as they are written down: from when to when, or how long. Cleaned to `span` and `has_times`."""

    day = DayField(label=_("Day"))
    start = TimeField(label=_("From (UTC)"), required=False)
    end = TimeField(label=_("Until (UTC)"), required=False)
    length = forms.CharField(
        label=_("Or how long"), max_length=8, required=False,
        widget=forms.TextInput(attrs={"placeholder": "1:30", "inputmode": "text", "autocomplete": "off"}),
    )  # fmt: skip
    note = LineField(label=_("What you worked on"), max_length=200, required=False)
    beyond_cap = forms.BooleanField(label=_("Log what is beyond the cap, unpaid"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = weeks.minute(clock.now()).date()
        if day > today:
            raise ValidationError(_t("Hours can be logged once they are worked, not ahead."))
        if day < today - timedelta(days=14):
            raise ValidationError(_t("The week of this day is locked."))
        return day

    def clean_length(self) -> int:
        """In minutes; nothing where nothing is typed."""
        text = self.cleaned_data["length"].strip()
        if not text:
            return 0
        found = _LENGTH.match(text)
        if not found:
            raise ValidationError(_t("Enter a length, for example 1:30 or 1.5."))
        hours, minutes, whole, part = found.groups()
        length = int(hours) * 60 + int(minutes) if hours else round((float(f"{whole}.{part or 0}")) * 60)
        if not 0 < length <= entry_rules.MOST_A_DAY:
            raise ValidationError(_t("An entry is at most 24 hours long."))
        return length

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("note") and not said.get("card") and "note" not in self.errors:
            self.add_error("note", _t("Say what you worked on."))
        if not self.errors:
            said["has_times"] = said.get("start") is not None
            said["span"] = self._span(said)
        return said

    def _span(self, said: dict[str, Any]) -> Span | None:
        midnight = weeks.midnight(said["day"])
        if said["start"] is not None:
            start = midnight + _since_midnight(said["start"])
            if said["length"]:
                return start, start + timedelta(minutes=said["length"])
            if said["end"] is None:
                self.add_error("end", _t("Until when? Or how long?"))
                return None
            end = midnight + _since_midnight(said["end"])
            return start, end if end > start else end + weeks.DAY
        if not said["length"]:
            self.add_error("length", _t("Enter from when to when, or how long."))
            return None
        return self._laid(said["day"], said["length"])

    def _laid(self, day: date, minutes: int) -> Span | None:
        try:
            return entry_rules.free_span(self.by, day, minutes)
        except Refused as refusal:
            self.add_error("length", str(refusal))
            return None


class AskForm(forms.Form):
    """Which entries, and what is not clear."""

    entries = forms.ModelMultipleChoiceField(
        queryset=TimeEntry.objects.none(),
        error_messages={"required": _("Choose the entries that you ask about.")},
    )
    why = forms.CharField(
        label=_("What do you want to know?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, entries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].queryset = entries  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Why it took so long; and until when it was, where that is less."""

    answer = forms.CharField(label=_("Your answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.IntegerField(
        label=_("Minutes that you charge for it"), min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("You can make it less."),
    )  # fmt: skip

    def __init__(self, *args: Any, entry: TimeEntry, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"minutes": entry.minutes}, **kwargs})
        self.entry = entry

    def clean_minutes(self) -> Span | None:
        """The span that is left; none where it stays as it is."""
        minutes: int = self.cleaned_data["minutes"]
        if minutes > self.entry.minutes:
            raise ValidationError(_t("What is questioned can be made shorter, not longer."))
        end: datetime = self.entry.starts_at + timedelta(minutes=minutes)
        return (self.entry.starts_at, end) if minutes < self.entry.minutes else None


class CardForm(forms.Form):
    """Which kept card is charged on Mondays."""

    card = forms.ModelChoiceField(queryset=SavedMethod.objects.none(), widget=forms.RadioSelect, empty_label=None,
                                  error_messages={"required": _("Choose a card.")}, label=_("Card"))  # fmt: skip
    agree = forms.BooleanField(error_messages={"required": _("Tick that you agree; without it no card is charged.")})

    def __init__(self, *args: Any, cards: Any, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["card"].queryset = cards  # type: ignore[attr-defined]
        self.fields["agree"].label = words


class WeeklySignForm(SignForm):
    """A name under a contract by the hour, and whether a kept card pays for its weeks. None is chosen beforehand."""

    card = forms.ModelChoiceField(
        queryset=SavedMethod.objects.none(), required=False, blank=True, widget=forms.RadioSelect,
        label=_("Shall a card pay for each week?"), empty_label=_("No card: I pay each week by hand"),
    )  # fmt: skip

    def __init__(self, *args: Any, cards: Any, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["card"].queryset = cards  # type: ignore[attr-defined]
        self.fields["card"].help_text = words


def _since_midnight(time: Any) -> timedelta:
    return timedelta(hours=time.hour, minutes=time.minute)

"""What the two sides of a contract type."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.kit import clock, uploads
from marketplace.kit.money import Money, format_money
from projects import clocks
from projects.forms import amounts
from projects.forms.fields import DayField, LineField
from projects.forms.links import LinksField
from projects.milestones import MOST_FILES


class SignForm(forms.Form):
    """A name under a text. read: the hash of the text that stood on the page."""

    name = LineField(
        label=_("Type your name to sign"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    read = forms.CharField(widget=forms.HiddenInput, max_length=64)


class WhyForm(forms.Form):
    """A reason that the other side reads."""

    why = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_optional: bool = False, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = not is_optional
        if label:
            self.fields["why"].label = label


class SureForm(forms.Form):
    """Nothing is typed: the effect was read, and the button says yes."""


class PauseForm(forms.Form):
    """Until when."""

    until = DayField(label=_("Until"))

    def clean_until(self) -> datetime:
        day: date = self.cleaned_data["until"]
        moment = timezone.make_aware(datetime.combine(day, time(9)))
        if not clock.now() < moment <= clock.now() + clocks.LONGEST_PAUSE:
            raise ValidationError(_t("Choose a day within the next %(n)d days.") % {"n": clocks.LONGEST_PAUSE.days})
        return moment


class AmountField(forms.CharField):
    """A sum as people type it; its form knows the currency."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "is-number"})
        super().__init__(**{"max_length": 40, "widget": widget, **kwargs})


class ReleaseForm(forms.Form):
    """How much of what is held."""

    amount = AmountField(label=_("How much?"), help_text=_("The rest stays in escrow and becomes the next milestone."))

    def __init__(self, *args: Any, held: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        unit: Any = self.fields["amount"].widget
        unit.unit = held.currency.code

    def clean_amount(self) -> Money:
        amount = amounts.read(self.cleaned_data["amount"], self.held.currency.code)
        if amount > self.held:
            raise ValidationError(
                _t("%(held)s is held, and no more can be released.") % {"held": format_money(self.held)}
            )
        return amount


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each judged by its content. Cleaned to a list of Upload."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": ManyFiles(), "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > MOST_FILES:
            raise ValidationError(_t("Send at most %(n)d files.") % {"n": MOST_FILES})
        return [uploads.check(super(FilesField, self).clean(one, initial), uploads.DOCUMENTS) for one in sent]


class SubmitForm(forms.Form):
    """Work that is handed in, with what shows it."""

    note = forms.CharField(
        label=_("What you hand in"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say what is there and where to look first. Markdown works."),
    )  # fmt: skip
    links = LinksField()
    evidence = FilesField(
        label=_("Files"),
        help_text=_(
            "PDF, Word, Excel, OpenDocument, text or pictures, each at most 25 MB. Only the two of you read them."
        ),
    )


class ChangesForm(forms.Form):
    """What should change before it is released."""

    changes = forms.CharField(
        label=_("What should change?"), min_length=10, max_length=8_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("As exact as you can. Markdown works."),
    )  # fmt: skip


class ExtraForm(forms.Form):
    """A bonus: how much and for what."""

    amount = AmountField(label=_("Sum"))
    what = LineField(label=_("For what?"), max_length=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        unit: Any = self.fields["amount"].widget
        unit.unit = currency

    def clean_amount(self) -> Money:
        return amounts.read(self.cleaned_data["amount"], self.currency)


class BonusForm(ExtraForm):
    """A bonus; in a team, for one of them."""

    to = forms.ChoiceField(label=_("For whom?"))

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        choice: Any = self.fields["to"]
        choice.choices = [(pk, party.name) for pk, party in self.parties.items()]
        if not self.is_for_a_team:
            del self.fields["to"]

    @property
    def is_for_a_team(self) -> bool:
        return len(self.parties) > 1

    def clean_to(self) -> Party:
        return self.parties[self.cleaned_data["to"]]


class ExpenseForm(ExtraForm):
    """An expense: the same, with its receipt."""

    receipt = forms.FileField(label=_("Receipt"), required=False, help_text=_("PDF or a picture, at most 25 MB."))

    def clean_receipt(self) -> uploads.Upload | None:
        sent = self.cleaned_data["receipt"]
        return uploads.check(sent, uploads.DOCUMENTS) if sent else None

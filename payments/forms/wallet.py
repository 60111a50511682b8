"""What is typed about being paid out: how much, where, and how often."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from marketplace.kit import amounts, regions
from marketplace.kit.ids import uuid7
from marketplace.kit.money import Money, format_money
from payments.models import PayoutAccount


class PayoutForm(forms.Form):
    """How much of a wallet goes to the bank. `once` makes the button, pressed twice, one payout."""

    amount = forms.CharField(
        label=_("How much"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Say how much.")},
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ready: Money, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ready = ready
        self.fields["amount"].help_text = _("At most %(sum)s.") % {"sum": format_money(ready)}
        self.fields["amount"].initial = formats.number_format(ready.amount, use_l10n=True)
        self.fields["once"].initial = uuid7()

    def clean_amount(self) -> Money:
        amount = amounts.read(self.cleaned_data["amount"], self.ready.currency.code)
        if amount > self.ready:
            raise ValidationError(_("At most %(sum)s can be paid out now.") % {"sum": format_money(self.ready)})
        return amount


class CountryForm(forms.Form):
    """Where the payee's bank is. It cannot be changed later: the gateway ties an account to its country."""

    country = forms.ChoiceField(
        label=_("Country of your bank account"),
        help_text=_("Where you live or where your company is registered. It can’t be changed later."),
        error_messages={"required": _("Choose a country.")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["country"].choices = [("", _("Choose")), *regions.countries()]  # type: ignore[attr-defined]


class RhythmForm(forms.Form):
    """When to pay out."""

    rhythm = forms.ChoiceField(label=_("Pay out"), choices=PayoutAccount.Rhythm.choices, widget=forms.RadioSelect)

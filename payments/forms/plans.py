"""What is chosen about plans."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments import offers
from payments.forms.pay import has_run_out, words
from payments.models import PaidPlan, SavedMethod
from payments.plans import Prices

Every, Plan, Side = PaidPlan.Every, PaidPlan.Plan, PaidPlan.Side


class ShownForm(forms.Form):
    """Which plans a page shows: what makes no sense is left to what suits the visitor."""

    side = forms.ChoiceField(choices=Side.choices, required=False)
    every = forms.ChoiceField(choices=Every.choices, required=False)
    currency = forms.CharField(max_length=3, required=False)

    def __init__(self, *args: Any, role: str, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.role, self.usual = role, currency

    def chosen(self) -> dict[str, str]:
        """What `offers.of` takes."""
        self.is_valid()
        side = self.cleaned_data.get("side") or (Side.INVEST if self.role == "investor" else Side.WORK)
        currency = self.cleaned_data.get("currency") or self.usual
        every = self.cleaned_data.get("every") or Every.MONTH
        return {"side": side, "every": every, "currency": offers.currency_for(side, currency.upper())}


class BeginForm(forms.Form):
    """What `subscribing.begin` takes."""

    side = forms.ChoiceField(choices=Side.choices)
    plan = forms.ChoiceField(choices=Plan.choices)
    every = forms.ChoiceField(choices=Every.choices)
    currency = forms.CharField(max_length=3)

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"]
        if code not in Prices.of_day().currencies(Side.WORK):
            raise forms.ValidationError(_("The plans are not sold in this currency."))
        return code


class ChangeForm(forms.Form):
    """To which plan somebody wants to go."""

    to = forms.ChoiceField(choices=Plan.choices)
    every = forms.ChoiceField(choices=Every.choices)


class CardForm(forms.Form):
    """With which of their cards somebody pays for a plan."""

    card = forms.ChoiceField(label=_("Card"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, cards: Iterable[SavedMethod], **more: Any) -> None:
        super().__init__(*args, **more)
        self.cards = {str(one.pk): one for one in cards if not has_run_out(one)}
        self.fields["card"].choices = [(pk, words(one)) for pk, one in self.cards.items()]  # type: ignore[attr-defined]

    def chosen(self) -> SavedMethod:
        """The card itself."""
        return self.cards[self.cleaned_data["card"]]

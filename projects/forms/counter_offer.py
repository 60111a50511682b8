"""Other terms for a proposal, as either side types them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.kit.money import Money
from projects.bargain import Bargain
from projects.forms import amounts
from projects.forms.first_values import amount
from projects.forms.milestones import PREFIX, MilestoneSet, ProposedForm, milestone_set
from projects.models import Proposal


class CounterForm(forms.Form):
    """Price, days, milestones and a word. answering: what was read, by its id or the proposal's revision."""

    price = forms.CharField(
        label=_("Price"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days to deliver"), min_value=1, max_value=1000, help_text=_("Counted from the start."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("A word with it"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why these terms. The other side reads it beside the figures."),
    )  # fmt: skip
    answering = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, data: Mapping[str, Any] | None = None, *, proposal: Proposal, answered: Bargain, key: str):
        shown = {"price": amount(answered.price), "days": answered.days, "answering": key}
        super().__init__(data, initial=shown)
        self.proposal, self.is_hourly = proposal, proposal.project.is_hourly
        rows = [{"name": step.name, "days": step.due, "amount": amount(step.amount)} for step in answered.milestones]
        self.milestones: MilestoneSet = milestone_set(
            ProposedForm, currency=proposal.currency, data=data, initial=rows if data is None else ()
        )
        price: Any = self.fields["price"].widget
        price.unit = proposal.currency
        if self.is_hourly:
            self.fields["price"].label = _t("Rate for an hour")
            del self.fields["days"]

    def is_valid(self) -> bool:
        """Both the figures and the milestones, each judged whatever the other is like."""
        is_right, are_steps_right = super().is_valid(), self.milestones.is_valid()
        if self.is_hourly:
            return is_right
        price = self.cleaned_data.get("price")
        fits = are_steps_right and (price is None or self.milestones.adds_up_to(price))
        return is_right and are_steps_right and fits

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the field as the page has it."""
        found = {name: [str(error) for error in errors] for name, errors in self.errors.items()}
        for row in self.milestones.forms if self.milestones.is_bound and not self.is_hourly else []:
            found |= {row.add_prefix(name): [str(error) for error in errors] for name, errors in row.errors.items()}
        return found | ({f"{PREFIX}-0-name": [self.milestones.complaint]} if self.milestones.complaint else {})

    def clean_price(self) -> Money:
        return amounts.read(self.cleaned_data["price"], self.proposal.currency)

    def bargain(self) -> Bargain:
        """What was typed. Only of a form that is right."""
        said = self.cleaned_data
        steps = () if self.is_hourly else tuple(self.milestones.steps())
        return Bargain(price=said["price"], days=said.get("days"), milestones=steps)

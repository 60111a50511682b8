"""What staff type when they mediate or decide."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextareaWidget

from marketplace.kit.desk.acts import ReasonForm


class WriteForm(ReasonForm):
    """Words to both sides."""

    statement = forms.CharField(
        label=_("To both sides"), min_length=10, max_length=8_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        help_text=_("Both read it on the page of the dispute, as from the mediator. Markdown works."),
    )  # fmt: skip
    field_order = ["statement", "reason"]


class SplitForm(ReasonForm):
    """A split, with the reasons that both read."""

    amount = forms.DecimalField(
        label=_("To the freelancer"), min_value=0, max_digits=14, decimal_places=3,
        widget=UnfoldAdminDecimalFieldWidget(),
        help_text=_("Of what is at stake, in the currency of the dispute; 0 for nothing. The rest goes back."),
    )  # fmt: skip
    statement = forms.CharField(
        label=_("Reasons"), min_length=20, max_length=8_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        help_text=_("Both read them: what was agreed, what was shown, why this sum. Markdown works."),
    )  # fmt: skip
    field_order = ["amount", "statement", "reason"]

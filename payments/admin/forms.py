"""What an act of money asks for besides its reason."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from marketplace.kit.desk import ReasonForm
from payments.models import Account


class SumField(forms.DecimalField):
    """A sum in the currency of the row. Finer than its smallest coin is refused by the act."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Sum"), min_value=0, max_digits=18, decimal_places=3,
            widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            help_text=_("In the currency of this row."),
        )  # fmt: skip


class AdjustmentForm(ReasonForm):
    """A sum from this account to another of the same currency."""

    amount = SumField()
    to = forms.CharField(
        label=_("To the account"), max_length=20, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        help_text=_("Its number: the last part of the address of its page."),
    )  # fmt: skip

    def clean_to(self) -> Account:
        text = self.cleaned_data["to"].strip()
        found = Account.objects.filter(pk=text).first() if text.isdecimal() and len(text) < 19 else None
        if found is None:
            raise forms.ValidationError(_("There is no account of this number."))
        return found


class RefundForm(ReasonForm):
    """How much goes back, and out of what."""

    OUT_OF = (("hold", _("What is still in escrow of it")), ("house", _("The site's own money")))

    amount = SumField()
    out_of = forms.ChoiceField(label=_("Out of"), choices=OUT_OF, widget=UnfoldAdminSelectWidget)

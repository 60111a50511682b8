"""What stands on one's invoices and receipts."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.kit import regions
from payments import vat_numbers
from payments.models import BillingProfile


class BillingForm(forms.ModelForm):
    """Name, address and numbers of one party, checked as far as a form can."""

    class Meta:
        model = BillingProfile
        fields = [
            "name", "street", "extra", "postcode", "city", "country",
            "is_business", "vat_number", "tax_number", "adds_tax",
        ]  # fmt: skip
        labels = {
            "name": _("Name or company"),
            "street": _("Street and number"),
            "extra": _("More of the address"),
            "is_business": _("I act as a business"),
            "adds_tax": _("I am registered for value added tax: my prices include it"),
        }
        help_texts = {
            "name": _("As it is registered, where that is not the name on the page."),
            "extra": _("Care of, building, floor."),
            "vat_number": _("With the letters of the country, such as DE123456789."),
            "tax_number": _("From your tax office, if your country asks for one on invoices."),
            "adds_tax": _(
                "Invoices in your name then show the tax that the price holds. What a client pays stays the same."
            ),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "billing name"}),
            "street": forms.TextInput(attrs={"autocomplete": "billing address-line1"}),
            "extra": forms.TextInput(attrs={"autocomplete": "billing address-line2"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "billing postal-code"}),
            "city": forms.TextInput(attrs={"autocomplete": "billing address-level2"}),
            "vat_number": forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", _t("Choose a country")), *regions.countries()]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"),
            required=False,
            choices=places,
            widget=forms.Select(attrs={"autocomplete": "billing country"}),
        )

    def clean_vat_number(self) -> str:
        return vat_numbers.tidy(self.cleaned_data["vat_number"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        number, country = said.get("vat_number", ""), said.get("country", "")
        if number and not country:
            self.add_error("country", _t("Choose the country that gave you the VAT number."))
        elif number and not vat_numbers.is_well_formed(number, country):
            self.add_error("vat_number", _t("This is not how a VAT number of that country looks. Check it."))
        if number and not said.get("is_business"):
            self.add_error("is_business", _t("Only a business has a VAT number. Tick this, or leave the number out."))
        if said.get("adds_tax"):
            self._check_registered(said)
        return said

    def _check_registered(self, said: dict[str, Any]) -> None:
        if not said.get("is_business"):
            self.add_error("is_business", _t("Only a business adds value added tax. Tick this, or untick the tax."))
        if not said.get("country"):
            self.add_error("country", _t("Choose your country: the rate of the tax follows from it."))
        if not said.get("vat_number") and not said.get("tax_number") and "vat_number" not in self.errors:
            self.add_error("vat_number", _t("Who adds the tax states a VAT number or a tax number."))

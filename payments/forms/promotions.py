"""What is chosen about a promotion."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import amounts
from marketplace.kit.money import Money, format_money
from payments import promotions
from payments.promotions import Prices

MOST_LISTED = 200


class PromotionForm(forms.Form):
    """Which of the party's public listings, with how much, for how long."""

    listing = forms.ChoiceField(label=_("What to promote"), error_messages={"required": _("Choose what to promote.")})
    budget = forms.CharField(
        label=_("Budget"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Say how much it may cost.")},
    )
    days = forms.ChoiceField(
        label=_("For how long"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how many days.")},
    )

    def __init__(self, *args: Any, party: Party, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        prices = Prices.of_day()
        self.code = currency if currency in prices.currencies else "EUR"
        self.click = promotions.click_for(party, self.code)
        self.listings = {str(one.pk): one for one in _promotable(party)}
        self.fields["listing"].choices = [("", _("Choose")), *((pk, _named(one)) for pk, one in self.listings.items())]  # type: ignore[attr-defined]
        self.fields["days"].choices = [(str(n), _days(n)) for n in prices.days]  # type: ignore[attr-defined]
        self.fields["days"].initial = str(prices.days[1])
        help_text = _("In %(code)s, from %(least)s. Tax is included; what is not clicked comes back.")
        self.fields["budget"].help_text = help_text % {"code": self.code, "least": _whole(prices.least(self.code))}

    @property
    def has_any(self) -> bool:
        """Whether there is anything to promote."""
        return bool(self.listings)

    def clean_budget(self) -> Money:
        budget: Money = amounts.read(self.cleaned_data["budget"], self.code)
        prices = Prices.of_day()
        if budget < prices.least(self.code):
            raise ValidationError(_("The least is %(sum)s.") % {"sum": _whole(prices.least(self.code))})
        if budget > prices.most(self.code):
            raise ValidationError(_("The most is %(sum)s.") % {"sum": _whole(prices.most(self.code))})
        return budget

    def listing_chosen(self) -> Listing:
        return self.listings[self.cleaned_data["listing"]]

    def chosen(self) -> dict[str, Any]:
        """What `promotions.begin` takes besides the listing."""
        return {"budget": self.cleaned_data["budget"], "days": int(self.cleaned_data["days"])}


def _promotable(party: Party) -> list[Listing]:
    """The party's own, the newest first."""
    return list(promotions.promotable().filter(owner=party).order_by("-published_at", "-pk")[:MOST_LISTED])


def _whole(amount: Money) -> str:
    return format_money(amount, whole=True)


def _named(listing: Listing) -> str:
    return f"{listing.get_kind_display()}: {listing.title}"


def _days(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}

"""What is asked before a fundraiser opens or is called off."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fundraising.models import Fundraiser
from projects.forms.fields import DayField, LineField, not_past


class OpeningForm(forms.Form):
    """The day on which it opens by itself; none takes the day back."""

    opens_on = DayField(label=_("Open it by itself on"), required=False)

    def clean_opens_on(self) -> Any:
        return not_past(self.cleaned_data["opens_on"])


class CallOffForm(forms.Form):
    """Calling off what people see can't be undone: the title is typed, and backers read why."""

    title = forms.CharField(label=_("Type its title to confirm"), max_length=200)
    why = LineField(label=_("Why?"), max_length=300, min_length=10)

    def __init__(self, *args: Any, fundraiser: Fundraiser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = " ".join(fundraiser.listing.title.split())
        if fundraiser.is_in_the_making:  # nobody but its maker has seen it
            del self.fields["title"], self.fields["why"]
        elif not fundraiser.listing.is_live:
            self.fields["why"].help_text = _t("For your own record.")
        else:
            self.fields["why"].help_text = _t("Everybody who backs or watches it reads this.")

    def clean_title(self) -> str:
        text = " ".join(str(self.cleaned_data["title"]).split())
        if text.casefold() != self.wanted.casefold():
            raise ValidationError(_t("This is not its title."))
        return text

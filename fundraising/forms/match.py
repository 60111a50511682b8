"""What somebody types who matches the pledges of others."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.forms.acting import ActingField
from fundraising.forms.parts import SumField
from fundraising.matches import Terms
from fundraising.models import Fundraiser, Match
from marketplace.kit import amounts
from marketplace.kit.money import Money, to_minor
from projects.forms.first_values import amount as as_typed

FACTORS = [("1000", _("the same again")), ("500", _("half of it")), ("2000", _("twice as much"))]


class MatchForm(forms.Form):
    """A match for one fundraiser; its currency is the fundraiser's."""

    factor = forms.TypedChoiceField(
        label=_("To every pledge I add"), choices=FACTORS, coerce=int, widget=forms.RadioSelect, initial="1000"
    )
    total = SumField(label=_("All together at most"), help_text=_("Your card is charged once, at the end."))
    most = SumField(
        label=_("Of one pledge I match at most"), required=False,
        help_text=_("So that many are matched and not one large one. Empty: all of it."),
    )  # fmt: skip
    is_anonymous = forms.BooleanField(
        label=_("Do not show my name on the page"), required=False,
        help_text=_("Neither on its page nor in the maker’s list of backers."),
    )  # fmt: skip

    def __init__(self, *args: Any, fundraiser: Fundraiser, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fundraiser = fundraiser
        for name in ("total", "most"):
            cast(Any, self.fields[name].widget).unit = fundraiser.currency
        self.fields["party"] = ActingField(acting)

    def clean_total(self) -> Money:
        return amounts.read(self.cleaned_data["total"], self.fundraiser.currency)

    def clean_most(self) -> Money | None:
        text = self.cleaned_data["most"].strip()
        return amounts.read(text, self.fundraiser.currency) if text else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("total") and said.get("most") and said["most"] > said["total"]:
            self.add_error("most", _t("That is more than all together."))
        return said

    def terms(self) -> Terms:
        """What was typed."""
        right = self.cleaned_data
        return Terms(
            total_minor=to_minor(right["total"]),
            factor_permille=right["factor"],
            most_per_pledge_minor=to_minor(right["most"]) if right["most"] else None,
        )

    def refuse(self, said: str, field: str) -> None:
        """Show why it can't be like this, where the reason lies."""
        self.add_error(field if field in self.fields else None, ValidationError(said))


class LongerForm(forms.Form):
    """A larger sum for a match that runs."""

    total = SumField(label=_("All together at most"), help_text=_("It can only become more, for others rely on it."))

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        kwargs["initial"] = {"total": as_typed(match.total)}
        super().__init__(*args, **kwargs)
        self.match = match
        cast(Any, self.fields["total"].widget).unit = match.currency

    def clean_total(self) -> int:
        """In minor units."""
        return to_minor(amounts.read(self.cleaned_data["total"], self.match.currency))

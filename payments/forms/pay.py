"""How somebody pays: with a card that they keep, or on the page of a gateway."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from payments.models import SavedMethod

ANOTHER = "another"


class PayForm(forms.Form):
    """Takes the payer's saved methods. `seen` is the mark of the prices that stand beside the button."""

    way = forms.ChoiceField(
        label=_("Way to pay"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how to pay."), "invalid_choice": _("Choose a card that can be used.")},
    )
    save = forms.BooleanField(label=_("Keep this card for next time"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, methods: Iterable[SavedMethod], **more: Any) -> None:
        super().__init__(*args, **more)
        self.methods = [one for one in methods if not has_run_out(one)]
        self.fields["way"].choices = [*((str(one.pk), words(one)) for one in self.methods), (ANOTHER, self._another())]  # type: ignore[attr-defined]
        self.fields["way"].initial = str(self.methods[0].pk) if self.methods else ANOTHER

    def chosen(self) -> dict[str, Any]:
        """What `paying.begin` takes."""
        way = self.cleaned_data["way"]
        method = next((one for one in self.methods if str(one.pk) == way), None)
        save = self.cleaned_data["save"] and method is None
        return {"seen": self.cleaned_data["seen"], "method": method, "save": save}

    def _another(self) -> Any:
        return _("Another card or way to pay") if self.methods else _("A card, or another way to pay")


def words(method: SavedMethod) -> str:
    """How its owner knows it again: "Visa ending 4242, expires 08/28"."""
    named = _("%(brand)s ending %(digits)s") % {"brand": method.brand, "digits": method.last4}
    if method.expires_on is None:
        return str(named)
    return str(_("%(card)s, expires %(month)s") % {"card": named, "month": f"{method.expires_on:%m/%y}"})


def has_run_out(method: SavedMethod) -> bool:
    """Whether its last day is over."""
    return method.expires_on is not None and method.expires_on < clock.now().date()

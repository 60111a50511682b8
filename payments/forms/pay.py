"""How somebody pays: with a card that they keep, or on the page of a gateway."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from payments import gateways
from payments.models import SavedMethod

CARDS = "stripe"  # on whose page a card is given


class PayForm(forms.Form):
    """Takes the payer's saved methods. `seen` is the mark of the prices that stand beside the button."""

    way = forms.ChoiceField(
        label=_("Way to pay"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how to pay."), "invalid_choice": _("Choose a way that is offered.")},
    )
    save = forms.BooleanField(label=_("Keep this card for next time"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, methods: Iterable[SavedMethod], **more: Any) -> None:
        super().__init__(*args, **more)
        self.pages = {gateway.name: gateway.title for gateway in gateways.offered()}
        self.methods = {str(one.pk): one for one in methods if one.gateway in self.pages and not has_run_out(one)}
        choices = {**{pk: words(one) for pk, one in self.methods.items()}, **self._pages_in_words()}
        way: Any = self.fields["way"]
        way.choices = list(choices.items())
        way.initial = next(iter(choices), None)

    @property
    def has_ways(self) -> bool:
        """Whether there is any way to pay: not where the operator has set up none."""
        return bool(self.pages)

    def chosen(self) -> dict[str, Any]:
        """What `paying.begin` takes."""
        way = self.cleaned_data["way"]
        method = self.methods.get(way)
        return {
            "seen": self.cleaned_data["seen"],
            "method": method,
            "save": self.cleaned_data["save"] and method is None,
            "gateway": method.gateway if method else way,
        }

    def _pages_in_words(self) -> dict[str, Any]:
        card = _("Another card") if self.methods else _("A card")
        return {name: card if name == CARDS else title for name, title in self.pages.items()}


def words(method: SavedMethod) -> str:
    """How its owner knows it again: "Visa ending 4242, expires 08/28"."""
    named = _("%(brand)s ending %(digits)s") % {"brand": method.brand, "digits": method.last4}
    if method.expires_on is None:
        return str(named)
    return str(_("%(card)s, expires %(month)s") % {"card": named, "month": f"{method.expires_on:%m/%y}"})


def has_run_out(method: SavedMethod) -> bool:
    """Whether its last day is over."""
    return method.expires_on is not None and method.expires_on < clock.now().date()

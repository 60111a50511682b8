"""What a backer types: a reward, add-ons, a sum of their own, where it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.forms.acting import ActingField
from accounts.forms.guest import GuestForm
from accounts.models import Party
from fundraising import choices, plans
from fundraising.choices import Choice
from fundraising.models import Fundraiser, Pledge, Reward
from marketplace.kit import amounts, regions
from marketplace.kit.money import from_minor, to_minor

NOTHING = ""  # the value of "no reward"


@dataclass(frozen=True)
class Offer:
    """A reward to choose. ships: where it is sent and what that costs, in words; empty where nothing is posted."""

    reward: Reward
    ships: str
    can_be_chosen: bool


class PledgeForm(forms.Form):
    """A whole pledge for one fundraiser; its currency is the fundraiser's."""

    reward = forms.ChoiceField(label=_("Reward"), required=False, widget=forms.RadioSelect)
    quantity = forms.IntegerField(
        label=_("How many"), required=False, initial=1, min_value=1, max_value=1000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    extra = forms.CharField(
        label=_("Your own sum"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Sent to"), required=False, help_text=_("For a reward that is posted."))
    message = forms.CharField(
        label=_("A word to the maker"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_anonymous = forms.BooleanField(
        label=_("Do not show my name on the page"), required=False,
        help_text=_(
            "Neither on its page nor in the maker’s list of backers. Where something is sent to you, the maker reads "
            "the name and address for it."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, fundraiser: Fundraiser, pledge: Pledge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fundraiser, self.pledge = fundraiser, pledge
        self.kept = kept = set(pledge.lines.values_list("reward", flat=True)) if pledge else set()
        prefetch_related_objects([fundraiser], "stretch_goals")
        shown = fundraiser.rewards.prefetch_related("shipping_rates").order_by("position")
        self.offered = [reward for reward in shown if reward.retired_at is None or reward.pk in kept]
        self.tiers = [reward for reward in self.offered if not reward.is_add_on]
        self.add_ons = [one for one in self.offered if one.is_add_on and (one.pk in kept or not one.is_locked)]
        self._fit()

    @classmethod
    def of(cls, fundraiser: Fundraiser, *, reward: str = "", acting: Acting | None = None) -> "PledgeForm":
        """As it stands before anything is typed. reward: the one that was pressed on the page."""
        country = _country_of(acting.party) if acting else ""
        return cls(fundraiser=fundraiser, initial={"reward": reward, "country": country}).for_party(acting)

    @classmethod
    def to_change(cls, pledge: Pledge) -> "PledgeForm":
        """With what was chosen."""
        chosen: dict[str, Any] = {"is_anonymous": pledge.is_anonymous, "message": pledge.message}
        chosen |= {"country": pledge.country, "extra": _typed(pledge) if pledge.extra_minor else ""}
        for line in pledge.lines.select_related("reward"):
            if line.reward.is_add_on:
                chosen[_name(line.reward_id)] = line.quantity
            else:
                chosen |= {"reward": str(line.reward_id), "quantity": line.quantity}
        return cls(fundraiser=pledge.fundraiser, pledge=pledge, initial=chosen)

    def for_party(self, acting: Acting | None) -> "PledgeForm":
        """Let it be chosen for whom it is pledged, where one acts for several."""
        if acting:
            self.fields["party"] = ActingField(acting)
        return self

    def clean_extra(self) -> int:
        """In minor units."""
        text = self.cleaned_data["extra"].strip()
        return to_minor(amounts.read(text, self.fundraiser.currency)) if text else 0

    def choice(self) -> Choice:
        """What was chosen, as far as it could be read."""
        return self._choice(self.cleaned_data)

    def preset(self) -> Choice | None:
        """What stands in the form before anything was typed; None where that is nothing yet."""
        said = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
        said["extra"] = self.pledge.extra_minor if self.pledge else 0
        if said["reward"] not in {str(one.pk) for one in self.tiers}:
            said["reward"] = NOTHING
        if said.get("country") not in dict(self._countries()):
            said["country"] = ""
        return self._choice(said) if said["reward"] or said["extra"] else None

    @property
    def offers(self) -> list[Offer]:
        """The rewards of which one is chosen. Who has one keeps it, though others can't have it any more."""
        return [
            Offer(
                one,
                plans.ships(one) if one.is_posted else "",
                one.pk in self.kept or not (one.is_gone or one.is_locked),
            )
            for one in self.tiers
        ]

    def _choice(self, said: Mapping[str, Any]) -> Choice:
        return Choice(
            reward=UUID(said["reward"]) if said.get("reward") else None,
            quantity=said.get("quantity") or 1,
            add_ons={one.pk: said.get(_name(one.pk)) or 0 for one in self.add_ons},
            extra_minor=said.get("extra") or 0,
            country=said.get("country") or "",
            is_anonymous=bool(said.get("is_anonymous")),
            message=said.get("message") or "",
        )

    @property
    def add_on_fields(self) -> list[tuple[Reward, forms.BoundField, str]]:
        """Each add-on with its field, and where it is sent."""
        return [(one, self[_name(one.pk)], plans.ships(one) if one.is_posted else "") for one in self.add_ons]

    def refuse(self, said: str, field: str) -> None:
        """Show why it can't be pledged like this, where the reason lies."""
        self.add_error(field if field in self.fields else None, ValidationError(said))

    def _fit(self) -> None:
        reward: Any = self.fields["reward"]
        extra: Any = self.fields["extra"]
        extra.label = _("On top, from you") if self.tiers else _("Your support")
        extra.help_text = _("In %(currency)s. All of it goes to the maker; we ask for no tip.") % {
            "currency": self.fundraiser.currency
        }
        nothing = (NOTHING, _("No reward, just support"))
        reward.choices = [nothing, *((str(one.pk), one.name) for one in self.tiers)]
        for one in self.add_ons:
            self.fields[_name(one.pk)] = forms.IntegerField(
                label=one.name, required=False, min_value=0, max_value=one.per_person, initial=0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        if not any(one.per_person > 1 for one in self.tiers):
            del self.fields["quantity"]
        if any(one.is_posted for one in self.offered):
            country: Any = self.fields["country"]
            country.choices = [("", _("Choose a country")), *self._countries()]
        else:
            del self.fields["country"]

    def _countries(self) -> list[tuple[str, str]]:
        """Where at least one of what is posted is sent."""
        sent = [choices.sent_to(one) for one in self.offered if one.is_posted]
        if None in sent:
            return regions.countries()
        return [(code, name) for code, name in regions.countries() if any(code in one for one in sent if one)]


class GuestPledgeForm(GuestForm, PledgeForm):
    """The same by somebody without an account, who says who they are."""


def _name(reward: UUID) -> str:
    return f"add_{reward.hex}"


def _country_of(party: Party) -> str:
    """Where this person or company is, as far as they say; it can be sent elsewhere."""
    known = getattr(party, "company" if party.is_company else "profile", None)
    return known.country if known else ""


def _typed(pledge: Pledge) -> str:
    return str(from_minor(pledge.extra_minor, pledge.currency).amount)

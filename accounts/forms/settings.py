"""What people say of themselves and how they like their pages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from accounts.forms.languages import LanguageRows
from accounts.models import Profile, Role
from accounts.models.user import Density, Scheme
from marketplace.catalog import rates
from marketplace.catalog.models import Topic
from marketplace.kit import languages, regions, uploads
from marketplace.kit.money import TooFine, from_minor, to_minor

MOST_LINKS = 8
MOST_AN_HOUR = Decimal(1_000_000)
KEPT = ("headline", "bio", "city", "country", "timezone", "currency", "level", "links")  # columns shown as they are


def currencies() -> list[tuple[str, str]]:
    """Currencies that prices may be given in, by name."""
    return sorted(
        ((code, f"{code}, {regions.currency_name(code)}") for code in rates.PER_EURO), key=lambda pair: pair[1]
    )


class LinksField(forms.CharField):
    """Addresses of pages elsewhere, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [_with_scheme(line.strip()) for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_t("Give at most %(most)d links.") % {"most": MOST_LINKS})
        for line in lines:
            _check_link(line)
        return lines


def _with_scheme(link: str) -> str:
    return link if "://" in link else f"https://{link}"


def _check_link(link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError as error:
        raise ValidationError(_t("“%(link)s” is not the address of a page.") % {"link": link}) from error


class ProfileForm(LanguageRows):
    """Everything on one's own page, but skills, photo and availability, which have forms of their own."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Give your name.")},
    )  # fmt: skip
    headline = forms.CharField(
        label=_("Headline"),
        max_length=140,
        required=False,
        help_text=_("What you do, in one line. It stands on your card."),
    )
    bio = forms.CharField(
        label=_("About you"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("How you work and what for. Markdown works: **bold**, lists, links."),
    )  # fmt: skip
    city = forms.CharField(
        label=_("Town"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    country = forms.ChoiceField(
        label=_("Country"), required=False, widget=forms.Select(attrs={"autocomplete": "country"})
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Your page says what time it is for you.")
    )
    rate = forms.DecimalField(
        label=_("Rate for an hour"), required=False, min_value=Decimal("0.01"), max_value=MOST_AN_HOUR,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        help_text=_("What clients pay, before fees. Leave it empty if you do not work by the hour."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"))
    level = forms.ChoiceField(
        label=_("Experience"), required=False, choices=[("", _("Not said")), *Profile.Level.choices]
    )
    links = LinksField(
        label=_("Links"), required=False, help_text=_("Your pages elsewhere, one a line, at most eight."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    interests = forms.ModelMultipleChoiceField(
        label=_("Topics that interest you"), queryset=Topic.objects.roots(), to_field_name="slug", required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Your home page begins with these."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, str]]] = {
            "country": [("", _t("Not said")), *regions.countries()],
            "timezone": [("", _t("Not said")), *_zone_choices()],
            "currency": currencies(),
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]

    @classmethod
    def of(cls, profile: Profile, data: Any = None) -> "ProfileForm":
        """The form filled with what the page says now."""
        kept = {name: getattr(profile, name) for name in KEPT}
        rate = profile.rate
        initial = {
            **kept,
            "name": profile.party.name,
            "rate": rate and rate.amount,
            "interests": list(profile.interests.all()),
        }
        return cls(data, initial=initial, spoken=[(code, profile.fluency.get(code, "")) for code in profile.languages])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, code = cleaned.pop("rate", None), cleaned.get("currency")
        if code:
            cleaned["rate_minor"] = self._in_minor_units(amount, code)
        return cleaned

    def _in_minor_units(self, amount: Decimal | None, code: str) -> int | None:
        try:
            return None if amount is None else to_minor(Money(amount, code))
        except TooFine:
            smallest = from_minor(1, code)
            self.add_error("rate", _t("The smallest amount in this currency is %(amount)s.") % {"amount": smallest})
            return None


class PhotoForm(forms.Form):
    """A picture of oneself, judged by its content."""

    photo = forms.FileField(
        label=_("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": _("Choose a picture first.")},
        help_text=_("JPEG, PNG, WebP or AVIF, at most 20 MB. Where and when it was taken is removed."),
    )  # fmt: skip

    def clean_photo(self) -> uploads.Upload:
        return uploads.check(self.cleaned_data["photo"], uploads.PICTURES)


class RolesForm(forms.Form):
    """The parts that one plays."""

    kinds = forms.MultipleChoiceField(
        label=_("Your roles"), choices=Role.Kind, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )  # fmt: skip


class DisplayForm(forms.Form):
    """How the pages look and speak: language, zone, currency, colours, density, keys."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), help_text=_("All times stand in this zone."))
    currency = forms.ChoiceField(label=_("Currency"), help_text=_("Offered first wherever you name a price."))
    scheme = forms.ChoiceField(
        label=_("Light or dark"), required=False, choices=[("", _("As my system")), *Scheme.choices],
        widget=forms.RadioSelect,
    )  # fmt: skip
    density = forms.ChoiceField(
        label=_("Density"), choices=Density, widget=forms.RadioSelect,
        help_text=_("Compact shows more rows on a screen."),
    )  # fmt: skip
    has_shortcuts = forms.BooleanField(
        label=_("Keyboard shortcuts"), required=False,
        help_text=_("Single keys such as / for the search. They can disturb dictation and screen readers."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = _zone_choices()  # type: ignore[attr-defined]
        self.fields["currency"].choices = currencies()  # type: ignore[attr-defined]
        self._offer_languages(languages.offered())

    def _offer_languages(self, languages: list[tuple[str, str]]) -> None:
        if len(languages) < 2:
            del self.fields["language"]  # one language is no choice
        else:
            self.fields["language"].choices = [("", _t("As my browser asks")), *languages]  # type: ignore[attr-defined]


def _zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in regions.zones()]

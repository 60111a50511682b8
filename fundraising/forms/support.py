"""What supporters choose, and what makers type about their page, its tiers and posts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.forms.acting import ActingField
from fundraising import subjects
from fundraising.choices import CannotChoose
from fundraising.forms.delivery import REWARD_FILE
from fundraising.models import Support, SupportPage, SupportPost, SupportTier
from fundraising.support_pages import Offer
from fundraising.support_terms import Wish
from marketplace.catalog.models import Listing
from marketplace.kit import amounts, uploads
from marketplace.kit.money import from_minor, to_minor
from projects.forms.fields import LineField

OWN = "own"
CURRENCIES = ["EUR", "USD", "GBP", "CHF", "JPY"]


class _WithSums(forms.Form):
    """Sums in one currency, as they are typed."""

    currency: str

    def _read(self, name: str) -> int | None:
        text = (self.cleaned_data.get(name) or "").strip()
        return to_minor(amounts.read(text, self.currency)) if text else None

    def refuse(self, refusal: Exception) -> None:
        """Say why not, where the reason lies."""
        field = refusal.field if isinstance(refusal, CannotChoose) else ""
        self.add_error(field if field in self.fields else None, ValidationError(str(refusal)))


def _sum(label: Any, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=40, widget=widget, **more)


class WishForm(_WithSums):
    """A tier or a sum of one's own, by the month or the year. support: the one that is changed."""

    tier = forms.ChoiceField(
        label=_("What you give"), widget=forms.RadioSelect, error_messages={"required": _("Choose a tier.")}
    )
    own = _sum(_("Your own sum"), required=False)
    every = forms.ChoiceField(label=_("How often"), choices=Support.Every, widget=forms.RadioSelect, initial="month")
    is_anonymous = forms.BooleanField(
        label=_("Do not show my name among the supporters"),
        required=False,
        help_text=_("The records of the payment still name you to the maker."),
    )

    def __init__(
        self, *args: Any, page: SupportPage, acting: Acting | None = None, support: Support | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.currency = page, page.currency
        held = {support.tier_id} if support else set()
        self.tiers = [tier for tier in page.tiers.all() if tier.retired_at is None or tier.pk in held]
        own = [(OWN, _t("A sum of my own"))] if page.takes_own_sums else []
        field: Any = self.fields["tier"]
        field.choices = [*((str(tier.pk), tier.name) for tier in self.tiers), *own]
        if not own:
            del self.fields["own"]
        if not any(tier.year_minor for tier in self.tiers) and not own:
            del self.fields["every"]
        if support:
            del self.fields["is_anonymous"]
            self.initial = {**_held(support), **self.initial}
        if acting:
            self.fields["party"] = ActingField(acting)

    def clean_own(self) -> int:
        return self._read("own") or 0

    def wish(self) -> Wish:
        """What was chosen."""
        said = self.cleaned_data
        tier = next((one for one in self.tiers if str(one.pk) == said["tier"]), None)
        own = 0 if tier else said.get("own") or 0
        return Wish(tier=tier, own_minor=own, every=said.get("every") or Support.Every.MONTH)


def _held(support: Support) -> dict[str, Any]:
    own = {} if support.tier_id else {"own": str(from_minor(support.price_minor, support.currency).amount)}
    return {"tier": str(support.tier_id or OWN), "every": support.every, **own}


class PageForm(forms.Form):
    """What the page says."""

    pitch = LineField(
        label=_("In one sentence"), max_length=160, help_text=_("What people make possible who support you.")
    )
    story = forms.CharField(
        label=_("What you do with it"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    takes_own_sums = forms.BooleanField(label=_("Who likes may give a sum of their own"), required=False)
    subject = forms.ChoiceField(label=_("For a portfolio or job"), required=False)

    def __init__(self, data: Any, *, page: SupportPage) -> None:
        names = ("pitch", "story", "currency", "takes_own_sums")
        values = {name: getattr(page, name) for name in names}
        super().__init__(data, initial={**values, "subject": str(page.subject_id or "")})
        field: Any = self.fields["subject"]
        field.choices = [("", _("For all that you make")), *subjects.choices(page.owner)]

    def clean_subject(self) -> Listing | None:
        chosen = self.cleaned_data["subject"]
        return Listing.objects.filter(pk=chosen).first() if chosen else None


class TierForm(_WithSums):
    """A tier."""

    name = LineField(label=_("Name"), max_length=60)
    benefits = forms.CharField(
        label=_("What they get"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line for each thing."),
    )  # fmt: skip
    month = _sum(_("A month"))
    year = _sum(_("A year"), required=False, help_text=_("Left empty, it is paid by the month only."))
    limit = forms.IntegerField(label=_("Places"), required=False, min_value=1, max_value=1_000_000)

    def __init__(self, data: Any, *, page: SupportPage, tier: SupportTier | None = None) -> None:
        super().__init__(data, initial=_as_typed(tier) if tier else {})
        self.currency = page.currency
        for name in ("month", "year"):
            self.fields[name].label = f"{self.fields[name].label} ({page.currency})"

    def clean_month(self) -> int | None:
        return self._read("month")

    def clean_year(self) -> int | None:
        return self._read("year")

    def offer(self) -> Offer:
        said = self.cleaned_data
        return Offer(
            name=said["name"], benefits=said["benefits"], month_minor=said["month"], year_minor=said["year"],
            limit=said["limit"],
        )  # fmt: skip


def _as_typed(tier: SupportTier) -> dict[str, Any]:
    year = str(tier.year.amount) if tier.year_minor else ""
    return {
        "name": tier.name, "benefits": tier.benefits, "month": str(tier.month.amount), "year": year,
        "limit": tier.limit,
    }  # fmt: skip


class CloseForm(forms.Form):
    """Closing ends every support, and opening again brings none of them back: the maker's name is typed."""

    name = forms.CharField(max_length=200)

    def __init__(self, *args: Any, page: SupportPage, supporters: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = " ".join(page.owner.name.split())
        self.fields["name"].label = _t("Type “%(name)s” to confirm") % {"name": self.wanted}
        if not supporters:
            del self.fields["name"]

    def clean_name(self) -> str:
        text = " ".join(str(self.cleaned_data["name"]).split())
        if text.casefold() != self.wanted.casefold():
            raise ValidationError(_t("This is not the name."))
        return text


class PostForm(forms.Form):
    """A post for supporters."""

    title = LineField(label=_("Title"), max_length=120)
    tier = forms.ChoiceField(label=_("Who reads it"), required=False)
    teaser = forms.CharField(
        label=_("What everybody reads"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown to who may not read the rest."),
    )  # fmt: skip
    text = forms.CharField(label=_("For supporters"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, data: Any, *, page: SupportPage, post: SupportPost | None = None) -> None:
        super().__init__(data, initial=_post_as_typed(post) if post else {})
        kept = {post.tier_id} if post else set()
        self.tiers = {str(one.pk): one for one in page.tiers.all() if one.retired_at is None or one.pk in kept}
        field: Any = self.fields["tier"]
        field.choices = [("", _("Every supporter")), *((pk, _from(one)) for pk, one in self.tiers.items())]

    def clean_tier(self) -> SupportTier | None:
        return self.tiers.get(self.cleaned_data["tier"])


class PostFileForm(forms.Form):
    """A file or a picture for who reads the post."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, ZIP, text or picture, at most 25 MB."))

    def clean_file(self) -> uploads.Upload:
        return uploads.check(self.cleaned_data["file"], REWARD_FILE)


def _from(tier: SupportTier) -> str:
    return _t("“%(tier)s” and who gives more") % {"tier": tier.name}


def _post_as_typed(post: SupportPost) -> dict[str, Any]:
    return {"title": post.title, "tier": str(post.tier_id or ""), "teaser": post.teaser, "text": post.text}

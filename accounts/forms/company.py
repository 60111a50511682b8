"""What people say of their companies, and whom they ask to join."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import faces
from accounts.forms.settings import PhotoForm
from accounts.models import Company, Membership
from marketplace.catalog.models import Topic
from marketplace.kit import regions

MOST_TOPICS = 5


class FoundForm(forms.Form):
    """What a company is by law: enough to begin."""

    name = forms.CharField(
        label=_("Name of the company"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Give the company a name.")},
    )  # fmt: skip
    legal_form = forms.CharField(
        label=_("Legal form"), max_length=60, help_text=_("For example: GmbH, Ltd, sole trader."),
        error_messages={"required": _("Say what legal form it has.")},
    )  # fmt: skip
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Say in which country it is registered.")},
    )  # fmt: skip
    register_number = forms.CharField(
        label=_("Registration number"), max_length=60, required=False,
        help_text=_("As it stands in the register of companies. It is shown on the page."),
    )  # fmt: skip
    vat_number = forms.CharField(
        label=_("VAT number"), max_length=40, required=False, help_text=_("It is shown on the page and on invoices.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", _t("Choose a country")), *regions.countries()]


class CompanyForm(FoundForm):
    """Everything on the page of a company but the logo, which has a form of its own."""

    tagline = forms.CharField(
        label=_("In one line"), max_length=140, required=False,
        help_text=_("What the company does. It stands on its card."),
    )  # fmt: skip
    about = forms.CharField(
        label=_("About the company"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What it makes, for whom, and how it works. Markdown works: **bold**, lists, links."),
    )  # fmt: skip
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=200)
    industry = forms.CharField(label=_("Field"), max_length=120, required=False)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("What the company is found under, at most five."),
    )  # fmt: skip

    field_order = ["name", "tagline", "about", "legal_form", "country", "register_number", "vat_number", "city"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topics"]
        topics.choices = [(topic.slug, topic.name) for topic in Topic.objects.roots()]

    @classmethod
    def of(cls, company: Company, data: Any = None) -> "CompanyForm":
        """The form filled with what the page says now."""
        rows = {name: getattr(company, name) for name in cls.base_fields if name not in {"name", "topics"}}
        topics = [topic.slug for topic in faces.topics_of(company.listing)]
        return cls(data, initial={**rows, "name": company.party.name, "topics": topics})

    def clean_topics(self) -> list[Topic]:
        chosen = self.cleaned_data["topics"]
        if len(chosen) > MOST_TOPICS:
            raise ValidationError(_t("Choose at most %(most)d topics.") % {"most": MOST_TOPICS})
        return list(Topic.objects.filter(slug__in=chosen))


class LogoForm(PhotoForm):
    """A picture of the company, judged by its content."""

    photo = forms.FileField(
        label=_("Logo"), widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": _("Choose a picture first.")},
        help_text=_("JPEG, PNG, WebP or AVIF, at most 20 MB. A square one looks best."),
    )  # fmt: skip


class InviteForm(forms.Form):
    """Whom to ask to join, and as what."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("They need no account yet. The link in the mail stands for a week and works once."),
        error_messages={"required": _("Give the address to write to."), "invalid": _("This is not an e-mail address.")},
    )  # fmt: skip
    rank = forms.ChoiceField(label=_("As"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("A word with it"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the mail."),
    )  # fmt: skip

    def __init__(self, *args: Any, may_invite_managers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rank: Any = self.fields["rank"]
        rank.choices = [(Membership.Rank.MEMBER, _t("Member: sees everything and writes drafts"))]
        if may_invite_managers:
            rank.choices = [*rank.choices, (Membership.Rank.MANAGER, _t("Manager: also acts for the company"))]
        rank.initial = Membership.Rank.MEMBER


class RankForm(forms.Form):
    """Another rank for one of the company's people."""

    rank = forms.ChoiceField(
        choices=[(Membership.Rank.MANAGER, Membership.Rank.MANAGER.label), (Membership.Rank.MEMBER, _("Member"))]
    )


class OfferForm(forms.Form):
    """To whom the company is offered, and what becomes of the one who offers."""

    STAYS = [("no", _("I become a manager")), ("yes", _("I remain an owner, too"))]

    person = forms.ChoiceField(label=_("New owner"), error_messages={"required": _("Choose one of your people.")})
    stays = forms.ChoiceField(label=_("And you"), choices=STAYS, widget=forms.RadioSelect, initial="no")

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = company.memberships.exclude(rank=Membership.Rank.OWNER).with_person().order_by("user__party__name")
        person: Any = self.fields["person"]
        person.choices = [("", _t("Choose")), *((str(held.pk), held.user.party.name) for held in people)]

    def clean_stays(self) -> bool:
        return bool(self.cleaned_data["stays"] == "yes")


class DissolveForm(forms.Form):
    """Dissolving cannot be undone, so the name is typed."""

    name = forms.CharField(label=_("Type the name of the company to confirm"), max_length=200)
    why = forms.CharField(label=_("Why?"), required=False, max_length=300, help_text=_("For the record."))

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company

    def clean_name(self) -> str:
        typed = " ".join(str(self.cleaned_data["name"]).split())
        if typed.casefold() != " ".join(self.company.party.name.split()).casefold():
            raise ValidationError(_t("This is not the name of the company."))
        return typed

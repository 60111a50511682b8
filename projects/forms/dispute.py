"""What is typed in a dispute: how one sees it, what shows it, and how the money should be divided."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.kit.forms import TOO_SHORT
from marketplace.kit.money import Money, format_money
from projects.forms import amounts
from projects.forms.contract import AmountField, FilesField
from projects.forms.links import LinksField
from projects.hours import disputed, weeks
from projects.models import Contract, Milestone, TimeEntry, WorkWeek

LONGEST = 8_000
FREELANCER, CLIENT, PART = "freelancer", "client", "part"


class WordsForm(forms.Form):
    """Words, with what shows them."""

    why = forms.CharField(
        label=_("How do you see it?"), min_length=20, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={**TOO_SHORT, "required": _("Say how you see it.")},
        help_text=_("What was agreed, what happened, when. At least 20 letters. Markdown works."),
    )  # fmt: skip
    links = LinksField(help_text=_("To cards, messages, submissions or pages elsewhere. One a line, at most 10."))
    evidence = FilesField(
        label=_("Files"),
        help_text=_(
            "PDF, Word, Excel, OpenDocument, text or pictures, each at most 25 MB. The other side reads them, and who "
            "mediates or decides. Nothing can be taken back."
        ),
    )


class DivideForm(forms.Form):
    """How the money should be divided. Cleaned to `to_freelancer`."""

    share = forms.ChoiceField(
        label=_("Whose should the money be?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose the money should be.")},
    )  # fmt: skip
    amount = AmountField(required=False)

    def __init__(self, *args: Any, contract: Contract, stake: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stake = stake
        names = {"freelancer": contract.freelancer.name, "client": contract.client.name}
        share: Any = self.fields["share"]
        share.choices = [
            (FREELANCER, _t("All of it to %(freelancer)s") % names),
            (CLIENT, _t("All of it back to %(client)s") % names),
            (PART, _t("A part to %(freelancer)s, the rest back to %(client)s") % names),
        ]
        self.fields["amount"].label = _t("How much to %(freelancer)s, if a part?") % names
        unit: Any = self.fields["amount"].widget
        unit.unit = stake.currency.code

    @property
    def at_stake(self) -> Money:
        """What can be divided."""
        return self.stake

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        share, typed = cleaned.pop("share", ""), cleaned.pop("amount", "")
        if share and not self.errors:
            cleaned["to_freelancer"] = self._divided(share, typed)
        return cleaned

    def _divided(self, share: str, typed: str) -> Money | None:
        if share != PART:
            return self.at_stake if share == FREELANCER else self.at_stake - self.at_stake
        try:
            amount = amounts.read(typed, self.stake.currency.code)
            if amount > self.at_stake:
                most = format_money(self.at_stake)
                raise ValidationError(_t("%(most)s is at stake, and no more can be divided.") % {"most": most})
        except ValidationError as error:
            self.add_error("amount", error)
            return None
        return amount


class OfferForm(DivideForm):
    """An offer to settle, with a word to the other side."""

    why = forms.CharField(
        label=_("A word to the other side"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AwardForm(DivideForm):
    """What the arbiter decides, with reasons."""

    why = forms.CharField(
        label=_("Your reasons"), min_length=20, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={**TOO_SHORT, "required": _("Give your reasons: both read them.")},
        help_text=_("Both read them. At least 20 letters. Markdown works."),
    )  # fmt: skip


class AnswerForm(DivideForm, WordsForm):
    """How the other side sees it, and what it would settle for."""

    field_order = ["why", "share", "amount", "links", "evidence"]


class OpenForm(AnswerForm):
    """About which milestones, why, and what one asks for. rows: each with what is in escrow for it now."""

    about = forms.MultipleChoiceField(
        label=_("What is it about?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it is about.")},
    )  # fmt: skip
    field_order = ["about", "why", "share", "amount", "links", "evidence"]

    def __init__(self, *args: Any, contract: Contract, rows: Mapping[Milestone, Money], **kwargs: Any) -> None:
        stake = sum(rows.values(), Money(0, contract.currency))
        super().__init__(*args, contract=contract, stake=stake, **kwargs)
        self.rows, self.left = {str(row.pk): row for row in rows}, rows
        about: Any = self.fields["about"]
        about.choices = [(str(row.pk), f"{row.name}, {format_money(left)}") for row, left in rows.items()]

    @property
    def at_stake(self) -> Money:
        chosen = self.cleaned_data.get("about", [])
        return sum((self.left[row] for row in chosen), self.stake * 0)

    def clean_about(self) -> list[Milestone]:
        return [self.rows[pk] for pk in self.cleaned_data["about"]]


class OpenHoursForm(AnswerForm):
    """About which entries of a week, why, and what one asks for. rows: those that can be disputed."""

    about = forms.MultipleChoiceField(
        label=_("Which hours?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the hours that it is about.")},
    )  # fmt: skip
    field_order = ["about", "why", "share", "amount", "links", "evidence"]

    def __init__(self, *args: Any, week: WorkWeek, rows: Sequence[TimeEntry], **kwargs: Any) -> None:
        super().__init__(*args, contract=week.contract, stake=disputed.worth(week, rows), **kwargs)
        self.week, self.rows = week, {str(row.pk): row for row in rows}
        about: Any = self.fields["about"]
        about.choices = [(pk, _entry(row)) for pk, row in self.rows.items()]
        rate = {"rate": format_money(week.rate, whole=True)}
        about.help_text = _t("At %(rate)s an hour. What you do not tick is paid with the rest of the week.") % rate

    @property
    def at_stake(self) -> Money:
        return disputed.worth(self.week, self.cleaned_data.get("about", []))

    def clean_about(self) -> list[TimeEntry]:
        return [self.rows[pk] for pk in self.cleaned_data["about"]]


def _entry(row: TimeEntry) -> str:
    facts = {
        "day": date_format(row.day, "D j M"), "hours": weeks.hours(row.minutes), "what": row.task or _t("No note"),
        "who": row.by.party.name if row.by else "",
    }  # fmt: skip
    return _t("%(day)s, %(hours)s h: %(what)s (%(who)s)") % facts


def chosen(pk: str, rows: list[Milestone]) -> list[str]:
    """Which boxes are ticked when the page is opened: the milestone that one comes from, or the only one."""
    try:
        wanted = UUID(pk)
    except ValueError:
        wanted = None
    found = [str(row.pk) for row in rows if row.pk == wanted]
    return found or ([str(rows[0].pk)] if len(rows) == 1 else [])

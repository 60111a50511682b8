"""What is typed of a team: who, for which part of the work, with which share."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from projects.forms.fields import LineField
from projects.models import Proposal, TeamPlace
from projects.models.team import percent_of
from projects.teams import MOST, Seat

PREFIX, SPARE = "seat", 2
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")


class ShareField(forms.CharField):
    """A share in percent with up to two decimals, as people type it; cleaned to hundredths of a percent."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "is-number", "data-part": ""}
        )
        super().__init__(**{"max_length": 8, "widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return share_text(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).replace("%", "").strip()
        if not text:
            return 0
        found = _PERCENT.fullmatch(text)
        share = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
        if found is None or share > 10_000:
            raise ValidationError(_t("Enter a share between 0.01 and 100 percent, for example 33.33."))
        return share


class HandleField(forms.CharField):
    """Somebody by their handle, or by the address of their page. Cleaned to the party."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "known", "autocomplete": "off", "autocapitalize": "none"})
        super().__init__(**{"max_length": 200, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip().rstrip("/").rsplit("/", 1)[-1].removeprefix("@").lower()
        party = Party.objects.select_related("user").filter(slug=text).first() if text else None
        page = (getattr(party, "company", None) or getattr(party, "profile", None)) if party else None
        if party is None or (page is None and party.user is None):
            raise ValidationError(_t("Nobody here has this handle. It is the last part of the address of their page."))
        return party


class SeatForm(forms.Form):
    """A place for somebody besides the one who leads."""

    use_required_attribute = False
    party = HandleField(label=_("Handle"))
    task = LineField(label=_("What they do"), max_length=120, required=False)
    share = ShareField(label=_("Share, %"))

    def clean_share(self) -> int:
        share: int = self.cleaned_data["share"]
        if share == 0:
            raise ValidationError(_t("Enter a share between 0.01 and 100 percent, for example 33.33."))
        return share


class SeatSet(BaseFormSet):
    """The rows of those besides. None of them is fixed: any may be emptied."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()


class LeadForm(forms.Form):
    """The place of the one who leads."""

    use_required_attribute = False
    task = LineField(label=_("What they do"), max_length=120, required=False)
    share = ShareField(label=_("Share, %"))


class TeamForm:
    """The whole team: the one who leads, and rows for the others. A row left empty is nobody."""

    def __init__(self, proposal: Proposal, data: Mapping[str, Any] | None = None) -> None:
        self.proposal, self.is_bound, self.complaint = proposal, data is not None, ""
        places = list(proposal.team.select_related("party").order_by("position")) if data is None else []
        own = {"task": places[0].task, "share": places[0].permyriad} if places else {"share": 10_000}
        self.lead = LeadForm(data, prefix="lead", initial=own)
        if data is not None and f"{PREFIX}-TOTAL_FORMS" not in data:
            data = {**data, f"{PREFIX}-TOTAL_FORMS": "0", f"{PREFIX}-INITIAL_FORMS": "0"}
        factory = formset_factory(SeatForm, formset=SeatSet, extra=SPARE, max_num=MOST - 1, absolute_max=MOST + SPARE)
        self.rows: Any = factory(data, initial=_shown(places[1:]), prefix=PREFIX)

    def is_valid(self) -> bool:
        """The rows, and that they make the whole together."""
        is_lead_right, are_rows_right = self.lead.is_valid(), self.rows.is_valid()
        if is_lead_right and are_rows_right and self._others():
            total = sum(seat.permyriad for seat in self.seats())
            if total != 10_000:
                words = _t("The shares are %(total)s %% together, and must be exactly 100 %%.")
                self.complaint = words % {"total": share_text(total)}
        elif not are_rows_right:
            self.complaint = " ".join(str(error) for error in self.rows.non_form_errors())
        return is_lead_right and are_rows_right and not self.complaint

    def seats(self) -> list[Seat]:
        """The team that was typed; none where nobody stands beside the one who leads."""
        said = self.lead.cleaned_data
        lead = Seat(self.proposal.freelancer, said["share"], said["task"])
        others = [Seat(row["party"], row["share"], row["task"]) for row in self._others()]
        return [lead, *others] if others else []

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the field as the page has it."""
        found: dict[str, list[str]] = {}
        for form in [self.lead, *self.rows.forms] if self.is_bound else []:
            for name, errors in form.errors.items():
                found[form.add_prefix(name)] = [str(error) for error in errors]
        return found | ({"lead-share": [self.complaint]} if self.complaint else {})

    def _others(self) -> list[dict[str, Any]]:
        return [row.cleaned_data for row in self.rows.forms if row.has_changed() and row.is_valid()]


class AnswerForm(forms.Form):
    """The yes names the share that was read."""

    permyriad = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)


def share_text(permyriad: int) -> str:
    """A share as one types it: 33.33, 40."""
    return f"{percent_of(permyriad).normalize():f}"


def _shown(places: Iterable[TeamPlace]) -> list[dict[str, Any]]:
    return [{"party": place.party.slug, "task": place.task, "share": place.permyriad} for place in places]

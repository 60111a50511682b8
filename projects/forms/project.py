"""What a client types of a job."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.forms.acting import ActingField
from accounts.models import Profile
from accounts.rights import Right
from marketplace.kit import clock, regions
from marketplace.kit.forms import TOO_SHORT
from marketplace.kit.money import Money, to_minor
from payments import fees
from projects.forms import amounts, first_values, typed
from projects.forms.fields import DayField, FieldOfWork, LineField, SkillsField, not_past
from projects.forms.milestones import PREFIX, MilestoneSet, PlannedForm, milestone_set
from projects.models import Project
from projects.models.project import MAX_QUESTIONS
from projects.terms import Terms

STANDS_AT_MOST = timedelta(days=180)
LONGEST_BRIEF = 15_000
SEEN_BY = [
    ("everybody", _("Everybody: freelancers find it")),
    ("invited", _("Only whom I invite: no search finds it")),
]


class TitleForm(forms.Form):
    """The first line of a job: enough to begin a draft."""

    title = LineField(
        label=_("What do you need done?"), min_length=10, max_length=120, error_messages=TOO_SHORT,
        help_text=_(
            "One line of at least 10 letters that says the thing and its size, "
            "for example: Layout for an A5 journal, 150 pages."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = ActingField(acting, right=Right.WRITE)


class ProjectForm(forms.Form):
    """A whole job. A draft may be saved with any of it missing or wrong; `terms()` then holds what is right."""

    title = LineField(
        label=_("Title"), min_length=10, max_length=120, error_messages=TOO_SHORT, help_text=_("At least 10 letters."),
    )  # fmt: skip
    field = FieldOfWork(label=_("Field of work"), help_text=_("Freelancers of this field find the job first."))
    skills = SkillsField(
        label=_("Skills and tools"), required=False, max_length=600,
        help_text=_("The ones that decide, at most ten, divided by commas."),
        widget=forms.TextInput(attrs={"data-skills": "", "autocomplete": "off"}),
    )  # fmt: skip
    brief = forms.CharField(
        label=_("The brief"), min_length=60, max_length=LONGEST_BRIEF, widget=forms.Textarea(attrs={"rows": 14}),
        error_messages=TOO_SHORT,
        help_text=_(
            "At least 60 letters: what you need, what you have, how you will decide. "
            "Markdown works: ## headings, lists, **bold**."
        ),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the brief"))
    basis = forms.ChoiceField(label=_("How is it paid?"), choices=Project.Basis, widget=forms.RadioSelect)
    currency = forms.ChoiceField(label=_("Currency"))
    budget_low = forms.CharField(
        label=_("Budget, from"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("For hourly work: of one hour."),
    )  # fmt: skip
    budget_high = forms.CharField(
        label=_("Budget, to"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Leave it empty if there is one figure."),
    )  # fmt: skip
    is_ongoing = forms.BooleanField(label=_("This is ongoing work without a fixed end"), required=False)
    due_on = DayField(label=_("Deadline of the work"), required=False)
    closes_on = DayField(label=_("Last day for proposals"), help_text=_("The job closes by itself at the end of it."))
    length = forms.ChoiceField(label=_("How long will it take?"), required=False)
    hours_week = forms.ChoiceField(label=_("Hours a week"), required=False)
    level = forms.ChoiceField(label=_("Experience"))
    seen_by = forms.ChoiceField(
        label=_("Who can see it?"), choices=SEEN_BY, initial="everybody", required=False, widget=forms.RadioSelect
    )  # fmt: skip
    hires = forms.IntegerField(label=_("How many people do you look for?"), min_value=1, max_value=20, initial=1)
    where = forms.ChoiceField(label=_("Where is the work done?"), choices=Project.Where, widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("Country"), required=False)
    city = LineField(label=_("Town"), required=False, max_length=80)
    questions = forms.CharField(
        label=_("Questions to everybody who proposes"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One a line, at most five. Each must be answered."),
    )  # fmt: skip

    milestones: MilestoneSet
    budget: tuple[Money | None, Money | None] = (None, None)

    def __init__(self, *args: Any, steps: MilestoneSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestones = steps
        not_said = ("", _t("Not said"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "language": [(code, regions.language_name(code)) for code, _name in settings.LANGUAGES],
            "currency": [(code, f"{code}, {regions.currency_name(code)}") for code in fees.schedule().currencies],
            "length": [not_said, *Project.Length.choices],
            "hours_week": [not_said, *Project.Hours.choices],
            "level": [("", _t("Choose a level")), *Profile.Level.choices],
            "country": [not_said, *regions.countries()],
        }
        for name, pairs in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = pairs

    @classmethod
    def sent(cls, data: Mapping[str, Any]) -> "ProjectForm":
        """The form as somebody sent it."""
        return cls(data, steps=milestone_set(PlannedForm, currency=_currency(data.get("currency")), data=data))

    @classmethod
    def of(cls, project: Project) -> "ProjectForm":
        """The form as it stands: what was typed last, or else what the job says."""
        said, steps = first_values.of(project), first_values.steps(project)
        if project.typed:
            said |= {"is_ongoing": "", **typed.as_initial(project.typed)}
            steps = typed.rows(project.typed, PREFIX)
        return cls(initial=said, steps=milestone_set(PlannedForm, currency=project.currency, initial=steps))

    def is_valid(self) -> bool:
        """Both the job and its milestones, each judged whatever the other is like."""
        is_job_right, are_steps_right = super().is_valid(), self.milestones.is_valid()
        if self.cleaned_data.get("basis") == Project.Basis.HOURLY:
            return is_job_right
        return are_steps_right and self._steps_fit() and is_job_right

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the field as the page has it."""
        found = {name: [str(error) for error in errors] for name, errors in self.errors.items()}
        for row in self.milestones.forms if self.milestones.is_bound else []:
            found |= {row.add_prefix(name): [str(error) for error in errors] for name, errors in row.errors.items()}
        if self.milestones.complaint:
            found["milestone-0-name"] = [self.milestones.complaint]
        return found

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"])

    def clean_closes_on(self) -> Any:
        day = not_past(self.cleaned_data["closes_on"])
        if day and day > clock.today() + STANDS_AT_MOST:
            raise ValidationError(_t("A job stands for at most %(n)d days.") % {"n": STANDS_AT_MOST.days})
        return day

    def clean_questions(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines())
        asked = [line for line in lines if line]
        if len(asked) > MAX_QUESTIONS:
            raise ValidationError(_t("Ask at most %(n)d questions.") % {"n": MAX_QUESTIONS})
        if any(len(line) > 300 for line in asked):
            raise ValidationError(_t("A question has at most 300 letters."))
        return asked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._read_budget(cleaned)
        self._check_place(cleaned)
        due, closes = cleaned.get("due_on"), cleaned.get("closes_on")
        if due and closes and due < closes:
            self.add_error("due_on", _t("The work is due before proposals close. Move one of the two days."))
        return cleaned

    def terms(self) -> Terms:
        """What is right of it. What is missing or wrong stays as a new job has it."""
        right = self.cleaned_data
        is_anywhere = right.get("where") == Project.Where.REMOTE
        low, high = self.budget
        as_typed: dict[str, Any] = {name: right[name] for name in _AS_TYPED if right.get(name) not in (None, "")}
        return Terms(
            **as_typed,
            is_invited_only=right.get("seen_by") == "invited",
            country="" if is_anywhere else right.get("country", ""),
            city="" if is_anywhere else right.get("city", ""),
            topics=[topic for topic in (right.get("field"), *right.get("skills", [])) if topic],
            budget_low=to_minor(low) if low else None,
            budget_high=to_minor(high or low) if low else None,
            closes_at=_end_of(right.get("closes_on")),
            milestones=() if right.get("basis") == Project.Basis.HOURLY else self.milestones.steps(),
        )

    def _read_budget(self, cleaned: dict[str, Any]) -> None:
        code = cleaned.get("currency")
        low, high = (self._amount(name, code) for name in ("budget_low", "budget_high"))
        if low and high and high < low:
            self.add_error("budget_high", _t("The upper figure is below the lower one."))
            high = None
        self.budget = (low, high)

    def _amount(self, name: str, code: str | None) -> Money | None:
        text = self.cleaned_data.get(name, "")
        try:
            return amounts.read(text, code) if text and code else None
        except ValidationError as error:
            self.add_error(name, error)
            return None

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        where = cleaned.get("where")
        if where in {Project.Where.COUNTRY, Project.Where.ONSITE} and not cleaned.get("country"):
            self.add_error("country", _t("Say which country."))
        if where == Project.Where.ONSITE and not cleaned.get("city"):
            self.add_error("city", _t("Say in which town the work is done."))

    def _steps_fit(self) -> bool:
        low, high = self.budget
        return low is None or self.milestones.fits_between(low, high or low)


_AS_TYPED = [
    "title", "brief", "language", "basis", "currency", "is_ongoing", "level", "length", "hours_week", "hires", "where",
    "due_on", "questions",
]  # fmt: skip


def _currency(code: Any) -> str:
    """The currency to read sums in while nobody knows yet whether the one sent exists."""
    return code if code in fees.schedule().currencies else "EUR"


def _end_of(day: date | None) -> datetime | None:
    """The last second of the day where the client is."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None

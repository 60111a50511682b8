"""What a freelancer types of a proposal, and what a client types in answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.forms.acting import ActingField
from marketplace.kit.forms import TOO_SHORT
from marketplace.kit.money import Money
from projects.forms import amounts, typed
from projects.forms.first_values import amount
from projects.forms.milestones import PREFIX, MilestoneSet, ProposedForm, milestone_set
from projects.models import Project, Proposal
from projects.proposals import Offer

LONGEST_LETTER = 8_000
LONGEST_ANSWER = 2_000


class ProposalForm(forms.Form):
    """A whole proposal for one job: its questions are fields, its currency is the job's."""

    letter = forms.CharField(
        label=_("Your letter"), min_length=40, max_length=LONGEST_LETTER, widget=forms.Textarea(attrs={"rows": 10}),
        error_messages=TOO_SHORT,
        help_text=_(
            "At least 40 letters. Say how you would do it and what you have done that is like it. Markdown works."
        ),
    )  # fmt: skip
    price = forms.CharField(
        label=_("Your price"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days to deliver"), min_value=1, max_value=1000, help_text=_("Counted from the start."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, project: Project, steps: MilestoneSet, acting: Acting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.milestones = project, steps
        if acting:
            self.fields["party"] = ActingField(acting)
        self._fit_to_job()
        for number, question in enumerate(project.questions):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question, max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3})
            )

    @classmethod
    def sent(cls, project: Project, data: Mapping[str, Any], acting: Acting | None = None) -> "ProposalForm":
        """The form as somebody sent it. acting: for whom it may be sent, while that is still open."""
        steps = milestone_set(ProposedForm, currency=project.currency, data=data)
        return cls(data, project=project, steps=steps, acting=acting)

    @classmethod
    def of(cls, project: Project, proposal: Proposal | None = None, acting: Acting | None = None) -> "ProposalForm":
        """The form as it stands: empty, as it was typed last, or as the proposal says."""
        said: dict[str, Any] = _said(proposal) if proposal else {}
        steps = _steps(proposal) if proposal else []
        if proposal and proposal.typed:
            said |= {name: text for name, text in typed.as_initial(proposal.typed).items() if name != "party"}
            steps = typed.rows(proposal.typed, PREFIX)
        return cls(
            initial=said,
            project=project,
            steps=milestone_set(ProposedForm, currency=project.currency, initial=steps),
            acting=acting,
        )

    @property
    def answers(self) -> list[forms.BoundField]:
        """The fields of the client's questions."""
        return [self[name] for name in self.fields if name.startswith("answer_")]

    def is_valid(self) -> bool:
        """Both the proposal and its milestones, each judged whatever the other is like."""
        is_right, are_steps_right = super().is_valid(), self.milestones.is_valid()
        if self.project.is_hourly:
            return is_right
        return are_steps_right and self._steps_fit() and is_right

    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the field as the page has it."""
        found = {name: [str(error) for error in errors] for name, errors in self.errors.items()}
        if self.project.is_hourly or not self.milestones.is_bound:
            return found
        for row in self.milestones.forms:
            found |= {row.add_prefix(name): [str(error) for error in errors] for name, errors in row.errors.items()}
        return found | ({"milestone-0-name": [self.milestones.complaint]} if self.milestones.complaint else {})

    def clean_price(self) -> Money:
        return amounts.read(self.cleaned_data["price"], self.project.currency)

    def offer(self) -> Offer:
        """What is right of it."""
        right = self.cleaned_data
        return Offer(
            letter=right.get("letter", ""),
            price=right.get("price"),
            days=right.get("days"),
            answers=[
                {"question": question, "answer": right.get(f"answer_{number}", "")}
                for number, question in enumerate(self.project.questions)
            ],
            milestones=() if self.project.is_hourly else self.milestones.steps(),
        )

    def _fit_to_job(self) -> None:
        price: Any = self.fields["price"].widget
        price.unit = self.project.currency
        if self.project.is_hourly:
            self.fields["price"].label = _t("Your rate for an hour")
            del self.fields["days"]

    def _steps_fit(self) -> bool:
        price = self.cleaned_data.get("price")
        return price is None or self.milestones.adds_up_to(price)


class DeclineForm(forms.Form):
    """Why the answer is no."""

    reason = forms.ChoiceField(label=_("Why?"), choices=Proposal.Reason, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("A word to the freelancer"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence helps more than none."),
    )  # fmt: skip


class FilingForm(forms.Form):
    """What a client's side notes for itself."""

    note = forms.CharField(required=False, max_length=2000)


class AcceptForm(forms.Form):
    """The acceptance names what was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CancelForm(forms.Form):
    """Calling a posted job off cannot be undone, so the title is typed."""

    title = forms.CharField(label=_("Type the title of the job to confirm"), max_length=200)
    why = forms.CharField(label=_("Why?"), required=False, max_length=300, help_text=_("For your own record."))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_title(self) -> str:
        text = " ".join(str(self.cleaned_data["title"]).split())
        if text.casefold() != " ".join(self.project.title.split()).casefold():
            raise ValidationError(_t("This is not the title of the job."))
        return text


def _said(proposal: Proposal) -> dict[str, Any]:
    answers = {f"answer_{number}": one.get("answer", "") for number, one in enumerate(proposal.answers)}
    return {"letter": proposal.letter, "price": amount(proposal.price), "days": proposal.days, **answers}


def _steps(proposal: Proposal) -> list[dict[str, Any]]:
    return [{"name": step.name, "days": step.days, "amount": amount(step.amount)} for step in proposal.milestones.all()]

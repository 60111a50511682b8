"""What is told: the story, what can go wrong, and questions with their answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fundraising.forms.step import FundraiserRow, StepForm
from fundraising.said import Said
from marketplace.kit.forms import TOO_SHORT
from projects.forms.fields import LineField

LONGEST = 30_000
MARKDOWN = _("Markdown works: ## headings, lists, **bold**, > quotes.")


class StoryForm(StepForm):
    """The story and the risks."""

    story = forms.CharField(
        label=_("The story"), min_length=200, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 18}),
        error_messages=TOO_SHORT,
        help_text=_(
            "What you make, why you, how far you are, and what the money changes. At least 200 letters. "
            "Markdown works: ## headings, lists, **bold**, > quotes. The address of a film on YouTube, Vimeo or "
            "PeerTube, on a line of its own, becomes a player."
        ),
    )  # fmt: skip
    risks = forms.CharField(
        label=_("What could go wrong"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What may cost more or take longer, and what you do then. Backers trust who says it first."),
    )  # fmt: skip

    def first_values(self) -> dict[str, Any]:
        return {"story": self.fundraiser.story, "risks": self.fundraiser.risks}

    def said(self) -> Said:
        return Said(columns={name: self.cleaned_data[name] for name in ("story", "risks") if name in self.cleaned_data})


class QuestionRow(FundraiserRow):
    """A question and its answer."""

    question = LineField(label=_("Question"), max_length=200)
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class QuestionsForm(StepForm):
    """What backers ask before they ask it."""

    row = QuestionRow
    prefix_of_rows = "question"
    spare_rows = 1
    most_rows = 30

    def first_rows(self) -> Iterable[Mapping[str, Any]]:
        return self.fundraiser.questions.values("question", "answer")

    def said(self) -> Said:
        rows = [dict(row.cleaned_data) for row in self.rows.filled] if self.rows else []
        return Said(rows={"questions": rows})

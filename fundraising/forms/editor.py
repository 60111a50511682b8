"""Which form a step of the editor has. Rewards, pictures and the team are pages of their own."""

from collections.abc import Mapping

from fundraising.forms.basics import BasicsForm
from fundraising.forms.money import MoneyForm
from fundraising.forms.parts import BudgetForm, PlanForm, StretchForm
from fundraising.forms.step import StepForm
from fundraising.forms.story import QuestionsForm, StoryForm

FORMS: Mapping[str, type[StepForm]] = {
    "basics": BasicsForm,
    "story": StoryForm,
    "money": MoneyForm,
    "stretch": StretchForm,
    "budget": BudgetForm,
    "plan": PlanForm,
    "questions": QuestionsForm,
}

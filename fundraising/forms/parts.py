"""Lists of sums: the budget, the plan of payments, and what happens beyond the goal."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fundraising import holding, subjects
from fundraising.forms.step import FundraiserRow, StepForm
from fundraising.models import Disbursement
from fundraising.said import Said
from marketplace.kit import amounts
from marketplace.kit.money import Money, format_money, to_minor
from projects.forms.fields import DayField, LineField, not_past
from projects.forms.first_values import amount as as_typed

REPORT = "report"  # in place of what a step is tied to


class SumField(forms.CharField):
    """A sum in the fundraiser's currency, as people type it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "is-number"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)


class PartRow(FundraiserRow):
    """A part of the goal."""

    def clean_amount(self) -> Money:
        return amounts.read(self.cleaned_data["amount"], self.fundraiser.currency)


class BudgetRow(PartRow):
    label = LineField(label=_("For"), max_length=120)
    amount = SumField(label=_("Sum"))


class PartsForm(StepForm):
    """Parts that add up to the goal. While they don't, a draft keeps them all the same."""

    @property
    def total(self) -> Money:
        """What the parts that are right come to."""
        found = (
            [row.cleaned_data["amount"] for row in self.rows.filled] if self.is_bound and self.rows else self._held()
        )
        return sum(found, Money(0, self.fundraiser.currency))

    @property
    def note(self) -> str:
        goal = self.fundraiser.goal
        if not goal:
            return _t("Together %(sum)s. The goal is not set yet.") % {"sum": _money(self.total)}
        words = {"sum": _money(self.total), "goal": _money(goal), "rest": _money(abs(goal - self.total))}
        if self.total < goal:
            return _t("Together %(sum)s of %(goal)s. %(rest)s are not spread yet.") % words
        if self.total > goal:
            return _t("Together %(sum)s: %(rest)s more than the goal of %(goal)s.") % words
        return _t("Together %(goal)s: exactly the goal.") % words

    @property
    def is_whole(self) -> bool:
        """Whether they make exactly the goal."""
        return bool(self.fundraiser.goal) and self.total == self.fundraiser.goal

    def _held(self) -> list[Money]:
        return []


class BudgetForm(PartsForm):
    """What the goal is spent on."""

    row = BudgetRow
    prefix_of_rows = "budget"
    most_rows = 30

    def first_rows(self) -> Iterable[Mapping[str, Any]]:
        return [{"label": one.label, "amount": as_typed(one.amount)} for one in self.fundraiser.budget_lines.all()]

    def said(self) -> Said:
        rows = [row.cleaned_data for row in self.rows.filled] if self.rows else []
        return Said(
            rows={"budget_lines": [{"label": row["label"], "amount_minor": to_minor(row["amount"])} for row in rows]}
        )

    def _held(self) -> list[Money]:
        return [one.amount for one in self.fundraiser.budget_lines.all()]


class PlanRow(PartRow):
    """A step after which a part is paid out."""

    name = LineField(label=_("Step"), max_length=120)
    amount = SumField(label=_("Sum"))
    due_on = DayField(label=_("Planned for"))
    tied_to = forms.ChoiceField(label=_("It is done when"), required=False)
    proof = LineField(label=_("Proof"), max_length=300, required=False)

    def prepare(self) -> None:
        cast(forms.ChoiceField, self.fields["tied_to"]).choices = _ties(self.fundraiser)

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("tied_to") == REPORT:
            return cleaned
        if "tied_to" in cleaned and not cleaned["tied_to"] and not cleaned.get("proof") and "proof" not in self.errors:
            self.add_error("proof", _t("Say what proves that it is done."))
        return cleaned


class PlanForm(PartsForm):
    """When which part of the money is paid out."""

    row = PlanRow
    prefix_of_rows = "plan"
    spare_rows = 1
    most_rows = 20

    def first_rows(self) -> Iterable[Mapping[str, Any]]:
        return [_plan_row(one) for one in self.fundraiser.disbursements.all()]

    def rows_fit(self) -> bool:
        rows = self.rows
        if rows and sum(row.cleaned_data["tied_to"] == REPORT for row in rows.filled) > 1:
            rows.misfit = _t("There is one report, so one step waits for it.")
        return not (rows and rows.misfit)

    def said(self) -> Said:
        rows = [_said_of(row.cleaned_data) for row in self.rows.filled] if self.rows else []
        first = next((row for row in rows if row["is_report"]), None)
        return Said(rows={"disbursements": [{**row, "is_report": row is first} for row in rows]})

    @property
    def warnings(self) -> list[str]:
        """Steps for which the money can't be held long enough."""
        return [_too_late(self.fundraiser, one) for one in holding.beyond(self.fundraiser)]

    def _held(self) -> list[Money]:
        return [one.amount for one in self.fundraiser.disbursements.all()]


class StretchRow(FundraiserRow):
    """What more money adds."""

    threshold = SumField(label=_("From"))
    text = LineField(label=_("What it adds"), max_length=200)

    def clean_threshold(self) -> Money:
        threshold, goal = amounts.read(self.cleaned_data["threshold"], self.fundraiser.currency), self.fundraiser.goal
        if goal and threshold <= goal:
            raise ValidationError(_t("This lies beyond the goal of %(goal)s.") % {"goal": _money(goal)})
        if to_minor(threshold) <= self.fundraiser.most_minor:
            raise ValidationError(_t("This much has come together already. Choose more."))
        return threshold


class StretchForm(StepForm):
    """Thresholds beyond the goal, each with what it adds. Those that were reached stay."""

    row = StretchRow
    prefix_of_rows = "stretch"
    most_rows = 15

    def first_rows(self) -> Iterable[Mapping[str, Any]]:
        ahead = self.fundraiser.stretch_goals.filter(reached_at=None)
        return [{"threshold": as_typed(one.threshold), "text": one.text} for one in ahead]

    def rows_fit(self) -> bool:
        found = [row.cleaned_data["threshold"] for row in self.rows.filled] if self.rows else []
        if self.rows and len(set(found)) < len(found):
            self.rows.misfit = _t("Two of them begin at the same sum.")
        return len(set(found)) == len(found)

    def said(self) -> Said:
        rows = [row.cleaned_data for row in self.rows.filled] if self.rows else []
        by_sum = {to_minor(row["threshold"]): row["text"] for row in rows}
        return Said(
            rows={"stretch_goals": [{"threshold_minor": minor, "text": text} for minor, text in by_sum.items()]}
        )

    @property
    def reached(self) -> list[Any]:
        """Those that stay."""
        return list(self.fundraiser.stretch_goals.exclude(reached_at=None))


def _ties(fundraiser: Any) -> list[tuple[str, str]]:
    own = [("", _t("I say so, with the proof")), (REPORT, _t("I publish my report: this part is held back until then"))]
    return [*own, *((pk, _tie(words)) for pk, words in subjects.choices(fundraiser.owner))]


def _tie(words: str) -> str:
    return _t("something happens there: %(thing)s") % {"thing": words}


def _plan_row(one: Disbursement) -> dict[str, Any]:
    return {
        "name": one.name,
        "amount": as_typed(one.amount),
        "due_on": one.due_on,
        "tied_to": REPORT if one.is_report else str(one.tied_to_id or ""),
        "proof": one.proof,
    }


def _said_of(row: Mapping[str, Any]) -> dict[str, Any]:
    is_report = row["tied_to"] == REPORT
    tied = UUID(row["tied_to"]) if row["tied_to"] and not is_report else None
    plain = {name: row[name] for name in ("name", "due_on", "proof")}
    return {**plain, "amount_minor": to_minor(row["amount"]), "tied_to_id": tied, "is_report": is_report}


def _too_late(fundraiser: Any, late: holding.Late) -> str:
    said = _t(
        "“%(step)s” is planned for %(day)s. Money is held at most until %(end)s; "
        "what is not paid out by then goes back to the backers."
    )
    days = {"day": late.step.due_on or late.until, "end": late.until}
    return said % {"step": late.step.name, **{name: formats.date_format(one) for name, one in days.items()}}


def _money(sum_: Money) -> str:
    return format_money(sum_, whole=True)

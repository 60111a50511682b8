"""Goal, time, and how it is settled."""

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fundraising import campaign_rules, net
from fundraising.forms.step import StepForm
from fundraising.models import Fundraiser
from fundraising.said import Said
from marketplace.kit import amounts, regions
from marketplace.kit.money import Money, format_money, to_minor
from payments import fees
from projects.forms.fields import DayField, not_past
from projects.forms.first_values import amount

Settlement = Fundraiser.Settlement
MODES = [
    (Settlement.ALL_OR_NOTHING, _("All or nothing: cards are charged only if the goal is reached")),
    (Settlement.KEEP_WHAT_YOU_RAISE, _("Keep what you raise: each is charged at once")),
]
OPENS_AT = time(9)  # of its day, where the maker is
LONGEST_SECOND = 60
GOALS = ("goal", "hard_goal", "second_goal")
TICKS = ("takes_late_pledges", "extends_at_end", "backers_decide")
SUM: dict[str, Any] = {"widget": forms.TextInput(attrs={"inputmode": "decimal"}), "max_length": 40}


class MoneyForm(StepForm):
    """What must come together, by when, and what happens then."""

    settlement = forms.ChoiceField(label=_("How is it settled?"), choices=MODES, widget=forms.RadioSelect)
    currency = forms.ChoiceField(label=_("Currency"))
    goal = forms.CharField(label=_("Goal"), help_text=_("What must come together for it to work."), **SUM)
    days = forms.IntegerField(
        label=_("How many days does it run?"), min_value=1, max_value=365,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("All or nothing at most 60, otherwise as long as money can be held. Around 30 works best."),
    )  # fmt: skip
    opens_on = DayField(
        label=_("Day on which it opens"), required=False,
        help_text=_("It then opens by itself at 9 in the morning. Empty: you open it when you like."),
    )  # fmt: skip
    hard_goal = forms.CharField(
        label=_("The most you take"), required=False, help_text=_("When it is reached, nothing more can be pledged."),
        **SUM,
    )  # fmt: skip
    second_goal = forms.CharField(
        label=_("Goal of a second round"), required=False,
        help_text=_("Once the first goal is reached, a second round goes on to this sum. It is charged at once."),
        **SUM,
    )  # fmt: skip
    second_days = forms.IntegerField(
        label=_("Days of the second round"), required=False, min_value=1, max_value=LONGEST_SECOND,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    takes_late_pledges = forms.BooleanField(
        label=_("Take late pledges for 60 days after a goal that was reached"), required=False
    )
    extends_at_end = forms.BooleanField(
        label=_("A pledge in the last ten minutes extends the end by ten minutes, once for each backer"), required=False
    )
    backers_decide = forms.BooleanField(
        label=_("Backers decide about each payment: one person, one vote"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(code, f"{code}, {regions.currency_name(code)}") for code in fees.schedule().currencies]
        cast(forms.ChoiceField, self.fields["currency"]).choices = codes

    def first_values(self) -> dict[str, Any]:
        has = self.fundraiser
        opens = timezone.localtime(has.opens_at).date() if has.opens_at else None
        plain = {name: getattr(has, name) for name in ("settlement", "currency", "days", *TICKS)}
        return {
            **plain,
            **{name: amount(getattr(has, name)) for name in GOALS},
            "opens_on": opens,
            "second_days": has.second_days or None,
        }

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"]
        if code != self.fundraiser.currency and _has_sums(self.fundraiser):
            said = _t("Rewards, budget or plan are written in %(code)s already. Take them away first.")
            raise ValidationError(said % {"code": self.fundraiser.currency})
        return code

    def clean_opens_on(self) -> Any:
        return not_past(self.cleaned_data["opens_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in GOALS:
            self._read(name, cleaned)
        self._check_days(cleaned)
        self._check_goals(cleaned)
        return cleaned

    def said(self) -> Said:
        right = self.cleaned_data
        names = ("settlement", "currency", "days", *TICKS)
        columns = {name: right[name] for name in names if name in right}
        if right.get("goal") and "currency" in right:
            columns |= self._goals(right)
        if "opens_on" in right:
            columns["opens_at"] = opening(right["opens_on"])
        return Said(columns=columns)

    @property
    def note(self) -> str:
        """What its maker receives of the goal: of the one that is being typed, where it is right."""
        typed = self.cleaned_data.get("goal") if self.is_bound and hasattr(self, "cleaned_data") else None
        return net.in_words(typed or self.fundraiser.goal, self.fundraiser.owner)

    def _goals(self, right: dict[str, Any]) -> dict[str, Any]:
        """Together or not at all: a goal that grows must not stand above what is left of an older second one."""
        hard, second = right.get("hard_goal") or None, right.get("second_goal") or None
        is_second = second is not None and bool(right.get("second_days"))
        return {
            "goal_minor": to_minor(right["goal"]),
            "hard_goal_minor": to_minor(hard) if hard else None,
            "second_goal_minor": to_minor(second) if second and is_second else None,
            "second_days": right["second_days"] if is_second else 0,
        }

    def _read(self, name: str, cleaned: dict[str, Any]) -> None:
        text, code = cleaned.get(name, ""), cleaned.get("currency")
        try:
            cleaned[name] = amounts.read(text, code) if text and code else None
        except ValidationError as error:
            self.add_error(name, error)

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        mode, days = cleaned.get("settlement"), cleaned.get("days")
        if mode and days and days > (most := campaign_rules.longest_days(mode)):
            self.add_error("days", _t("At most %(most)d days.") % {"most": most})

    def _check_goals(self, cleaned: dict[str, Any]) -> None:
        goal, hard, second = (cleaned.get(name) for name in GOALS)
        if goal and hard and hard < goal:
            self.add_error("hard_goal", _t("This is below the goal of %(goal)s.") % {"goal": _money(goal)})
        if goal and second and second <= goal:
            self.add_error(
                "second_goal", _t("A second round asks for more than the goal of %(goal)s.") % {"goal": _money(goal)}
            )
        if hard and second and second > hard:
            self.add_error("second_goal", _t("This is more than the most that you take."))
        if second and not cleaned.get("second_days") and "second_days" not in self.errors:
            self.add_error("second_days", _t("Say how many days it runs."))
        if second and cleaned.get("settlement") == Settlement.KEEP_WHAT_YOU_RAISE:
            self.add_error("second_goal", _t("A second round follows a goal that is all or nothing."))


def opening(day: Any) -> datetime | None:
    """The moment of that day at which it opens, where the maker is."""
    return timezone.make_aware(datetime.combine(day, OPENS_AT)) if day else None


def _has_sums(fundraiser: Fundraiser) -> bool:
    lists = (fundraiser.rewards, fundraiser.budget_lines, fundraiser.disbursements, fundraiser.stretch_goals)
    return any(rows.exists() for rows in lists)


def _money(sum_: Money) -> str:
    return format_money(sum_, whole=True)

"""When one is free: the usual week, a stretch of weeks at once, or week by week."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.availability import AHEAD, WEEK, Week
from accounts.models.free_week import MOST_HOURS, monday_of
from marketplace.kit import clock

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UsualForm(forms.Form):
    """The usual week."""

    usual_from = forms.DateField(
        label=_("Free from"), required=False, widget=DAY,
        help_text=_("The first day on which you could start. Empty means now."),
    )  # fmt: skip
    hours_a_week = forms.IntegerField(label=_("Hours a week"), required=False, min_value=1, max_value=MOST_HOURS)

    def clean_usual_from(self) -> date | None:
        day: date | None = self.cleaned_data["usual_from"]
        if day and day.year > clock.today().year + 5:
            raise ValidationError(_t("This is more than five years away."))
        return day


class StretchForm(forms.Form):
    """The same hours for all weeks from one day to another: a holiday, a large job."""

    first = forms.DateField(
        label=_("From the week of"), widget=DAY, error_messages={"required": _("Choose the first week.")}
    )
    last = forms.DateField(label=_("To the week of"), required=False, widget=DAY, help_text=_("Empty: this one week."))
    hours = forms.IntegerField(
        label=_("Free hours a week"), required=False, min_value=0, max_value=MOST_HOURS,
        help_text=_("0 when you are booked or away. Empty: as usual again."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last") or cleaned.get("first")
        if first and last:
            cleaned["weeks"] = self._weeks(first, last)
        return cleaned

    def _weeks(self, first: date, last: date) -> list[date]:
        earliest = monday_of(clock.today())
        if not earliest <= first < earliest + AHEAD * WEEK:
            self.add_error("first", _t("Choose weeks from this one on, at most a year ahead."))
            return []
        if not first <= last < earliest + AHEAD * WEEK:
            self.add_error("last", _t("Choose a day after the first one, at most a year ahead."))
            return []
        count = (monday_of(last) - monday_of(first)).days // 7 + 1
        return [monday_of(first) + number * WEEK for number in range(count)]


class WeeksForm(forms.Form):
    """One field a week: its free hours, empty for a usual one."""

    def __init__(self, weeks: Sequence[Week], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weeks = weeks
        for week in weeks:
            self.fields[_name(week)] = _hours(week)

    def rows(self) -> list[tuple[Week, forms.BoundField]]:
        """Each week with its field."""
        return [(week, self[_name(week)]) for week in self.weeks]

    def chosen(self) -> dict[date, int | None]:
        """The hours of each week, None for a usual one."""
        return {week.monday: self.cleaned_data[_name(week)] for week in self.weeks}


def _name(week: Week) -> str:
    return f"week_{week.monday:%Y-%m-%d}"


def _hours(week: Week) -> forms.IntegerField:
    day = formats.date_format(week.monday, "MONTH_DAY_FORMAT")
    return forms.IntegerField(
        label=_t("Free hours in the week of %(day)s") % {"day": day}, required=False, min_value=0, max_value=MOST_HOURS,
        initial=week.hours if week.differs else None,
    )  # fmt: skip

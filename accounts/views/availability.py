"""When one is free: the usual week, a stretch of weeks, and the grid of weeks."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import availability
from accounts.availability import AHEAD, WEEK
from accounts.forms.availability import StretchForm, UsualForm, WeeksForm
from accounts.http import SignedInRequest, signed_in
from accounts.models import Profile
from accounts.models.free_week import monday_of
from accounts.views import answers
from marketplace.kit import clock
from marketplace.kit.htmx import after_act, render_page

PAGE = "accounts/settings/availability.html"
HERE = "accounts:settings_availability"
SHOWN = 13  # weeks of a page: a quarter


@require_GET
@signed_in
def page(request: SignedInRequest) -> HttpResponse:
    """What is set now."""
    return _page(request)


@require_POST
@signed_in
def set_usual(request: SignedInRequest) -> HttpResponse:
    """The usual week."""
    form = UsualForm(request.POST)
    if not form.is_valid():
        return _page(request, usual=form)
    availability.set_usual(request.user.party.profile, by=request.user, **form.cleaned_data)
    return after_act(request, HERE, said=_("Your usual week is saved."))


@require_POST
@signed_in
def set_stretch(request: SignedInRequest) -> HttpResponse:
    """The same for several weeks."""
    form = StretchForm(request.POST)
    if not form.is_valid():
        return _page(request, stretch=form)
    weeks = dict.fromkeys(form.cleaned_data["weeks"], form.cleaned_data["hours"])
    return _set(request, weeks, first=form.cleaned_data["first"])


@require_POST
@signed_in
def set_weeks(request: SignedInRequest) -> HttpResponse:
    """Each week that the grid shows."""
    form = WeeksForm(_weeks(request, request.user.party.profile), request.POST)
    if not form.is_valid():
        return _page(request, weeks=form)
    return _set(request, form.chosen(), first=_first(request))


def _set(request: SignedInRequest, weeks: dict[date, int | None], *, first: date) -> HttpResponse:
    mine = request.user.party.profile
    back = f"{reverse(HERE)}?from={monday_of(first)}#weeks"
    return answers.after(
        request, lambda: availability.set_weeks(mine, weeks, by=request.user), to=back, said=_("Your weeks are saved.")
    )


def _page(request: SignedInRequest, **sent: Any) -> HttpResponse:
    mine = request.user.party.profile
    usual = {"usual_from": mine.usual_from, "hours_a_week": mine.hours_a_week}
    forms = {"usual": UsualForm(initial=usual), "stretch": StretchForm(), "weeks": WeeksForm(_weeks(request, mine))}
    first = _first(request)
    context = {
        "at": "availability",
        "profile": mine,
        **forms,
        **sent,
        "form": next(iter(sent.values()), None),
        "first": first,
        **_neighbours(first),
    }
    return render_page(request, PAGE, context, status=422 if sent else 200)


def _weeks(request: HttpRequest, profile: Profile) -> list[availability.Week]:
    return availability.weeks_of(profile, first=_first(request), count=SHOWN)


def _first(request: HttpRequest) -> date:
    """The first week of the grid: the one asked for, if it may be planned."""
    asked = request.POST.get("from") or request.GET.get("from") or ""
    earliest = monday_of(clock.today())
    return min(max(monday_of(_day(asked) or earliest), earliest), earliest + (AHEAD - SHOWN) * WEEK)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _neighbours(first: date) -> dict[str, date | None]:
    earliest = monday_of(clock.today())
    last = earliest + (AHEAD - SHOWN) * WEEK
    return {
        "earlier": max(earliest, first - SHOWN * WEEK) if first > earliest else None,
        "later": min(last, first + SHOWN * WEEK) if first < last else None,
    }

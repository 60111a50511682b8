"""The hours of a contract, a week at a page: the timer, what was logged, and what it comes to."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit import clock
from marketplace.kit.htmx import after_act, render_form
from projects import room_pages, turns
from projects.disputes import dispute_turns
from projects.forms.hours import EntryForm, NoteForm
from projects.hours import hours_room, hours_turns, time_entries, weeks
from projects.hours.hours_room import WeekPage
from projects.models import Card, Contract, TimeEntry
from projects.turn import Waiting
from projects.views import answers
from projects.views.contracts import found
from social import notices


@require_safe
@signed_in
def week(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One week: this one, or `?week=` of any day in it."""
    contract = hourly(request, pk)
    monday = _chosen(request.GET.get("week", ""), contract)
    notices.mark_read(request.user, url=request.get_full_path())
    return page(request, contract, monday)


@require_POST
@signed_in
def start(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the timer run."""
    contract = hourly(request, pk)
    form = NoteForm(request.POST, cards=cards_of(contract))
    said = form.cleaned_data if form.is_valid() else {}
    what = {"note": said.get("note", ""), "card": said.get("card")}
    to = room_pages.address(contract, "hours")
    return answers.after(
        request, lambda: time_entries.start(contract, by=request.user, **what), to=to, said=_("The timer runs.")
    )


@require_POST
@signed_in
def stop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Stop the timer."""
    entry = of_pk(request, pk)
    to = room_pages.address(entry.week.contract, "hours")
    try:
        written = time_entries.stop(entry, by=request.user)
    except answers.REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(to)
    minutes = sum(row.minutes for row in written)
    said = (
        _("Logged: %(hours)s.") % {"hours": weeks.hours(minutes)} if minutes else _("Less than a minute: not logged.")
    )
    return after_act(request, to, said=said)


@require_POST
@signed_in
def log(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write hours down by hand."""
    contract = hourly(request, pk)
    form = EntryForm(request.POST, by=request.user, cards=cards_of(contract))
    if form.is_valid():
        said = form.cleaned_data
        try:
            written = time_entries.log(
                contract, said["span"], note=said["note"], card=said.get("card"), has_times=said["has_times"],
                beyond_cap=said["beyond_cap"],
                by=request.user,
            )  # fmt: skip
            return after_act(request, written[0].week, said=_("Logged."))
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    day = form.cleaned_data.get("day") or weeks.minute(clock.now()).date()
    return page(request, contract, weeks.monday_of(day), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Correct an entry."""
    entry = of_pk(request, pk)
    if entry.ends_at is None or entry.removed_at:
        return redirect(entry.week)
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        initial=_first(entry),
        by=request.user,
        cards=cards_of(entry.week.contract),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            time_entries.change(
                entry,
                said["span"],
                note=said["note"],
                card=said.get("card"),
                beyond_cap=said["beyond_cap"],
                by=request.user,
            )
            return after_act(request, entry.week, said=_("Changed. What it said before is kept in its history."))
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
    context: dict[str, Any] = room_pages.around(entry.week.contract, at="hours") | {"entry": entry}
    return render_form(request, "projects/hours/change.html", form, **context)


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take an entry back."""
    entry = of_pk(request, pk)
    return answers.after(
        request, lambda: time_entries.remove(entry, by=request.user), to=entry.week, said=_("Removed.")
    )


def page(
    request: SignedInRequest, contract: Contract, monday: date, *, form: EntryForm | None = None, asking: Any = None
) -> HttpResponse:
    """The page of a week; with a form that was sent and is not right, it says what is wrong: 422."""
    shown, cards = hours_room.page_of(contract, monday, request.user), cards_of(contract)
    context = {
        **room_pages.around(contract, at="hours"),
        "shown": shown,
        "waiting": _turn(contract, shown),
        "side": shown.side,
        "note_form": NoteForm(cards=cards),
        "form": form or EntryForm(initial={"day": _day_for(shown)}, by=request.user, cards=cards),
        "asking": asking,
    }
    return render(request, "projects/hours/week.html", context, status=422 if form or asking else 200)


def hourly(request: SignedInRequest, pk: UUID) -> Contract:
    """The contract, if it is paid by the hour and this person may read it; else 404."""
    contract = found(request, pk)
    return get_object_or_404(Contract.objects.with_sides(), pk=contract.pk, basis="hourly", signed_at__isnull=False)


def cards_of(contract: Contract) -> Any:
    """The cards to which hours may be tied."""
    return Card.objects.current().filter(board__contract=contract).order_by("number")


def of_pk(request: SignedInRequest, pk: UUID) -> TimeEntry:
    """The entry, if this person may read it; else 404."""
    return get_object_or_404(TimeEntry.objects.visible_to(request.user).with_week(), pk=pk)


def _turn(contract: Contract, shown: WeekPage) -> Waiting | None:
    """Whose move it is, without the button that leads to this page."""
    disputed = dispute_turns.of_contract(contract) if shown.week.disputed_minor else ()
    waiting = turns.first((*disputed, *hours_turns.of(contract)), shown.seat)
    if waiting is None:
        return None
    acts = tuple(act for act in waiting.turn.acts if act.url != shown.week.get_absolute_url())
    return replace(waiting, turn=replace(waiting.turn, acts=acts))


def _chosen(text: str, contract: Contract) -> date:
    """The Monday of the day that was asked for, between the first week and this one."""
    this = weeks.monday_of(clock.now())
    first = weeks.monday_of(contract.signed_at) if contract.signed_at else this
    try:
        return max(first, min(this, weeks.monday_of(date.fromisoformat(text[:10]))))
    except (ValueError, OverflowError):
        return this


def _day_for(shown: WeekPage) -> date:
    today = weeks.minute(clock.now()).date()
    return today if shown.is_now else shown.week.last_day


def _first(entry: TimeEntry) -> dict[str, Any]:
    start, end = entry.span
    return {
        "day": entry.day,
        "start": start.time(),
        "end": end.time() if end else None,
        "note": entry.note,
        "card": entry.card_id,
    }

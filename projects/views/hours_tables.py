"""Hours as tables: every week of a contract, every entry as a file, and all of one's contracts at once."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.models import Party
from marketplace.kit import clock, csv_files
from marketplace.kit.pagination import page_of
from projects import room_pages
from projects.hours import time_sums, weeks
from projects.models import Contract, TimeEntry, WorkWeek
from projects.views.hours import hourly

PER_PAGE = 26


@require_safe
@signed_in
def index(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Every week of the contract, the latest first."""
    contract = hourly(request, pk)
    page = page_of(contract.weeks.all(), order=["-starts_on", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    context = room_pages.around(contract, at="hours") | {"page": page, "rows": _with_sums(page.items, contract)}
    return render(request, "projects/hours/weeks.html", context)


@require_safe
@signed_in
def table(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Every entry of the contract as a file; with `?week=` those of one week."""
    contract = hourly(request, pk)
    rows = TimeEntry.objects.standing().filter(week__contract=contract, ends_at__isnull=False)
    if asked := request.GET.get("week", "")[:10]:
        rows = rows.filter(week__in=contract.weeks.filter(starts_on=asked)) if _is_day(asked) else rows.none()
    head = [
        _("Week"),
        _("Day"),
        _("From (UTC)"),
        _("Until (UTC)"),
        _("Minutes"),
        _("Who"),
        _("What"),
        _("Card"),
        _("Paid"),
    ]
    entries = rows.select_related("week", "by__party", "question", "card", "dispute").order_by("starts_at", "pk")
    return csv_files.answer(head, _lines(entries.iterator(chunk_size=500)), named=f"hours-{contract.reference}.csv")


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """This week on every contract that one works on, and the timer wherever it runs."""
    ours = Party.objects.seen_by(request.user)
    live = Contract.objects.filter(Q(freelancer__in=ours) | Q(client__in=ours), basis="hourly", signed_at__isnull=False)
    page = page_of(live.with_sides(), order=["-updated_at", "-id"], after=request.GET.get("after"), size=PER_PAGE)
    monday = weeks.monday_of(clock.now())
    now = {week.contract_id: week for week in WorkWeek.objects.filter(contract__in=page.items, starts_on=monday)}
    sums = time_sums.of_weeks(now.values())
    rows = [(contract, sums[now[contract.pk].pk] if contract.pk in now else None) for contract in page.items]
    running = (
        TimeEntry.objects.running().filter(by=request.user).select_related("week__contract__project__listing", "card")
    )
    context = {"section": "jobs", "page": page, "rows": rows, "running": running.first(), "monday": monday}
    return render(request, "projects/hours/mine.html", context)


def _with_sums(found: list[WorkWeek], contract: Contract) -> list[tuple[WorkWeek, time_sums.Sums]]:
    sums = time_sums.of_weeks(found)
    for week in found:
        week.contract = contract
    return [(week, sums[week.pk]) for week in found]


def _lines(entries: Iterator[TimeEntry]) -> Iterator[list[Any]]:
    for entry in entries:
        start, end = entry.span
        sort = time_sums.sort_of(entry)
        yield [
            entry.week.starts_on, entry.day, f"{start:%H:%M}", f"{end:%H:%M}", entry.minutes,
            entry.by.party.name if entry.by else "", entry.note, entry.card.title if entry.card else "",
            _("yes") if sort == "clear" else _("no"),
        ]  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False

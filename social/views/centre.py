"""The notice centre: everything that one was told, by day and by what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.next import next_page
from marketplace.catalog.models import Listing
from marketplace.kit import clock, ids
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of
from marketplace.kit.refusals import Refused
from social import inbox, kinds, mutes, notices, why
from social.families import Family
from social.models import Notice, NoticeQuerySet
from social.together import Bundle, bundles

PER_PAGE = 30
SHELVES = ("all", "unread", "snoozed", "archived")


@dataclass(frozen=True)
class Row:
    """One line of the centre: what was told, why, and where one changes that."""

    bundle: Bundle
    why: str
    settings_url: str


@dataclass(frozen=True)
class About:
    """Lines of one day about one thing; without a listing, or alone, they need no heading."""

    listing: Listing | None
    rows: list[Row]


@require_safe
@signed_in
def centre(request: SignedInRequest) -> HttpResponse:
    """What this person was told, newest first: all of it, or one shelf, or one family."""
    show, family = _asked(request)
    mine = Notice.objects.visible_to(request.user)
    shown = page_of(
        _of_family(_on_shelf(mine, show), family).with_words(),
        order=["-shown_at", "-id"],
        after=request.GET.get("after"),
        size=PER_PAGE,
    )
    context = {
        "days": _by_day(bundles(shown)),
        "next_cursor": shown.next_cursor,
        "newest": shown.items[0].pk if shown.items else None,
        "show": show,
        "family": family,
        "until": inbox.Until.choices,
        "undo": _undo(request),
        **_counts(mine),
    }
    return render(request, "social/notices/centre.html", context)


@require_POST
@signed_in
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark as read what stood on the page."""
    up_to = ids.read(request.POST.get("up_to", ""))
    count = notices.mark_read(request.user, up_to=up_to)
    said = ngettext("Marked %(n)d notice as read.", "Marked %(n)d notices as read.", count) % {"n": count}
    return after_act(request, "social:notices", said=said if count else _("Everything was read already."))


@require_safe
@signed_in
def open_notice(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go to what a notice is about. Whoever goes there has been told."""
    return _go(request, pk)


@require_POST
@signed_in
def read(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    return _go(request, pk)


@require_POST
@signed_in
def archive(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put one away, and offer to take it back."""
    notice = _mine(request, pk)
    inbox.archive(notice, by=request.user)
    return after_act(request, _back(request, undo=notice.pk))


@require_POST
@signed_in
def restore(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one out of the archive."""
    inbox.restore(_mine(request, pk), by=request.user)
    return after_act(request, _back(request), said=_("It is back."))


@require_POST
@signed_in
def snooze(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put one off until later."""
    try:
        at = inbox.snooze(_mine(request, pk), request.POST.get("until", ""), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return after_act(request, _back(request))
    when = date_format(timezone.localtime(at), "l, H:i")
    return after_act(request, _back(request), said=_("It comes back on %(when)s.") % {"when": when})


@require_POST
@signed_in
def wake(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let one that was put off come back now."""
    inbox.wake(_mine(request, pk), by=request.user)
    return after_act(request, _back(request), said=_("It is back."))


@require_POST
@signed_in
def mute(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Hear no more of what a notice is about, or of who acted."""
    notice = _mine(request, pk)
    if request.POST.get("what") == "actor":
        subject: dict[str, Any] = {"party": notice.actor}
    else:
        subject = {"listing": notice.listing}
    try:
        if any(subject.values()):
            mutes.mute(by=request.user, **subject)
            name = str(next(iter(subject.values())))
            messages.success(request, _("You hear no more of %(name)s.") % {"name": name})
    except Refused as refused:
        messages.error(request, str(refused))
    return after_act(request, _back(request))


def _go(request: SignedInRequest, pk: UUID) -> HttpResponse:
    (bundle,) = bundles([_mine(request, pk)])
    notices.mark_read(request.user, notice=bundle.notice.pk)
    return redirect(bundle.url)


def _mine(request: SignedInRequest, pk: UUID) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.user).with_words(), pk=pk)


def _asked(request: SignedInRequest) -> tuple[str, str]:
    show, family = request.GET.get("show", "all"), request.GET.get("family", "")
    return show if show in SHELVES else "all", family if family in Family.values else ""


def _on_shelf(mine: NoticeQuerySet, show: str) -> NoticeQuerySet:
    now = clock.now()
    shelves = {"unread": mine.unread, "snoozed": mine.snoozed, "archived": mine.archived}
    return shelves.get(show, mine.at_hand)(now)


def _of_family(rows: NoticeQuerySet, family: str) -> NoticeQuerySet:
    return rows.filter(kind__in=_names(family)) if family else rows


def _names(family: str) -> list[str]:
    return [kind.name for kind in kinds.every() if kind.family == family]


def _counts(mine: NoticeQuerySet) -> dict[str, Any]:
    """How many stand on each shelf and of each family, in two statements."""
    here = {family: Count("pk", filter=Q(kind__in=_names(family))) for family in Family.values}
    of_family = mine.at_hand().aggregate(total=Count("pk"), **here)
    total = of_family.pop("total")
    families = [(name, Family(name).label, count) for name, count in of_family.items()]
    rest = mine.aggregate(
        unread=Count("pk", filter=Q(pk__in=mine.unread())),
        snoozed=Count("pk", filter=Q(pk__in=mine.snoozed())),
        archived=Count("pk", filter=Q(pk__in=mine.archived())),
    )
    return {"total": total, "families": families, **rest}


def _undo(request: SignedInRequest) -> Notice | None:
    pk = ids.read(request.GET.get("undo", ""))
    return Notice.objects.visible_to(request.user).archived().filter(pk=pk).first() if pk else None


def _by_day(shown: Iterable[Bundle]) -> list[tuple[date, list[About]]]:
    days = groupby(shown, key=lambda bundle: timezone.localtime(bundle.notice.shown_at).date())
    return [(day, _by_thing(of_day)) for day, of_day in days]


def _by_thing(of_day: Iterable[Bundle]) -> list[About]:
    """What happened to one thing on one day stands together, where the newest of it stands."""
    things: dict[Any, list[Bundle]] = {}
    for bundle in of_day:
        things.setdefault(bundle.notice.listing_id or bundle.notice.pk, []).append(bundle)
    return [
        About(several[0].notice.listing if len(several) > 1 else None, [_row(bundle) for bundle in several])
        for several in things.values()
    ]


def _row(bundle: Bundle) -> Row:
    return Row(bundle, why.sentence(bundle.notice), why.settings_of(bundle.kind))


def _back(request: SignedInRequest, **params: object) -> str:
    """The page of the centre that the form came from, without an older offer to undo."""
    address = next_page(request, "social:notices").partition("?")
    kept = [part for part in address[2].split("&") if part and not part.startswith("undo=")]
    query = "&".join([*kept, *([urlencode(params)] if params else [])])
    return f"{address[0] or reverse('social:notices')}{'?' if query else ''}{query}"

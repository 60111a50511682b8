"""The notice centre."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from marketplace.kit.htmx import after_act
from marketplace.kit.pagination import page_of
from social import kinds, notices
from social.models import Notice

PER_PAGE = 30


@require_safe
@signed_in
def centre(request: SignedInRequest) -> HttpResponse:
    """Everything that this person was told, newest first, by day."""
    mine = Notice.objects.visible_to(request.user)
    only_unread = request.GET.get("show") == "unread"
    shown = page_of(
        (mine.unread() if only_unread else mine).with_words(),
        order=["-created_at", "-id"],
        after=request.GET.get("after"),
        size=PER_PAGE,
    )
    context = {
        "days": _by_day(shown),
        "next_cursor": shown.next_cursor,
        "newest": shown.items[0].pk if shown.items else None,
        "only_unread": only_unread,
        "unread": notices.count_unread(request.user),
        "total": mine.count(),
    }
    return render(request, "social/notices/centre.html", context)


@require_POST
@signed_in
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark as read what stood on the page."""
    up_to = _uuid(request.POST.get("up_to", ""))
    count = notices.mark_read(request.user, up_to=up_to)
    said = ngettext("Marked %(n)d notice as read.", "Marked %(n)d notices as read.", count) % {"n": count}
    return after_act(request, "social:notices", said=said if count else _("Everything was read already."))


@require_POST
@signed_in
def read(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    notices.mark_read(request.user, notice=notice.pk)
    return redirect(notice.url)


def _by_day(shown: Iterable[Notice]) -> list[tuple[object, list[tuple[Notice, kinds.Kind, str]]]]:
    days = groupby(shown, key=lambda notice: timezone.localtime(notice.created_at).date())
    return [(day, [(notice, kinds.of(notice), kinds.marked(notice)) for notice in group]) for day, group in days]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

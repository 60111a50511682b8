"""Updates, for everybody to read, each on a page of its own with what is said about it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import guests_too
from accounts.models import Party
from fundraising import talks as talks_here
from fundraising import updates
from fundraising.models import Fundraiser, Update
from fundraising.views import comments
from marketplace.catalog.models import Listing
from marketplace.kit.pagination import page_of
from social import notices, talks

PER_PAGE = 10
Status = Update.Status


@require_safe
@guests_too
def every(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a fundraiser told, the newest first; of what is for backers, others read that it is there."""
    found = Fundraiser.objects.visible_to(request.user).with_face()
    fundraiser = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
    rows = fundraiser.updates.published().prefetch_related("pictures")
    page = page_of(rows, order=["-published_at", "-pk"], after=request.GET.get("after"), size=PER_PAGE)
    readable = set(
        Update.objects.readable_by(request.user)
        .filter(pk__in=[one.pk for one in page.items])
        .values_list("pk", flat=True)
    )
    context = {
        "section": "fund", "fundraiser": fundraiser, "listing": fundraiser.listing, "page": page,
        "rows": [(one, one.pk in readable) for one in page.items],
    }  # fmt: skip
    return render(request, "fundraising/updates/every.html", context)


@require_safe
@guests_too
def update(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One update, and what is said about it. A draft is its maker's alone; what is for backers asks who one is."""
    if (closed := _closed(request, pk)) and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if closed and not Update.objects.readable_by(request.user).filter(pk=pk).exists():
        messages.info(request, _("Whoever backs this fundraiser reads it."))
        return redirect("fundraising:updates", closed.fundraiser.listing.slug)
    shown = _readable(request, pk)
    if request.user.is_authenticated:
        notices.mark_read(request.user, url=request.path)
    context = {
        "section": "fund", "update": shown, "listing": shown.fundraiser.listing, "fundraiser": shown.fundraiser,
        "kind": updates.KIND,
        "talk": _talk(request, shown),
        "warning": talks_here.warning(shown.fundraiser, request.user),
        "is_own": _is_own(request, shown),
    }  # fmt: skip
    return render(request, "fundraising/updates/update.html", context)


def _talk(request: HttpRequest, shown: Update) -> talks.Talk | None:
    if shown.status != Status.PUBLISHED:
        return None
    return comments.about(request, updates.KIND, shown.pk)


def _closed(request: HttpRequest, pk: UUID) -> Update | None:
    """It, if it was published for backers. Everybody reads in the list that it is there."""
    shown = Update.objects.published().filter(fundraiser__in=Fundraiser.objects.visible_to(request.user))
    found: Update | None = shown.filter(is_for_backers=True).select_related("fundraiser__listing").filter(pk=pk).first()
    return found


def _readable(request: HttpRequest, pk: UUID) -> Update:
    rows = Update.objects.readable_by(request.user)
    seen = rows.filter(fundraiser__in=Fundraiser.objects.visible_to(request.user))
    found: Update = get_object_or_404(
        seen.select_related("fundraiser__listing__owner").prefetch_related("pictures"), pk=pk
    )
    return found


def _is_own(request: HttpRequest, shown: Update) -> bool:
    return request.user.is_authenticated and (
        Party.objects.acted_for_by(request.user).filter(pk=shown.fundraiser.listing.owner_id).exists()
    )

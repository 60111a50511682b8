"""How a contract comes along: a page of its room, to be printed too."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from projects import activity, progress, room_pages
from projects.views.contracts import found
from social import notices


@require_safe
@signed_in
def progress_page(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """On time or not, plan and money, week by week, and everything that happened."""
    shown = found(request, pk)
    notices.mark_read(request.user, url=request.path)
    show = request.GET.get("show", "")
    steps, page = activity.of(shown, show=show, after=request.GET.get("after"))
    context = {
        **room_pages.around(shown, at="progress"),
        "progress": progress.of(shown, shown.milestones.order_by("position", "pk")),
        "steps": steps,
        "page": page,
        "show": show,
        "sifts": activity.SIFTS.items(),
    }
    return render(request, "projects/progress/progress.html", context)

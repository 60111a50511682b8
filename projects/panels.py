"""What this floor shows on pages of lower ones: the open jobs of a person or a company."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.ports import Tab
from marketplace.catalog.models import Listing
from marketplace.kit.panels import Panel

SHOWN = 6


def jobs_of(request: HttpRequest, party: Party) -> Panel | None:
    """The party's jobs that take proposals, the newest first; nothing for those who have none."""
    jobs = Listing.objects.live().filter(owner=party, kind=Listing.Kind.PROJECT, is_open=True)
    shown = list(jobs.with_card().order_by("-published_at", "-id")[:SHOWN])
    if not shown:
        return None
    context: dict[str, Any] = {"tab": Tab("jobs", _("Open jobs"), len(shown)), "jobs": shown}
    return "projects/panels/_jobs_of.html", context

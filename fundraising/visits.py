"""Where a backer had come from, kept with the pledge that they began."""

from django.http import HttpRequest

from fundraising.models import Pledge
from marketplace.catalog import events
from marketplace.catalog.models import Event


def remember(request: HttpRequest, pledge: Pledge) -> None:
    """Note that it was begun, and after which visit. Where nothing is known nothing is written."""
    listing = pledge.fundraiser.listing
    pledge.came_from, pledge.tag = events.came_from(request, listing)
    if pledge.came_from or pledge.tag:
        pledge.save(update_fields=["came_from", "tag"])
    events.record(request, Event.Kind.PLEDGE, listing)

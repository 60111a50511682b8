"""One's own fundraisers, as the rows of a list: where each stands, and what comes next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fundraising import standing
from fundraising.models import Fundraiser
from fundraising.models.fundraiser import FundraiserQuerySet
from fundraising.standing import Standing

Status = Fundraiser.Status
NEXT = {
    Status.DRAFT: gettext_lazy("Go on writing"),
    Status.REJECTED: gettext_lazy("Mend it"),
    Status.IN_REVIEW: gettext_lazy("Waits for our staff"),
    Status.SCHEDULED: gettext_lazy("Open it"),
}


@dataclass(frozen=True)
class Row:
    """One of them. next: what comes next; empty where nothing waits for its maker."""

    fundraiser: Fundraiser
    title: str
    url: str
    standing: Standing
    owner: str
    next: str


def of(user: Any) -> FundraiserQuerySet:
    """One's own and one's companies'; drafts that were thrown away and public records are left out."""
    found = Fundraiser.objects.of(user).filter(filing__isnull=True)
    return found.exclude(status=Status.CANCELLED, listing__published_at=None).select_related("listing__owner", "filing")


def row(fundraiser: Fundraiser) -> Row:
    """One row of the list. Reads nothing more from the database."""
    listing = fundraiser.listing
    is_open_to_edit = fundraiser.is_in_the_making
    url = reverse("fundraising:edit", args=[listing.slug]) if is_open_to_edit else fundraiser.get_absolute_url()
    if fundraiser.status == Status.IN_REVIEW:
        url = reverse("fundraising:preview", args=[listing.slug])
    said = NEXT.get(Status(fundraiser.status))
    return Row(fundraiser, listing.title, url, standing.of(fundraiser), listing.owner.name, str(said) if said else "")

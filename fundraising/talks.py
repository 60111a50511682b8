"""What is talked about on this floor: a fundraiser in public, and an inquiry between its maker and one other."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import own_pledge
from fundraising.models import Fundraiser, Inquiry, Pledge, Teammate
from social.models import Thread
from social.ports import Face
from social.talk import threads

FUNDRAISER, INQUIRY = "fundraiser", "inquiry"


class OfFundraisers:
    """A public fundraiser as what people comment on: whoever sees it reads, its backers and makers write."""

    kind = FUNDRAISER

    def seen_by(self, user: Any) -> "QuerySet[Any]":
        shown = Fundraiser.objects.visible_to(user).filter(status__in=Fundraiser.PUBLIC, filing__isnull=True)
        return shown.values("pk")

    def face(self, pk: UUID) -> Face | None:
        found = Fundraiser.objects.select_related("listing__owner").filter(pk=pk).first()
        if found is None:
            return None
        return Face(found.listing.title, found.get_absolute_url(), (found.listing.owner,), found.listing)

    def why_not(self, pk: UUID, user: User) -> str:
        return why_not_comment(pk, user)


class OfInquiries:
    """The thread between the maker of a fundraiser and who asks or backs. It stays open after the end."""

    kind = INQUIRY

    def seen_by(self, user: User) -> "QuerySet[Any]":
        return Inquiry.objects.visible_to(user).values("pk")

    def faces(self, pks: Collection[UUID]) -> dict[UUID, Face]:
        return {row.pk: _face(row) for row in Inquiry.objects.filter(pk__in=pks).with_sides()}


def of_inquiry(inquiry: Inquiry) -> Thread:
    """Where its two sides write."""
    return threads.of(INQUIRY, inquiry.pk)


def warning(fundraiser: Fundraiser, user: Any) -> str:
    """What somebody is told before they comment who gives without their name; empty for all others."""
    if not own_pledge.is_unnamed(fundraiser, user):
        return ""
    return _("Your name stands on what you say: everybody then knows that you back this.")


def why_not_comment(fundraiser: UUID, user: User) -> str:
    """Why this person may not comment on the fundraiser and its updates; empty for its backers and makers."""
    mine = Party.objects.acted_for_by(user)
    is_backer = Pledge.objects.counting().filter(fundraiser=fundraiser, backer__in=mine).exists()
    if is_backer or mine.filter(listings=fundraiser).exists() or _is_teammate(fundraiser, mine):
        return ""
    return _("Who backs it can comment.")


def _is_teammate(fundraiser: UUID, mine: "QuerySet[Party]") -> bool:
    return Teammate.objects.filter(fundraiser=fundraiser, agreed_at__isnull=False, party__in=mine).exists()


def _face(inquiry: Inquiry) -> Face:
    listing = inquiry.fundraiser.listing
    return Face(listing.title, inquiry.fundraiser.get_absolute_url(), (listing.owner, inquiry.party), listing)

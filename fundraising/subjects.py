"""What a fundraiser, a step of its plan or a page for supporters may be tied to: what anybody may see."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import Party
from marketplace.catalog.models import Listing
from portfolios.models import Portfolio
from projects.models import Project

MOST = 200


def public() -> QuerySet[Listing]:
    """The portfolios and jobs that anybody may see. A job for invited people alone is none of them."""
    anybody = AnonymousUser()
    kinds = (Portfolio.objects.visible_to(anybody), Project.objects.visible_to(anybody))
    return Listing.objects.filter(Q(pk__in=kinds[0].values("pk")) | Q(pk__in=kinds[1].values("pk")))


def choices(owner: Party) -> list[tuple[str, str]]:
    """Theirs that can be chosen, for a form."""
    theirs = public().filter(owner=owner).order_by("kind", "title")[:MOST]
    return [(str(one.pk), f"{one.get_kind_display()}: {one.title}") for one in theirs]


def nameable(listings: Collection[UUID]) -> set[UUID]:
    """Those of them whose title may stand on a public page."""
    return set(public().filter(pk__in=listings).values_list("pk", flat=True)) if listings else set()

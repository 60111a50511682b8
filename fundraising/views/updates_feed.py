"""The updates that everybody may read, as an Atom feed (RFC 4287)."""

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from fundraising.models import Fundraiser, Update
from marketplace.catalog.models import Listing
from marketplace.kit import markdown
from marketplace.kit.atom import AtomFeed

MOST = 20


class _Updates(Feed):
    feed_type = AtomFeed

    def get_object(self, request: HttpRequest, slug: str) -> Fundraiser:
        found = Fundraiser.objects.live().with_face()
        shown: Fundraiser = get_object_or_404(found, listing__kind=Listing.Kind.FUNDRAISER, listing__slug=slug)
        return shown

    def title(self, fundraiser: Fundraiser) -> str:
        return fundraiser.listing.title

    def link(self, fundraiser: Fundraiser) -> str:
        return fundraiser.listing.url

    def subtitle(self, fundraiser: Fundraiser) -> str:
        return fundraiser.listing.summary

    def author_name(self, fundraiser: Fundraiser) -> str:
        return fundraiser.listing.owner.name

    def items(self, fundraiser: Fundraiser) -> list[Update]:
        told = fundraiser.updates.published().filter(is_for_backers=False)
        return list(told.order_by("-published_at", "-pk")[:MOST])

    def item_title(self, item: Update) -> str:
        return item.title

    def item_description(self, item: Update) -> str:
        return str(markdown.render(item.body))

    def item_pubdate(self, item: Update) -> object:
        return item.published_at

    def item_updateddate(self, item: Update) -> object:
        return max(item.updated_at, item.published_at) if item.published_at else item.updated_at


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """For readers of feeds, who sign in nowhere."""
    return _Updates()(request, slug=slug)

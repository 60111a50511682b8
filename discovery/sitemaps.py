"""What search engines may visit: an index of maps, by kind, each far below the 50,000 addresses of sitemaps.org."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import F, Func, Max, QuerySet
from django.urls import reverse

from discovery import kinds
from fundraising.models import SupportPage
from marketplace.catalog.models import Listing, Topic


class OurMap(Sitemap):
    """A map under the address of the site, whatever name the request came by."""

    limit = 5_000
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PagesMap(OurMap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        names = ["discovery:home", "discovery:discover", "discovery:topics", "pages:help", "pages:accessibility"]
        return [reverse(name) for name in names]

    def location(self, item: str) -> str:
        return item


class Dated(NamedTuple):
    """A topic, and when something below it changed last."""

    topic: Topic
    changed_at: datetime | None


class TopicsMap(OurMap):
    """Topics that hold anything."""

    def items(self) -> list[Dated]:
        latest = _latest_by_topic()
        topics = Topic.objects.filter(listing_count__gt=0).order_by("pk").only("slug")
        return [Dated(topic, latest.get(topic.pk)) for topic in topics]

    def location(self, item: Dated) -> str:
        return item.topic.get_absolute_url()

    def lastmod(self, item: Dated) -> datetime | None:
        return item.changed_at


class ListingsMap(OurMap):
    """Everything of one kind that is live."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def items(self) -> QuerySet[Listing]:
        return Listing.objects.live().filter(kind=self.kind).order_by("pk").only("url", "updated_at")

    def lastmod(self, item: Listing) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        latest: datetime | None = Listing.objects.live().filter(kind=self.kind).aggregate(at=Max("updated_at"))["at"]
        return latest


class SupportMap(OurMap):
    """The pages of those who take supporters."""

    def items(self) -> QuerySet[SupportPage]:
        return SupportPage.objects.filter(status=SupportPage.Status.OPEN).select_related("owner").order_by("pk")

    def lastmod(self, item: SupportPage) -> datetime:
        return item.updated_at


def _latest_by_topic() -> dict[Any, datetime]:
    """When something below each topic changed last."""
    live = Listing.objects.live().order_by().annotate(below=Func(F("lineage"), function="unnest"))
    return dict(live.values_list("below").annotate(at=Max("updated_at")))


MAPS: dict[str, Sitemap] = {
    "pages": PagesMap(),
    "topics": TopicsMap(),
    "support": SupportMap(),
    **{str(kind): ListingsMap(str(kind)) for kind in kinds.PLURALS},
}

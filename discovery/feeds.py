"""Atom feeds of what is new, for readers and for programs: of any search without words, and of a topic."""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from discovery.cards import cards_of
from discovery.headline import headline
from discovery.search import Ask, Survey, engine, params
from marketplace.catalog.models import Listing, Topic
from marketplace.kit.atom import AtomFeed
from marketplace.kit.linked_data import address as whole_address

SIZE = 50


class NewFeed(Feed):
    """The newest results of a search, by the same address parameters as the search page."""

    feed_type = AtomFeed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed, or 304 for a reader that has this very one."""
        response = super().__call__(request, *args, **kwargs)
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == tag:
            response = HttpResponseNotModified()
        response["ETag"], response["Cache-Control"] = tag, "public, max-age=300"
        return response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Ask:
        asked = params.read(request.GET).ask
        return Ask(kind=asked.kind, topics=asked.topics, chosen=asked.chosen, prices=asked.prices)

    def title(self, ask: Ask) -> str:
        return headline(ask, Survey(), is_first=True).heading

    def subtitle(self, ask: Ask) -> str:
        return _("What was published last, newest first.")

    def link(self, ask: Ask) -> str:
        return whole_address(params.address(ask))

    def feed_guid(self, ask: Ask) -> str:
        return self.link(ask)

    def items(self, ask: Ask) -> list[Listing]:
        return cards_of(engine.page(ask, size=SIZE).ids)

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        return whole_address(item.url)

    def item_guid(self, item: Any) -> str:
        return f"urn:uuid:{item.pk}"

    def item_author_name(self, item: Any) -> str:
        return str(item.owner.name)

    def item_pubdate(self, item: Any) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime | None:
        return item.updated_at

    def item_categories(self, item: Any) -> list[str]:
        return [str(Listing.Kind(item.kind).label), *([item.topic.name] if item.topic else [])]


class TopicFeed(NewFeed):
    """The newest of a topic and all below it."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Ask:
        return Ask(topics=(get_object_or_404(Topic, slug=kwargs["slug"]),))

    def link(self, ask: Ask) -> str:
        return whole_address(ask.topics[0].get_absolute_url())


class PartyFeed(NewFeed):
    """What one person or company published, newest first."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        shown = Listing.objects.live().filter(kind__in=(Listing.Kind.PERSON, Listing.Kind.COMPANY))
        return get_object_or_404(shown.select_related("owner"), url=request.path.removesuffix("feed/"))

    def title(self, page: Any) -> str:
        return _("What %(name)s publishes") % {"name": page.owner.name}

    def link(self, page: Any) -> str:
        return whole_address(page.url)

    def items(self, page: Any) -> list[Listing]:
        theirs = Listing.objects.live().filter(owner=page.owner).exclude(pk=page.pk)
        return list(theirs.with_card().order_by("-published_at", "-pk")[:SIZE])

"""The topic tree: its index, and a page for each topic."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from discovery import kinds, topics
from discovery.figures import at_least
from discovery.search import Ask, Survey, Total, engine
from discovery.search.params import address
from marketplace.catalog.models import Listing, Topic

SIZE = 4  # cards of a kind
_FEWER = {Listing.Kind.PERSON: "rated", Listing.Kind.FUNDRAISER: "ending", Listing.Kind.PROJECT: "newest"}


@require_safe
def topic_index(request: HttpRequest) -> HttpResponse:
    """All topics from the top."""
    branches = [(branch.topic, topics.index(branch.below)) for branch in topics.tree()]
    return render(request, "discovery/topics/index.html", {"branches": branches, "section": "discover"})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: what it holds of every kind, what lies below it and beside it."""
    here = get_object_or_404(Topic, slug=slug)
    ask = Ask(topics=(here,))
    survey = engine.survey(ask)
    way = [(_("Topics"), address(Ask(), to="discovery:topics"))]
    way += [(one.name, one.get_absolute_url()) for one in topics.above(here)]
    context = {
        "topic": here,
        "survey": survey,
        "total": at_least(survey.total),
        "sections": _sections(ask, survey),
        "below": topics.index(topics.below(here)),
        "related": topics.index(topics.related(here)),
        "crumbs": [*way, (here.name, "")],
        "feed_url": address(ask, to="discovery:feed"),
        "section": "discover",
    }
    return render(request, "discovery/topics/topic.html", context)


def _sections(ask: Ask, survey: Survey) -> list[dict[str, Any]]:
    """The kinds that the topic holds, each with its first cards."""
    held = [kind for kind in kinds.PLURALS if survey.kinds.get(kind, Total(0)).number]
    asks = [Ask(kind=kind, topics=ask.topics, sort=_FEWER.get(Listing.Kind(kind), "")) for kind in held]
    firsts = engine.firsts(asks, SIZE)
    return [
        {
            "kind": one.kind,
            "title": kinds.plural(one.kind),
            "url": address(Ask(kind=one.kind, topics=ask.topics)),
            "more": _("All %(n)s") % {"n": at_least(survey.kinds[one.kind])},
            "found": found,
        }
        for one, found in zip(asks, firsts, strict=True)
    ]

"""What a page of results is called, and whether search engines should list it."""

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from discovery.chips import filters
from discovery.figures import at_least
from discovery.kinds import plural
from discovery.search import Ask, Survey
from discovery.search.params import address
from marketplace.kit.linked_data import Crumb
from marketplace.kit.linked_data import address as whole_address


@dataclass(frozen=True)
class Headline:
    """The names of one page of results."""

    heading: str
    title: str  # at most 60 characters with the site's name
    description: str
    canonical: str
    is_listed: bool  # whether search engines should show the page


def headline(ask: Ask, survey: Survey, *, is_first: bool) -> Headline:
    """is_first: the page begins at the start of the list."""
    heading = _heading(ask) + _filtered(ask)
    return Headline(
        heading=heading,
        title=heading if len(heading) <= 45 else f"{heading[:44].rstrip()}…",
        description=_description(ask, survey),
        canonical=whole_address(address(_plain(ask))),
        is_listed=is_first and not ask.words and _narrowed(ask) < 2 and survey.total.number > 0,
    )


def crumbs(ask: Ask) -> list[Crumb]:
    """The way to this list: everything, the kind, the topic."""
    way = [(_("Discover"), address(Ask()))]
    if ask.kind:
        way.append((plural(ask.kind), address(Ask(kind=ask.kind))))
    if ask.topics:
        way.append((ask.topics[0].name, address(_plain(ask))))
    return [*way[:-1], (way[-1][0], "")]


def _heading(ask: Ask) -> str:
    topics = get_text_list([topic.name for topic in ask.topics[:3]], _("and"))
    if ask.words:
        where = topics or (plural(ask.kind) if ask.kind else "")
        return _("“%(words)s” in %(where)s") % {"words": ask.words, "where": where} if where else f"“{ask.words}”"
    if topics:
        return _("%(kind)s in %(topics)s") % {"kind": plural(ask.kind), "topics": topics}
    return plural(ask.kind) if ask.kind else _("Everything there is")


def _filtered(ask: Ask) -> str:
    """What narrows the list, named after it: two lists of different things are not called alike."""
    labels = [chip.label for chip in filters(ask)[:2]]
    return f": {', '.join(labels)}" if labels else ""


def _description(ask: Ask, survey: Survey) -> str:
    count = at_least(survey.total)
    about = get_text_list([topic.name for topic in ask.topics[:2]], _("and"))
    if about:
        text = _("%(count)s results in %(about)s: work, jobs, fundraisers and people, by price, place and rating.")
        return text % {"count": count, "about": about}
    text = _("%(count)s results: find %(kind)s by topic, price, place, rating and more, newest first.")
    return text % {"count": count, "kind": plural(ask.kind).lower()}


def _plain(ask: Ask) -> Ask:
    """The address that stands for this list: without its order."""
    return Ask(words=ask.words, kind=ask.kind, topics=ask.topics, chosen=ask.chosen, prices=ask.prices)


def _narrowed(ask: Ask) -> int:
    """How many filters are set, counting each value."""
    return len(ask.topics) + sum(len(values) for values in ask.chosen.values()) + bool(ask.prices)

"""Finding things: the search page and the list under every search field."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from discovery import chips, headline, kinds, loosening, rail
from discovery.figures import at_least, grouped
from discovery.search import Ask, Hits, Survey, engine, params
from discovery.search.sorts import LABELS, sorts_for
from marketplace.catalog.cards import ICONS
from marketplace.catalog.models import Listing
from marketplace.kit.htmx import is_fragment, render_page
from payments import clicks
from projects.panels import invite_links

SIZE = 24


@require_safe
def discover(request: HttpRequest) -> HttpResponse:
    """Everything that was published, searched and filtered as the address says."""
    asked = params.read(request.GET)
    ask, survey, hits, zero = _found(asked)
    context = {
        "ask": ask,
        "hidden": [pair for pair in params.pairs(ask) if pair[0] in ("q", "kind")],
        "kept": [pair for pair in params.pairs(ask) if pair[0] != "q"],
        "headline": headline.headline(ask, survey, is_first=not hits.before),
        "crumbs": headline.crumbs(ask),
        "feed_url": params.address(ask, to="discovery:feed"),
        "section": kinds.SECTIONS.get(ask.kind, "discover"),
        "notes": _notes(asked),
        **_controls(request, ask, survey),
        **_list(ask, survey, hits),
        "acts": invite_links(request.user, [one.id for one in hits.found]) if ask.kind == Listing.Kind.PERSON else {},
        **zero,
    }
    response = render_page(request, "discovery/discover/page.html", context, fragment="update")
    if is_fragment(request):
        response["HX-Push-Url"] = params.address(ask)
    return response


def _found(asked: params.Asked) -> tuple[Ask, Survey, Hits, dict[str, Any]]:
    """What is shown; and where that is nothing, or not quite what was typed, what to say of it."""
    survey, hits = _page(asked.ask, asked.after)
    if survey.total.number:
        return asked.ask, survey, hits, {}
    mended, is_too_common = loosening.mend(asked.ask) if not asked.is_exact else (None, False)
    if mended:
        return mended.ask, *_page(mended.ask, ""), {"mended": mended}
    return asked.ask, survey, hits, {"loosen": loosening.steps(asked.ask), "is_too_common": is_too_common}


def _page(ask: Ask, after: str) -> tuple[Survey, Hits]:
    return (engine.survey(ask), engine.page(ask, after=after, size=SIZE)) if after else engine.first(ask, SIZE)


def _controls(request: HttpRequest, ask: Ask, survey: Survey) -> dict[str, Any]:
    currency = request.user.currency if isinstance(request.user, User) else "EUR"
    return {
        "tabs": kinds.tabs(ask, survey),
        "groups": rail.groups(ask, survey),
        "range": rail.price_range(ask, survey, currency),
        "chips": chips.chips(ask),
        "clear_url": params.address(Ask(kind=ask.kind)),
        "sorts": [(name, LABELS[name]) for name in sorts_for(ask)],
    }


def _list(ask: Ask, survey: Survey, hits: Hits) -> dict[str, Any]:
    shown = hits.before + len(hits.found)
    return {
        "found": hits.found,
        "total": at_least(survey.total),
        "number": survey.total.number,
        "shown": grouped(shown),
        "is_later": hits.before > 0,
        "promoted": _promoted(ask) if not hits.before and hits.found else [],
        "first_url": params.address(ask),
        "more_url": params.address(ask, after=hits.following) if hits.following else "",
    }


def _promoted(ask: Ask) -> list[Listing]:
    """What is paid to stand first: not where somebody searches for words or filters, because they want answers."""
    if ask.words or ask.chosen or ask.prices:
        return []
    return clicks.shown(ask.kind, [topic.pk for topic in ask.topics])


def _notes(asked: params.Asked) -> list[str]:
    """What of the address could not be taken."""
    notes = []
    if asked.left_out:
        names = ", ".join(asked.left_out)
        notes.append(_("Part of the address was not understood and is left out: %(names)s.") % {"names": names})
    if asked.was_cut:
        notes.append(_("Only the first %(n)d characters were searched.") % {"n": params.LONGEST})
    return notes


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under a search field while somebody types: options for a combobox, as a piece of a page."""
    typed = params.clean(request.GET.get("q", ""))[: params.LONGEST]
    shown = [(one, *_signed(one.kind)) for one in engine.suggest(typed)]
    response = render(request, "discovery/discover/_suggestions.html", {"shown": shown})
    response["Cache-Control"] = "public, max-age=60"
    response["X-Robots-Tag"] = "noindex"
    return response


def _signed(kind: str) -> tuple[str, str]:
    """The icon and the name of what is suggested."""
    return ("list", _("Topic")) if kind == "topic" else (ICONS[kind], str(Listing.Kind(kind).label))

"""What the card of a listing says: one skeleton, one short function for each kind.

A page shows 24 of them, so a card is worked out here in plain Python and its template only prints. Besides columns, a
card reads these `facts` (all optional, see `listings.publish`):

    portfolio   works (how many it holds)
    work        year, medium
    service     days (of delivery)
    project     skills (names, the first three are shown), spent and spent_currency (by the client so far, minor units),
                proposals_low and proposals_high (where only a range is known)
    fundraiser  backers, second_goal (of the round that runs, minor units)
    person      badge (its rung), note (one distinction), support (takes supporters), wall (up to three of: a stored
                picture's path, or [style, id, title] of a work with a drawn cover)
    company     badge (its rung), note, support
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from marketplace.catalog.models import Listing
from marketplace.kit import clock, covers, pictures, times
from marketplace.kit.money import format_range
from marketplace.kit.templatetags import ui

ICONS = {
    "portfolio": "frame",
    "work": "frame",
    "service": "box",
    "product": "box",
    "project": "brief",
    "fundraiser": "sprout",
    "round": "scale",
    "person": "person",
    "company": "house",
}


PIECES = Path(settings.BASE_DIR) / "templates" / "components" / "cards"


@dataclass(slots=True)
class Card:
    """The words of one card, as its kind fills them in."""

    by: str = ""
    face: SafeString | str = ""  # of whoever stands in the by-line
    rating: SafeString | str = ""
    until: SafeString | str = ""  # beside the by-line
    figure: str = ""  # the one that matters, set large
    unit: str = ""
    aside: str = ""
    flag: str = ""  # on the cover
    tone: str = "wait"  # of the flag: wait, good or over
    permille: int | None = None  # of the goal; the rule above the figure is then the progress


def draw(listing: Listing, *, heading: str = "h2", eager: bool = False) -> SafeString:
    """The card of a listing that was fetched `with_card()`. heading: h2 or h3; eager: it stands in the first screen."""
    card = Card(rating=ui.rating(listing.rating, listing.rating_count))
    _KINDS[listing.kind](card, listing)
    return fill(
        "card",
        kind=listing.kind,
        cover=_cover(listing, eager),
        flag=fill("flag", flag=card.flag, tone=card.tone) if card.flag else "",
        label=_label(listing.kind, get_language() or "en"),
        topic=fill("topic", name=listing.topic.name) if listing.topic else "",
        heading=heading,
        url=listing.url,
        title=listing.title,
        by=fill(
            "by",
            face=card.face,
            name=card.by,
            rating=card.rating,
            until=fill("until", text=card.until) if card.until else "",
        ),
        figure=_figure(card, listing),
    )


def brief(listing: Listing) -> SafeString:
    """A job as one notice of a list, fetched `with_card()`."""
    figure, word = proposals(listing)
    topic = listing.topic.name if listing.topic else ""
    return fill(
        "notice",
        url=listing.url,
        title=listing.title,
        budget=budget(listing),
        terms=" · ".join(filter(None, (topic, terms(listing)))),
        state=SafeString(", ".join(filter(None, (escape(f"{figure} {word}"), _until(listing))))),
    )


def fill(name: str, /, **values: SafeString | str | int) -> SafeString:
    """A part of the card's markup with its gaps filled; plain text is escaped.

    Not a Django template: 24 cards take 8 ms as one and 2 ms so, and they are half of a discover page.
    """
    safe = {gap: text if isinstance(text, SafeString) else escape(str(text)) for gap, text in values.items()}
    return SafeString(_piece(name).format_map(safe))


@cache
def _piece(name: str) -> str:
    return "".join(line.strip() for line in (PIECES / f"{name}.html").read_text().splitlines())


def _figure(card: Card, listing: Listing) -> SafeString:
    if card.permille is None:
        return fill(
            "figure", figure=fill("strong", text=card.figure) if card.figure else "", unit=card.unit, aside=card.aside
        )
    percent = card.permille // 10
    is_over = percent > 100
    return fill(
        "funding",
        over="progress--over" if is_over else "",
        goal=SafeString(f' style="--goal: {ui.goal_at(percent)}"') if is_over else "",
        top=max(100, percent),
        percent=percent,
        title=listing.title,
        figure=card.figure,
        unit=card.unit,
        aside=card.aside,
    )


@lru_cache(maxsize=64)
def _label(kind: str, _language: str) -> SafeString:
    return fill("kind", icon=ui.icon(ICONS[kind]), label=str(Listing.Kind(kind).label))


def _cover(listing: Listing, eager: bool) -> SafeString:
    if listing.kind == Listing.Kind.PROJECT:
        return _brief(listing)
    wall = listing.facts.get("wall") if listing.kind == Listing.Kind.PERSON else None
    return _wall(wall) if wall else ui.cover(listing, eager=eager)


def _brief(listing: Listing) -> SafeString:
    """A job pinned up: its picture is its budget."""
    return fill(
        "brief",
        terms=terms(listing),
        budget=budget(listing),
        skills=_all("skill", listing.facts.get("skills", [])[:3]),
    )


def _wall(works: list[str | list[str]]) -> SafeString:
    """Three works of a person, the first one large."""
    addresses = [pictures.url(work, 640) if isinstance(work, str) else covers.url(*work) for work in works[:3]]
    return fill("wall", count=len(addresses), pictures=_all("wall_picture", addresses))


def _all(name: str, texts: Iterable[str]) -> SafeString:
    return SafeString("".join(fill(name, text=text) for text in texts))


def terms(listing: Listing) -> str:
    """The terms of a job in one line: Fixed price, expert, remote."""
    basis = gettext("Hourly") if listing.basis == "hourly" else gettext("Fixed price")
    levels = {"entry": gettext("entry level"), "intermediate": gettext("intermediate"), "expert": gettext("expert")}
    where = gettext("remote") if listing.is_remote else listing.place
    return ", ".join(filter(None, (basis, levels.get(listing.level, ""), where)))


def budget(listing: Listing) -> str:
    """The budget as people say it: £600–900, €500, $25–40 an hour."""
    low, high = listing.price_low, listing.price_high
    if low is None:
        return gettext("Open budget")
    text = _range(low, low if high is None else high, listing.currency, get_language() or "en")
    return gettext("%(sum)s an hour") % {"sum": text} if listing.basis == "hourly" else text


@lru_cache(maxsize=10_000)
def _range(low: int, high: int, code: str, _language: str) -> str:
    return format_range(low, high, code)


def _portfolio(card: Card, listing: Listing) -> None:
    _by_owner(card, listing)
    if works := listing.facts.get("works"):
        card.figure, card.unit = str(works), ngettext("work", "works", works)
    if listing.published_at:
        card.aside = times.ago(listing.published_at)


def _work(card: Card, listing: Listing) -> None:
    _by_owner(card, listing)
    card.unit, card.aside = listing.facts.get("medium", ""), str(listing.facts.get("year", ""))


def _service(card: Card, listing: Listing) -> None:
    _by_owner(card, listing)
    if listing.price_low is not None:
        card.figure = gettext("from %(sum)s") % {"sum": ui.minor(listing.price_low, listing.currency)}
    if days := listing.facts.get("days"):
        card.aside = ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def _project(card: Card, listing: Listing) -> None:
    card.by = listing.place
    if spent := listing.facts.get("spent"):
        sum_spent = ui.minor(spent, listing.facts["spent_currency"])
        card.by = ", ".join(filter(None, (listing.place, gettext("%(sum)s spent") % {"sum": sum_spent})))
    card.figure, card.unit = proposals(listing)
    card.aside = _until(listing)


def proposals(listing: Listing) -> tuple[str, str]:
    """How many proposals a job has, and the word: ("9", "proposals"), ("5–10", "proposals"), ("None", "yet")."""
    count = listing.stats.proposals
    low, high = listing.facts.get("proposals_low"), listing.facts.get("proposals_high")
    if (low or high) and not count:
        known = f"{low}+" if high is None else f"{low or 0}–{high}" if low != high else str(high)
        return known, gettext("proposals")
    return (
        (str(count), ngettext("proposal", "proposals", count)) if count else (gettext("No"), gettext("proposals yet"))
    )


def _fundraiser(card: Card, listing: Listing) -> None:
    _by_owner(card, listing)
    card.rating = ""
    card.until = _until(listing)
    second_goal = listing.facts.get("second_goal")
    if listing.raised_minor is not None and (goal := second_goal or listing.goal_minor):
        card.permille = listing.raised_minor * 1000 // goal
        card.figure = ui.minor(listing.raised_minor, listing.currency)
        card.unit = gettext("of %(goal)s") % {"goal": ui.minor(goal, listing.currency)}
        card.aside = ui.share(card.permille)
    if listing.is_open and listing.closes_at and times.is_last_day(listing.closes_at):
        card.flag = gettext("Ends today")
    elif second_goal:
        card.flag, card.tone = gettext("Second round"), "good"
    else:
        card.flag, card.tone = _end_of(listing.state)


def _end_of(state: str) -> tuple[str, str]:
    """How a fundraiser came out, and the tone of it; empty for one that has not ended."""
    if state in {"collecting", "successful", "delivering", "completed"}:
        return gettext("Funded"), "good"
    ends = {"failed": gettext("Ended, not reached"), "cancelled": gettext("Called off")}
    return ends.get(state, ""), "over"


def _person(card: Card, listing: Listing) -> None:
    note = listing.facts.get("note", "")
    card.by = ", ".join(filter(None, (_badge(listing), listing.place, note, _support(listing))))
    if listing.price_low is not None:
        card.figure, card.unit = ui.minor(listing.price_low, listing.currency), gettext("an hour")
    if listing.is_open:
        card.aside = _free(listing)


def _company(card: Card, listing: Listing) -> None:
    card.by = ", ".join(filter(None, (_badge(listing), listing.place, _support(listing))))
    card.unit = listing.facts.get("note", "")


def _badge(listing: Listing) -> str:
    """The word for a badge that was reached (social.models.Badge)."""
    words = {1: gettext("Rising"), 2: gettext("Proven"), 3: gettext("Outstanding")}
    return words.get(listing.facts.get("badge", 0), "")


def _support(listing: Listing) -> str:
    return gettext("takes supporters") if listing.facts.get("support") else ""


def _free(listing: Listing) -> str:
    if listing.free_from is None or listing.free_from <= clock.today():
        return gettext("free now")
    return gettext("free from %(day)s") % {"day": times.short_day(listing.free_from)}


def _until(listing: Listing) -> SafeString | str:
    return ui.left(listing.closes_at) if listing.closes_at and listing.is_open else ""


def _by_owner(card: Card, listing: Listing) -> None:
    card.by, card.face = listing.owner.name, ui.avatar(listing.owner)


_KINDS: dict[str, Callable[[Card, Listing], None]] = {
    "portfolio": _portfolio,
    "work": _work,
    "service": _service,
    "product": _service,
    "project": _project,
    "fundraiser": _fundraiser,
    "round": _fundraiser,
    "person": _person,
    "company": _company,
}

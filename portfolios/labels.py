"""The words beside a picture: what a wall label says, and the facts in the head of a page."""

from typing import NamedTuple

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.catalog.models import Listing
from marketplace.kit import markdown
from portfolios.models import Credit, Portfolio, Work

TITLE = 48  # characters, so that the site's name fits behind it in a search result
DESCRIPTION = 155
RECORD = "Public record:"  # how the note of a record begins; what is put into words here is not said twice


class Fact(NamedTuple):
    """One line of facts. url: where the value leads, if anywhere."""

    label: str
    value: str
    url: str = ""


class Origin(NamedTuple):
    """Where a sample or a record comes from: its lead word, and what of it is real."""

    lead: str
    note: str
    is_sample: bool


def of_portfolio(portfolio: Portfolio, credits_shown: list[Credit]) -> list[Fact]:
    """How many works of which years, and who else was part of it."""
    known = portfolio.works.live().aggregate(count=Count("pk"), first=Min("year"), last=Max("year"))
    count = known["count"]
    facts = [Fact(_("Holds"), ngettext("%(n)d work", "%(n)d works", count) % {"n": count}) if count else None]
    facts.append(Fact(_("Years"), _years(known["first"], known["last"])) if known["first"] else None)
    return [fact for fact in facts if fact] + of_credits(credits_shown)


def of_work(work: Work, credits_shown: list[Credit]) -> list[Fact]:
    """The wall label in full."""
    lines = [
        Fact(_("Medium"), work.kind_line),
        Fact(_("Date"), work.dated),
        Fact(_("Size"), work.dimensions),
        Fact(_("Credit"), work.credit_line),
    ]
    return [line for line in lines if line.value] + of_credits(credits_shown)


def of_credits(credits_shown: list[Credit]) -> list[Fact]:
    """Everybody else who made it, by their part."""
    return [Fact(one.part, one.who, one.party.get_absolute_url() if one.party else "") for one in credits_shown]


def lede(listing: Listing, text: str) -> str:
    """The summary, unless the text begins with it: nobody reads the same sentence twice."""
    return "" if markdown.plain(text).startswith(listing.summary.rstrip("…")) else listing.summary


def origin(listing: Listing, note: str) -> Origin | None:
    """What to say of a sample or a public record; None for a thing of a member's own."""
    if not (listing.is_sample or note):
        return None
    is_record = note.startswith(RECORD) or not listing.is_sample
    lead = _("Public record.") if is_record else _("Sample.")
    said = note.removeprefix("Sample.").removeprefix(RECORD).strip()
    return Origin(lead, said[:1].upper() + said[1:], listing.is_sample)


def page_title(listing: Listing) -> str:
    """The title for the browser's tab and search results, with the maker where both fit."""
    long = _("%(title)s, by %(maker)s") % {"title": listing.title, "maker": listing.owner.name}
    if len(long) <= TITLE:
        return long
    return listing.title if len(listing.title) <= TITLE else f"{listing.title[: TITLE - 1].rstrip()}…"


def description(listing: Listing, story: str) -> str:
    """One or two lines for search results: the summary, else how the story begins."""
    words = (
        listing.summary
        or markdown.plain(story)
        or _("%(title)s by %(maker)s")
        % {
            "title": listing.title,
            "maker": listing.owner.name,
        }
    )
    return words if len(words) <= DESCRIPTION else f"{words[: DESCRIPTION - 1].rstrip()}…"


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"

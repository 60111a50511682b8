"""`{% load walls %}`: the words beside a listing where it hangs as a work or stands as a notice, not as a card."""

from django import template
from django.utils.translation import gettext as _

from marketplace.catalog import cards
from marketplace.catalog.models import Listing
from marketplace.kit.templatetags import ui

register = template.Library()


@register.filter
def label_lines(listing: Listing) -> list[str]:
    """The lines of a wall label under the title: maker and year, then what it is."""
    year, medium = (str(listing.as_fact(name, "") or "") for name in ("year", "medium"))
    by = f"{listing.owner.name}, {year}" if year else listing.owner.name
    if listing.kind == Listing.Kind.FUNDRAISER and listing.funded_permille is not None:
        goal = ui.minor(listing.goal_minor, listing.currency)
        medium = _("Fundraiser, %(share)s of %(goal)s") % {"share": ui.share(listing.funded_permille), "goal": goal}
    return [line for line in (by, medium) if line]


@register.filter
def budget(listing: Listing) -> str:
    """A job's budget: £600–900."""
    return cards.budget(listing)


@register.filter
def terms(listing: Listing) -> str:
    """A job's terms: Fixed price, expert, remote."""
    return cards.terms(listing)


@register.filter
def answers(listing: Listing) -> str:
    """How many proposals a job has: 9 proposals."""
    return " ".join(cards.proposals(listing))

"""Something new stands at a listing: a work in a portfolio, a job that is done. Floors above hear of it."""

from dataclasses import dataclass

from marketplace.catalog.models import Listing
from marketplace.kit.tidings import Tiding


@dataclass(frozen=True)
class Happening:
    """Where it happened, and what can be looked at there now."""

    listing: Listing
    title: str
    url: str


happened: "Tiding[Happening]" = Tiding()

"""The kinds of listing that can be published today, in the order of the tabs over a list."""

from marketplace.catalog.models import Listing

_Kind = Listing.Kind

KINDS = (_Kind.PORTFOLIO, _Kind.WORK, _Kind.PROJECT, _Kind.FUNDRAISER, _Kind.PERSON, _Kind.COMPANY)

"""Atom feeds (RFC 4287) of what people wrote: what XML 1.0 does not know (section 2.2, Char) is left out of it."""

import re
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class AtomFeed(Atom1Feed):
    """As Django's, with every text made fit for it."""

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*map(fit, args), **{name: fit(value) for name, value in said.items()})

    def add_item(self, *args: Any, **said: Any) -> None:
        super().add_item(*map(fit, args), **{name: fit(value) for name, value in said.items()})


def fit(value: Any) -> Any:
    """The text, or each text of a list, without what no XML may hold; anything else as it is."""
    if isinstance(value, (str, Promise)):
        return _NOT_XML.sub("", str(value))
    return [fit(one) for one in value] if isinstance(value, (list, tuple)) else value

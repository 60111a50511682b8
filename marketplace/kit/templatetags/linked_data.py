"""`{% load linked_data %}{% linked_data page crumbs=crumbs %}`: facts for search engines."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from marketplace.kit import linked_data as facts

register = template.Library()


@register.simple_tag
def linked_data(*nodes: facts.Node, crumbs: Iterable[facts.Crumb] = ()) -> SafeString:
    """The nodes, and the way to the page, as one JSON-LD script."""
    way = list(crumbs)
    return facts.script(*nodes, *([facts.breadcrumbs(way)] if way else []))

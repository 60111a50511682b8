"""Facts for search engines: schema.org as JSON-LD.

A view puts plain dictionaries into the context, the template prints them with `{% linked_data one another %}`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

Node = Mapping[str, Any]
Crumb = tuple[str, str]  # a label and its address; the last one, the page itself, has none

# A script element ends at the first "</", whatever stands around it, so these never appear in the text.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def address(path: str) -> str:
    """The whole address of one of our pages, as machines elsewhere need it."""
    return path if path.startswith(("http:", "https:")) else settings.SITE_URL + path


def breadcrumbs(crumbs: Iterable[Crumb]) -> Node:
    """The way to the page."""
    steps = [
        {"@type": "ListItem", "position": place, "name": label, **({"item": address(path)} if path else {})}
        for place, (label, path) in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def script(*nodes: Node) -> SafeString:
    """The nodes as one script element that no browser runs. What is None or empty in a node is left out."""
    graph = [{name: value for name, value in node.items() if value not in (None, "", [], {})} for node in nodes]
    data = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, default=str)
    text = data.translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped in the line above)

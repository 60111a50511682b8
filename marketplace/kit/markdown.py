"""Text that people write, as safe HTML: CommonMark with tables, no raw HTML, no pictures from elsewhere.

Two walls: markdown-it escapes HTML, and nh3 lets through only the tags named here.
"""

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
ELSEWHERE = "nofollow ugc noopener"
# One line with none of these marks is its own plain text. Most summaries are, and parsing costs milliseconds.
_MARKS = re.compile(r"[\\`*_\[\]<>&|~\n]|^\s*(?:[-+#=]|\d+[.)])")


@lru_cache(maxsize=1024)
def render(words: str) -> SafeString:
    """The text as HTML whose headings begin at h2, because the page itself has the h1."""
    drawn = _parser().render(words)
    clean = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return SafeString(clean)


def plain(words: str) -> str:
    """The same text without any marks, on one line: for summaries, mails and search."""
    if not _MARKS.search(words):
        return " ".join(words.split())
    return " ".join(html.unescape(strip_tags(render(words))).split())


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    for rule, draw in {"heading_open": _heading, "heading_close": _heading, "link_open": _link}.items():
        parser.add_render_rule(rule, draw)
    return parser


def _heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return renderer.renderToken(tokens, index, options, env)


def _link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if _leads_elsewhere(str(token.attrGet("href") or "")):
        token.attrSet("rel", ELSEWHERE)
    return renderer.renderToken(tokens, index, options, env)


def _leads_elsewhere(address: str) -> bool:
    host = urlsplit(address).netloc
    return bool(host) and host != urlsplit(settings.SITE_URL).netloc

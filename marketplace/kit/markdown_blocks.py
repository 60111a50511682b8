"""Text that people write as plain nested data, for whatever lays it out and is no browser: the PDF of a contract.

    blocks.of("# Title\n\nSome **bold** words")
    # [{"kind": "heading", "level": 1, "spans": [{"text": "Title"}]}, {"kind": "paragraph", "spans": [...]}]

The same rules as `markdown.render`: CommonMark with tables, no raw HTML, no pictures. None of it
is ever read as markup again.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]
Span = dict[str, Any]
_STYLES = {"strong": "strong", "em": "em", "s": "strike"}
_LISTS = {"bullet_list": False, "ordered_list": True}


def of(words: str) -> list[Block]:
    """The blocks of the text, in order."""
    return _blocks(SyntaxTreeNode(_parser().parse(words)).children)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> list[Block]:
    return [_block(node) for node in nodes]


def _block(node: SyntaxTreeNode) -> Block:
    if node.type == "heading":
        return {"kind": "heading", "level": int(node.tag[1]), "spans": _spans_of(node)}
    if node.type in _LISTS:
        start = int(node.attrs.get("start", 1))
        items = [_blocks(item.children) for item in node.children]
        return {"kind": "list", "is_ordered": _LISTS[node.type], "start": start, "items": items}
    if node.type == "blockquote":
        return {"kind": "quote", "blocks": _blocks(node.children)}
    if node.type in {"fence", "code_block"}:
        return {"kind": "code", "text": node.content.rstrip("\n")}
    if node.type == "table":
        return {"kind": "table", "rows": list(_rows(node))}
    if node.type == "hr":
        return {"kind": "rule"}
    return {"kind": "paragraph", "spans": _spans_of(node)}


def _rows(table: SyntaxTreeNode) -> Iterator[list[list[Span]]]:
    for part in table.children:
        for row in part.children:
            yield [_spans_of(cell) for cell in row.children]


def _spans_of(node: SyntaxTreeNode) -> list[Span]:
    """The words in a block, each with how they are set."""
    return [span for child in node.children for span in _spans(child, {})]


def _spans(node: SyntaxTreeNode, style: Span) -> Iterator[Span]:
    if node.type in {"softbreak", "hardbreak"}:
        yield {"text": "\n" if node.type == "hardbreak" else " "}
    elif node.type == "code_inline":
        yield {**style, "text": node.content, "code": True}
    elif node.children:
        more = {**style, _STYLES[node.type]: True} if node.type in _STYLES else style
        for child in node.children:
            yield from _spans(child, more)
    elif node.content:
        yield {**style, "text": node.content}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")

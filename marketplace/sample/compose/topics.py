"""The topic tree: our own fields and subjects, ESCO skills and O*NET tools below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.grammar import capital
from marketplace.sample.compose.sources import Sources

_SIGNS = (("C++", "c plus plus"), ("C#", "c sharp"), (".NET", "dot net"), ("R&B", "rb"), (".js", " js"), ("&", " and "))
_SHORT = re.compile(
    r"\b(3d|2d|cad|cadd|cae|ict|css|html|php|sql|xml|ajax|api|seo|cam|pos|erp|gis|ios|lisp|unix|dj|abap|apl|linq|ldap|mdx)\b"
)


@dataclass(frozen=True)
class Topic:
    """A row of topics.csv."""

    slug: str
    name: str
    parent: str
    kind: str
    cover: str
    summary: str = ""


class Tree:
    """All topics, found by slug or by name."""

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}

    def add(self, name: str, parent: str, kind: str, cover: str) -> str | None:
        """The new topic's slug; None where the slug is taken."""
        slug = slug_of(name)
        if not slug or slug in self.topics:
            return None
        self.topics[slug] = Topic(slug, name, parent, kind, cover)
        return slug

    def slug(self, name: str) -> str:
        """The slug of a topic that must exist. Raises KeyError."""
        return self.topics[slug_of(name)].slug

    def is_craft(self, slug: str) -> bool:
        """Whether it is a skill or a tool, and not a field of work."""
        return self.topics[slug].kind in {"skill", "tool"}

    def crafts_below(self, slug: str) -> list[str]:
        """The skills and tools right below a topic."""
        return [topic.slug for topic in self.topics.values() if topic.parent == slug and self.is_craft(topic.slug)]

    def cover(self, slug: str) -> str:
        """The style of the covers drawn below this topic."""
        return self.topics[slug].cover


def slug_of(name: str) -> str:
    """A slug that keeps the signs by which languages differ: "C#" is "c-sharp"."""
    for sign, word in _SIGNS:
        name = name.replace(sign, word)
    return slugify(name)[:90]


def compose(sources: Sources) -> Tree:
    """The whole tree, parents before children."""
    tree = Tree()
    _fields(tree)
    _tools(tree, sources)
    _skills(tree, sources)
    _own_skills(tree)
    return tree


def _fields(tree: Tree) -> None:
    above: list[tuple[str, str]] = []
    for line in vocabulary.lines("topics.txt"):
        depth = (len(line) - len(line.lstrip())) // 2
        name, kind, cover = _parsed(line)
        parent, inherited = above[depth - 1] if depth else ("", "grid")
        slug = tree.add(name, parent, kind, cover or inherited)
        if slug is None:
            raise ValueError(f"The topic {name} stands twice in topics.txt")
        above[depth:] = [(slug, cover or inherited)]


def _parsed(line: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"\s*(\(subject\) )?(.*?)(?: \[(\w+)\])?", line)
    assert found
    return found[2], "subject" if found[1] else "field", found[3] or ""


def _own_skills(tree: Tree) -> None:
    for parent, names in _rules("extra_skills.txt"):
        for name in names.split("; "):
            tree.add(name, parent, "skill", tree.cover(parent))


def _tools(tree: Tree, sources: Sources) -> None:
    known = {row["technology"] for row in sources.rows("taxonomy_onet_technology_skills")}
    for parent, tools in _rules("tools.txt"):
        for tool in tools.split("; "):
            source, _, name = tool.partition(" = ")
            if source in known:
                tree.add(name or source, parent, "tool", tree.cover(parent))


def _skills(tree: Tree, sources: Sources) -> None:
    known = {row["label"] for row in sources.rows("taxonomy_esco_nodes") if row["node_type"] == "skill"}
    for parent, labels in _rules("skills.txt"):
        for label in labels.split("; "):
            if label in known:
                tree.add(_written(label), parent, "skill", tree.cover(parent))


def _written(label: str) -> str:
    """A skill as we write it: a capital first letter and capital abbreviations."""
    return capital(_SHORT.sub(lambda found: found[1].upper(), label)).replace("IOS", "iOS")


def _rules(name: str) -> Iterator[tuple[str, str]]:
    for line in vocabulary.lines(name):
        key, _, rest = line.partition(": ")
        yield key, rest

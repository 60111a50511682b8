"""The help articles and the papers of the site: Markdown files beside this module, read once.

A file begins with lines of `name: value` (title, group, summary, order), then an empty line, then the text. Sections
begin with one `#`. `{site}` stands for the name of this copy of the site, other
names in braces for figures of the code (marketplace.pages.figures). The same file in `de/` says it in German;
what is not there in the reader's language is shown in English.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.kit import markdown
from marketplace.pages.figures import figures

HERE = Path(__file__).parent
GROUPS = {
    "start": _("Start"),
    "jobs": _("Jobs and proposals"),
    "show": _("Show your work"),
    "fund": _("Raising money"),
    "money": _("Money and fees"),
    "site": _("How this site works"),
}


@dataclass(frozen=True)
class Article:
    """One text. `group` is a key of GROUPS; papers (terms, privacy, …) have none."""

    slug: str
    title: str
    summary: str
    text: str  # markdown
    group: str = ""
    version: str = ""  # of a paper that people agree to: the day from which it holds
    order: int = 0

    @property
    def html(self) -> SafeString:
        """The text as a page prints it."""
        return markdown.render(self.text)

    @property
    def group_name(self) -> str:
        """The group's name in the reader's language."""
        return str(GROUPS[self.group])


def helps() -> dict[str, Article]:
    """The help articles by slug, in the reader's language and in the order of the index."""
    return helps_in(get_language() or settings.LANGUAGE_CODE)


@cache
def helps_in(language: str) -> dict[str, Article]:
    """The help articles in this language."""
    found = [_read(_in(language, path)) for path in (HERE / "help").glob("*.md")]
    groups = list(GROUPS)
    return {one.slug: one for one in sorted(found, key=lambda one: (groups.index(one.group), one.order, one.slug))}


def paper(slug: str) -> Article:
    """One of the site's own papers: terms, privacy, accessibility, about. Raises FileNotFoundError."""
    return _paper_in(get_language() or settings.LANGUAGE_CODE, slug)


@cache
def _paper_in(language: str, slug: str) -> Article:
    return _read(_in(language, HERE / "papers" / f"{slug}.md"))


def grouped() -> list[tuple[str, list[Article]]]:
    """The index: each group's name with its articles."""
    return [
        (str(name), [article for article in helps().values() if article.group == group])
        for group, name in GROUPS.items()
    ]


def _in(language: str, path: Path) -> Path:
    """The same text in this language where it is there."""
    translated = path.parent / language / path.name
    return translated if translated.exists() else path


def _read(path: Path) -> Article:
    written = path.read_text(encoding="utf-8")
    for name, value in {"site": settings.SITE_NAME, **figures()}.items():
        written = written.replace(f"{{{name}}}", value)
    head, _blank, text = written.partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    return Article(
        slug=path.stem,
        title=said["title"],
        summary=said["summary"],
        text=text,
        group=said.get("group", ""),
        version=said.get("version", ""),
        order=int(said.get("order", 0)),
    )

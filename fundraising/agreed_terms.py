"""What who gives agrees to, for each kind of fundraiser and for standing support, in versions that never change once
they were in use.

agreed_terms.version_of(fundraiser)     # "reward-1": kept with the pledge
agreed_terms.text("reward-1")           # in the reader's language

A change of the words is a new file with the next number, and its name in CURRENT; `SEALS` holds what each of them was.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fundraising.models import Fundraiser
from marketplace.kit import markdown

HERE = Path(__file__).parent / "agreements"
Kind = Fundraiser.Kind
CURRENT: dict[str, str] = {Kind.DONATION: "donation-1", Kind.REWARD: "reward-1", Kind.PRESALE: "presale-1"}
SUPPORT = "support-1"  # of standing support
# The beginning of each file's SHA-256: somebody agreed to exactly these words.
SEALS = {
    "donation-1": "f99cfd514becc94a",
    "de/donation-1": "9bfcf23aacf98a08",
    "reward-1": "caf94a1a1ef12fcf",
    "de/reward-1": "40f8c43a8a32743f",
    "presale-1": "ef9013851ec889ef",
    "de/presale-1": "ffdf760f2ccbf713",
    "support-1": "5be09d663b6551aa",
    "de/support-1": "b2925db3572af7c5",
}


@dataclass(frozen=True)
class Agreement:
    """One version, in one language."""

    version: str
    title: str
    summary: str
    text: str  # markdown

    @property
    def html(self) -> SafeString:
        """The text as its page prints it."""
        return markdown.render(self.text)

    @property
    def number(self) -> str:
        """Which version of its kind it is."""
        return self.version.rpartition("-")[2]

    @property
    def url(self) -> str:
        """Its page; it stays when there is a newer one."""
        return reverse("fundraising:terms", args=[self.version])


def version_of(fundraiser: Fundraiser) -> str:
    """What who backs it now agrees to; empty where a kind has none."""
    return CURRENT.get(fundraiser.kind, "")


def of(fundraiser: Fundraiser) -> Agreement | None:
    """The same in the reader's language."""
    return text(version_of(fundraiser))


def text(version: str) -> Agreement | None:
    """This version in the reader's language, or in English; None of one that never was."""
    if version not in SEALS or "/" in version:
        return None
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return _read(version, language if f"{language}/{version}" in SEALS else "")


def broken() -> Iterator[str]:
    """The files that are not what they were."""
    yield from (name for name, seal in SEALS.items() if seal_of(name) != seal)


def seal_of(name: str) -> str:
    """What a file is now."""
    return hashlib.sha256((HERE / f"{name}.md").read_bytes()).hexdigest()[:16]


@cache
def _read(version: str, language: str) -> Agreement:
    head, _gap, body = (HERE / language / f"{version}.md").read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return Agreement(version, facts["title"], facts["summary"], body)

"""What people are asked to agree to. Two of them everybody answers when joining; the others are off until chosen.

purposes.declare(Purpose("marketing", _("News by mail"), _("…"), version="2026-11-22"))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Purpose:
    """One thing that a person may agree to. page: the URL name of the text, where it has a page of its own."""

    name: str
    title: Words
    text: Words
    version: Callable[[], str]
    is_required: bool = False
    page: str = ""


_purposes: dict[str, Purpose] = {}
_versions: dict[str, str] = {}


def declare(purpose: Purpose) -> None:
    """Let this be agreed to."""
    _purposes[purpose.name] = purpose


def print_papers(versions: dict[str, str]) -> None:
    """Say which version of each paper is shown now. Called at start-up by who prints them."""
    _versions.update(versions)


def version_of(paper: str) -> str:
    """The version of the paper that is shown now; empty where none is printed."""
    return _versions.get(paper, "")


def required() -> list[Purpose]:
    """What everybody agrees to."""
    return [purpose for purpose in _purposes.values() if purpose.is_required]


def optional() -> list[Purpose]:
    """What is off until somebody turns it on."""
    return [purpose for purpose in _purposes.values() if not purpose.is_required]


def find(name: str) -> Purpose | None:
    """The purpose of this name."""
    return _purposes.get(name)


declare(Purpose(
    "terms", _("Terms"), _("What you may expect of this site, and what it expects of you."),
    version=lambda: version_of("terms"), is_required=True, page="pages:terms",
))  # fmt: skip
declare(Purpose(
    "privacy", _("Privacy"), _("That you have read what is kept about you and why."),
    version=lambda: version_of("privacy"), is_required=True, page="pages:privacy",
))  # fmt: skip
declare(Purpose(
    "marketing", _("News by mail"),
    _("New features and work worth seeing, a few times a year. Not needed for anything; off unless you turn it on."),
    version=lambda: "2026-11-22",
))  # fmt: skip

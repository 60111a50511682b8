"""What notices say. Each floor declares the sentences of its own events from `AppConfig.ready`.

    kinds.declare("proposal_received", icon="brief", sentence=_("%(actor)s sent a proposal for %(title)s."), …)

`%(actor)s` and `%(title)s` are the acting party and the listing; any other name is a fact of the notice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from marketplace.kit.money import format_minor
from social.models import Notice

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """One sort of notice: its picture, its sentence, the word on its button, and one more sentence for the mail."""

    name: str
    icon: str
    sentence: Words
    button: Words
    more: Words = ""
    is_mailed: bool = True


_kinds: dict[str, Kind] = {}
_UNKNOWN = Kind("", "bell", "%(title)s", _("Look"), is_mailed=False)


class UnknownKind(LookupError):
    """No floor has declared this kind of notice."""


def declare(name: str, *, icon: str, sentence: Words, button: Words, more: Words = "", is_mailed: bool = True) -> None:
    """Let notices of this kind exist."""
    _kinds[name] = Kind(name, icon, sentence, button, more, is_mailed)


def known(name: str) -> Kind:
    """The kind that was declared. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError as error:
        raise UnknownKind(name) from error


def of(notice: Notice) -> Kind:
    """The kind of a stored notice; one that no code declares any more still shows its title."""
    return _kinds.get(notice.kind, _UNKNOWN)


def plain(notice: Notice, words: Words | None = None) -> str:
    """The sentence in the active language, without marks. words: another sentence of the same notice."""
    return _filled(notice, of(notice).sentence if words is None else words, str)


def marked(notice: Notice) -> SafeString:
    """The sentence as HTML, with what it names set strong."""
    sentence = conditional_escape(str(of(notice).sentence))
    return mark_safe(_filled(notice, sentence, _strong))  # noqa: S308  (sentence and names are escaped)


def _strong(name: str) -> str:
    return format_html("<strong>{}</strong>", name)


def _filled(notice: Notice, words: Words, dress: Callable[[str], str]) -> str:
    return str(words) % _Names({name: dress(text) for name, text in _names(notice).items()})


def _names(notice: Notice) -> dict[str, str]:
    facts = {name: _text(value) for name, value in notice.facts.items()}
    actor = notice.actor.name if notice.actor else str(_("Somebody"))
    return {"actor": actor, "title": notice.listing.title if notice.listing else "", **facts}


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return format_minor(value["minor"], value["currency"])
    return str(value)


class _Names(dict[str, str]):
    """A notice written before its sentence named one thing more must still be readable."""

    def __missing__(self, name: str) -> str:
        return "…"

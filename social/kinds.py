"""What notices say. Each floor declares the sentences of its own events from `AppConfig.ready`.

    kinds.declare("proposal_received", family="work", icon="brief", label=_("A proposal for your job"),
                  sentence=_("%(actor)s sent a proposal for %(title)s."), button=_("Read it"), …)

`%(actor)s` and `%(title)s` are the acting party and the listing; any other name is a fact of the notice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from marketplace.kit.money import format_minor
from social.families import DEFAULTS, LOCKED, Family, Ways
from social.models import Notice

Words = str | Promise
Counted = Callable[[int], str]  # words that are said otherwise of one than of many


@dataclass(frozen=True)
class Kind:
    """One sort of notice.

    sentence: what it says; where it counts something, a function of the fact `n`. together: what several about one
    thing say as one ("%(actor)s" is then all who acted); a kind without it is always told one by one. button: the word
    on its button. more: one more sentence for the mail. label: its name among the settings. ways: how it comes until
    the person says otherwise.
    """

    name: str
    icon: str
    sentence: Words | Counted
    button: Words
    more: Words = ""
    family: str = Family.WORK
    label: Words = ""
    together: Words = ""
    ways: Ways = DEFAULTS[Family.WORK]

    @property
    def is_locked(self) -> bool:
        """Whether nobody can switch it off."""
        return self.family in LOCKED


_kinds: dict[str, Kind] = {}
_UNKNOWN = Kind("", "bell", "%(title)s", _("Look"), ways=Ways(mail=Notice.Mail.OFF, push=False))


class UnknownKind(LookupError):
    """No floor has declared this kind of notice."""


def declare(
    name: str,
    *,
    icon: str,
    sentence: Words | Counted,
    button: Words,
    family: str = Family.WORK,
    label: Words = "",
    together: Words = "",
    more: Words = "",
    is_mailed: bool = True,
    mail: str | None = None,
) -> None:
    """Let notices of this kind exist.

    mail: when it is mailed unless the person says otherwise, where that is not as its family. is_mailed=False: never,
    and no push, until the person asks for it.
    """
    ways = _ways(DEFAULTS[family], mail=mail if is_mailed else Notice.Mail.OFF, is_loud=is_mailed)
    _kinds[name] = Kind(name, icon, sentence, button, more, Family(family), label, together, ways)


def known(name: str) -> Kind:
    """The kind that was declared. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError as error:
        raise UnknownKind(name) from error


def find(name: str) -> Kind | None:
    """The kind of this name; None where no code declares it any more."""
    return _kinds.get(name)


def of(notice: Notice) -> Kind:
    """The kind of a stored notice; one that no code declares any more still shows its title."""
    return _kinds.get(notice.kind, _UNKNOWN)


def in_family(family: str) -> list[Kind]:
    """The kinds of a family that have a name among the settings, in the order in which they were declared."""
    return [kind for kind in _kinds.values() if kind.family == family and kind.label]


def every() -> list[Kind]:
    """All kinds that were declared."""
    return list(_kinds.values())


def plain(notice: Notice, words: Words | None = None, *, actor: str = "") -> str:
    """The sentence in the active language, without marks. words: another sentence of the same notice.

    actor: who did it, where it is more than the one that the notice names.
    """
    return _filled(notice, _said(notice) if words is None else words, str, actor)


def marked(notice: Notice, words: Words | None = None, *, actor: str = "") -> SafeString:
    """The sentence as HTML, with what it names set strong."""
    sentence = conditional_escape(str(_said(notice) if words is None else words))
    return mark_safe(_filled(notice, sentence, _strong, actor))  # noqa: S308  (sentence and names are escaped)


def filled(words: Words, facts: Mapping[str, Any]) -> str:
    """Any sentence with what it names, as plain text: facts are those of a notice."""
    return str(words) % _Names({name: _text(value) for name, value in facts.items()})


def _ways(ways: Ways, *, mail: str | None, is_loud: bool) -> Ways:
    return Ways(page=ways.page, mail=ways.mail if mail is None else mail, push=ways.push and is_loud)


def _said(notice: Notice) -> Words:
    sentence = of(notice).sentence
    return sentence if isinstance(sentence, str | Promise) else sentence(int(notice.facts.get("n") or 0))


def _strong(name: str) -> str:
    return format_html("<strong>{}</strong>", name)


def _filled(notice: Notice, words: Words, dress: Callable[[str], str], actor: str) -> str:
    return str(words) % _Names({name: dress(text) for name, text in _names(notice, actor).items()})


def _names(notice: Notice, actor: str) -> dict[str, str]:
    facts = {name: _text(value) for name, value in notice.facts.items()}
    actor = actor or _who(notice.actor.name if notice.actor else str(_("Somebody")), facts.pop("person", ""))
    return {"actor": actor, "title": notice.listing.title if notice.listing else "", **facts}


def _who(actor: str, person: str) -> str:
    """The acting party; a company with the person who acted for it, where the notice has them as `person`."""
    return str(_("%(person)s for %(party)s")) % {"person": person, "party": actor} if person else actor


def _text(value: Any) -> str:
    if isinstance(value, Mapping) and "day" in value:
        return formats.date_format(date.fromisoformat(value["day"]), "DATE_FORMAT")
    if isinstance(value, Mapping) and "at" in value:
        return formats.date_format(timezone.localtime(datetime.fromisoformat(value["at"])), "DATE_FORMAT")
    if isinstance(value, Mapping):
        return format_minor(value["minor"], value["currency"])
    return str(value)


class _Names(dict[str, str]):
    """A notice written before its sentence named one thing more must still be readable."""

    def __missing__(self, name: str) -> str:
        return "…"

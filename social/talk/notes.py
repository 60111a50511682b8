"""Lines in a thread that nobody wrote: a call took place, a proposal was countered. Each floor declares its own.

    notes.declare("call_ended", icon="phone", sentence=_("%(actor)s called. You talked for %(minutes)s minutes."))
    threads.note(threads.of("contract", contract.pk), "call_ended", by=ada, minutes=12)

`%(actor)s` is the person; any other name is a fact of the note: plain text, a sum or a day as in notices.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from social import kinds
from social.models import Message

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """One sort of note. button: the word on a link to the fact `url`, where it has one."""

    icon: str
    sentence: Words
    button: Words = ""


_kinds: dict[str, Kind] = {}
_UNKNOWN = Kind("info", _("Something happened here."))


def declare(name: str, *, icon: str, sentence: Words, button: Words = "") -> None:
    """Let notes of this kind exist."""
    _kinds[name] = Kind(icon, sentence, button)


def known(name: str) -> Kind:
    """The kind that was declared. Raises kinds.UnknownKind."""
    try:
        return _kinds[name]
    except KeyError as error:
        raise kinds.UnknownKind(name) from error


def of(message: Message) -> Kind:
    """The kind of a stored note; one that no code declares any more still has a line."""
    return _kinds.get(message.note, _UNKNOWN)


def plain(message: Message) -> str:
    """The sentence in the active language."""
    actor = message.author.name if message.author else str(_("Somebody"))
    return kinds.filled(of(message).sentence, {"actor": actor, **message.facts})

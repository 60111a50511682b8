"""The catalogues in `locale/`: brought up to date, judged and compiled."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from marketplace.assets.places import ROOT, write

LOCALE = ROOT / "locale"
WIDTH = 110
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd%]")
_TAG = re.compile(r"</?\w+")


@dataclass(frozen=True)
class Gap:
    """A text that a language does not have, or has wrongly."""

    text: str
    fault: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.text!r}"


def files() -> list[Path]:
    """The catalogue of every language that somebody has begun."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def file_of(language: str) -> Path:
    """Where the catalogue of this language stands: of "pt-br" in locale/pt_BR."""
    code, _, place = language.partition("-")
    return LOCALE / (f"{code}_{place.upper()}" if place else code) / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue in this file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update(path: Path, texts: Catalog) -> bool:
    """Bring the file to exactly these texts; translations of those that stay are kept. Says whether it changed.

    Nothing is guessed from a similar text: a text is translated or it is missing.
    """
    ours = read(path) if path.exists() else Catalog(locale=path.parent.parent.name, project="Daybook", version="")
    ours.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    now = _written(ours)
    if path.exists() and path.read_bytes() == now:
        return False
    write(path, now)
    return True


def gaps(ours: Catalog, texts: Catalog) -> Iterator[Gap]:
    """What is missing or wrong in a language, measured against all texts."""
    for text in _messages(texts):
        translated = ours.get(text.id, text.context)
        name = text.id if isinstance(text.id, str) else text.id[0]
        fault = _fault(text, translated)
        if fault:
            yield Gap(name, fault)


def compile_all() -> None:
    """Write the file that gettext reads beside each catalogue."""
    for path in files():
        compiled = io.BytesIO()
        write_mo(compiled, read(path))
        write(path.with_suffix(".mo"), compiled.getvalue())


def _written(ours: Catalog) -> bytes:
    """Without line numbers and dates, which would change the file with every line of code."""
    out = io.BytesIO()
    write_po(out, ours, WIDTH, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return _head(ours) + out.getvalue()


def _head(ours: Catalog) -> bytes:
    lines = (
        f"Language: {ours.locale_identifier}",
        f"Plural-Forms: {ours.plural_forms}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return "".join(['msgid ""\nmsgstr ""\n', *(f'"{line}\\n"\n' for line in lines), "\n"]).encode()


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _fault(text: Message, translated: Message | None) -> str:
    if translated is None or translated.fuzzy or not all(_forms(translated.string)):
        return "missing"
    ids = _forms(text.id)
    for form in _forms(translated.string):
        if not any(_parts(form) == _parts(each) for each in ids):
            return "other placeholders or tags"
        if any(form[at].isspace() != ids[0][at].isspace() for at in (0, -1)):
            return "other space at an end"
    return ""


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def _parts(form: str) -> tuple[list[str], list[str]]:
    """What a translation must carry over, in any order."""
    return sorted(found[0] for found in _PLACEHOLDER.finditer(form)), sorted(_TAG.findall(form))

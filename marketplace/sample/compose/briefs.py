"""Writing a brief: what is needed, what is there, how it is decided."""

import re
from collections.abc import Mapping

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.clients import Client
from marketplace.sample.compose.grammar import Deck, Voice, capital
from marketplace.sample.compose.jobs import Job
from marketplace.sample.compose.moulds import Mould

_HEADS = {
    "en": ("What we need", "What we have", "How we decide"),
    "de": ("Was wir brauchen", "Was da ist", "Wie wir entscheiden"),
}
_HOURS = {"part": "fewer than thirty hours", "full": "thirty hours or more", "open": "hours to be agreed"}
_LENGTHS = {
    "under_month": "for less than a month",
    "one_to_three": "for one to three months",
    "three_to_six": "for three to six months",
    "over_six": "for more than six months",
}
_PART_TIME = re.compile(r"\b(hours?|days?|week|weekly|fortnight|month|mornings?|evenings?|weekends?|Stunden|Tag)\b")
_SUMMARY = 240


class Writer:
    """Writes titles and briefs from moulds; no title twice."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._shared = vocabulary.lists("shared.toml")
        self._titles: set[str] = set()

    def voice(self, mould: Mould, client: Client, counted: Mapping[str, int]) -> Voice:
        """A voice for one brief of this client, that knows how much of the thing is wanted."""
        words = {**self._shared, **mould.words}
        voice = Voice(
            self._deck, words, firm=client.business, brand=client.name, city=client.city, goods=client.goods,
            people=client.people,
        )  # fmt: skip
        voice.numbers = dict(counted)
        voice.spells = mould.language == "en"
        return voice

    def title(self, mould: Mould, voice: Voice, job: Job) -> str | None:
        """A title that no other brief has; None where the mould has no fresh one for these terms."""
        options = self._title_options(mould, job)
        known = dict(voice.known)
        for _ in range(40):
            voice.known = dict(known)
            title = capital(voice.say(self._deck.deal(options))) if options else ""
            if title and title not in self._titles and len(title) <= 110:
                self._titles.add(title)
                return title
        return None

    @staticmethod
    def _title_options(mould: Mould, job: Job) -> list[str]:
        if job.basis == "fixed":
            return list(mould.words["title"])
        options = list(mould.words["hourly"])
        if job.hours == "full" or job.length == "under_month":
            options = [option for option in options if not _PART_TIME.search(option)]
        return [*options, *mould.words["title"]] if job.length == "under_month" else options

    def brief(self, mould: Mould, voice: Voice, job: Job) -> tuple[str, str]:
        """The summary and the whole text, as markdown."""
        opening = self._deck.several(mould.words["intro"], 1 + (self._deck.chance.random() < 0.4))
        opening = [capital(voice.say(line)) for line in opening]
        paragraphs = [" ".join(opening), *self._about(mould, voice)]
        if self._deck.chance.random() < 0.3:
            paragraphs.reverse()
        if mould.language == "en":
            paragraphs.append(self._terms(job))
        need, have, decide = _HEADS[mould.language]
        needs = self._deck.several(mould.words["need"], self._deck.chance.choice((3, 3, 4, 5)))
        paragraphs += [
            f"## {need}",
            "\n".join(f"- {capital(voice.say(line))}" for line in needs),
            f"## {have}",
            capital(voice.say(self._deck.deal(mould.words["have"]))),
            f"## {decide}",
            voice.say(self._deck.deal(self._shared["decide" if mould.language == "en" else "decide_de"])),
        ]
        return shortened(" ".join(opening)), "\n\n".join(part for part in paragraphs if part) + "\n"

    def _about(self, mould: Mould, voice: Voice) -> list[str]:
        if self._deck.chance.random() < 0.12:
            return []
        lines = self._shared["about" if mould.language == "en" else "about_de"]
        return [voice.say(self._deck.deal(lines))]

    def _terms(self, job: Job) -> str:
        if job.basis == "fixed":
            return self._deck.deal(self._shared["terms_fixed"]) if self._deck.chance.random() < 0.35 else ""
        if job.hours not in _HOURS or job.length not in _LENGTHS:
            return ""
        if job.hours == "open":
            return f"Hours to be agreed, {_LENGTHS[job.length]}."
        voice = Voice(self._deck, self._shared, hours=_HOURS[job.hours], length=_LENGTHS[job.length])
        return capital(voice.say(self._deck.deal(self._shared["terms_hourly"])))

    def questions(self, mould: Mould, voice: Voice) -> list[str]:
        """What the client asks; one or two."""
        count = self._deck.chance.choice((1, 2, 2))
        return [voice.say(line) for line in self._deck.several(mould.words["ask"], count)]


def shortened(text: str, limit: int = _SUMMARY) -> str:
    """Whole sentences up to the limit."""
    kept = ""
    for sentence in re.split(r"(?<=[.?]) ", text):
        if kept and len(kept) + len(sentence) >= limit:
            break
        kept = f"{kept} {sentence}".strip()
    return kept

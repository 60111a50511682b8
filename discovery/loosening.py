"""Nothing found: what was perhaps meant, and what to take away."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from discovery.chips import chips
from discovery.figures import at_least
from discovery.kinds import plural
from discovery.search import Ask, engine
from discovery.search.params import address


@dataclass(frozen=True)
class Step:
    """One filter to take away, and how much that brings."""

    label: str
    url: str
    count: str
    number: int


def steps(ask: Ask) -> list[Step]:
    """Ways to loosen the search that bring results, the richest first."""
    if ask.names == ["words"] and not ask.kind:
        return []  # nothing was narrowed: other words are needed, not fewer filters
    ways = [(_("Without %(filter)s") % {"filter": chip.label}, chip.without) for chip in chips(ask)]
    if ask.kind and ask.names:
        ways.append((_("Not only %(kind)s") % {"kind": plural(ask.kind).lower()}, ask.of_kind("")))
    if len(ways) > 2:
        ways.append((_("Without any filter"), ask.bare()))
    totals = engine.totals([looser for _label, looser in ways])
    made = [
        Step(label, address(looser), at_least(total), total.number)
        for (label, looser), total in zip(ways, totals, strict=True)
        if total.number
    ]
    return sorted(made, key=lambda step: -step.number)


@dataclass(frozen=True)
class Mended:
    """A search whose words were replaced, because the ones typed found nothing."""

    ask: Ask
    typed: str

    @property
    def url_as_typed(self) -> str:
        """The search for exactly what was typed."""
        return address(replace(self.ask, words=self.typed), exact="1")


def mend(ask: Ask) -> tuple[Mended | None, bool]:
    """The search with its words corrected, if that helps; and whether the words are too common to be searched."""
    correction = engine.correct(ask.words) if ask.words else None
    if correction is None or correction.is_too_common:
        return None, correction is not None
    better = replace(ask, words=correction.words)
    return (Mended(better, ask.words), False) if engine.totals([better])[0].number else (None, False)

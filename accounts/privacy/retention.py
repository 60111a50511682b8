"""How long things are kept: one rule a kind, as data, run every night and printed on the privacy page.

    retention.rule("notices", title=_("Notices"), what=_("…"), let_go=notices_before)

The number of days stands in settings.KEPT_DAYS, so that an operator can shorten it; the page prints that number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import ngettext

from marketplace.kit import clock

log = structlog.get_logger(__name__)

Words = str | Promise
LetsGo = Callable[[datetime], int]  # takes the moment before which things go; returns how many went

BATCH = 2000
MOST_BATCHES = 500  # of one rule in one night


@dataclass(frozen=True)
class Rule:
    """One kind, for how long it is kept, and what lets it go. name: a key of settings.KEPT_DAYS."""

    name: str
    title: Words
    what: Words
    let_go: LetsGo

    @property
    def days(self) -> int:
        """For how many days it is kept."""
        return int(settings.KEPT_DAYS[self.name])

    @property
    def how_long(self) -> str:
        """The same in words: 14 months, 30 days."""
        if self.days % 365 == 0:
            return ngettext("%(n)d year", "%(n)d years", self.days // 365) % {"n": self.days // 365}
        if self.days >= 60 and abs(self.days - round(self.days / 30.4) * 30.4) < 1:
            months = round(self.days / 30.4)
            return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
        return ngettext("%(n)d day", "%(n)d days", self.days) % {"n": self.days}


_rules: dict[str, Rule] = {}


def rule(name: str, *, title: Words, what: Words, let_go: LetsGo) -> None:
    """Keep this kind for as long as the settings say. Raises KeyError for a name that they do not have."""
    settings.KEPT_DAYS[name]
    _rules[name] = Rule(name, title, what, let_go)


def rules() -> list[Rule]:
    """Every rule, in the order in which the settings name them."""
    return [_rules[name] for name in settings.KEPT_DAYS if name in _rules]


def sweep(now: datetime | None = None) -> dict[str, int]:
    """Let go of what is older than its rule allows; returns how many by rule. One that fails stops no other."""
    return {one.name: _sweep(one, (now or clock.now()) - timedelta(days=one.days)) for one in rules()}


def delete_old(rows: "QuerySet[models.Model]") -> int:
    """Delete these rows in batches, each in a transaction of its own, so that nobody waits for long."""
    gone = 0
    for _batch in range(MOST_BATCHES):
        with transaction.atomic():
            batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            rows.model._default_manager.filter(pk__in=batch).delete()
        gone += len(batch)
        if len(batch) < BATCH:
            break
    return gone


def _sweep(one: Rule, before: datetime) -> int:
    try:
        gone = one.let_go(before)
    except Exception:
        log.exception("retention_failed", rule=one.name)
        return 0
    if gone:
        log.info("retention", rule=one.name, gone=gone)
    return gone

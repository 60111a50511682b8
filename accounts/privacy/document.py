"""docs/privacy.md, the record of processing: written from the handlers and the rules, so that it cannot lie."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from accounts.privacy import personal, port, purposes, retention
from accounts.privacy.port import Handler

_HEAD = """# Privacy

<!-- Written by `manage.py describe`; edit the handlers (`privacy.py` of each app) and the rules instead. -->

The record of processing (GDPR, article 30), printed from the code that does it. Each app answers for its own tables
through `accounts.privacy.port`: how rows are handed out, how they are forgotten, and what stands in the way. A test
fails when a table with a way to a person, or with a column that looks like one, has neither a handler nor a reason.

- **Handed out:** one ZIP a person, made by the worker, at most one a day, deleted after seven days; a fresh proof of
  who one is before asking and before each download.
- **Forgotten:** after fourteen days of grace, from the highest floor down, one transaction a table, so that a worker
  that dies goes on where it stopped; files before rows. What stays keeps ids and no names; the audit holds ids only.
- **Held:** while a job is open, work is under way, a fundraiser runs, a company with members would lose its only owner,
  or the person is a member of staff.
- **Backups** are not rewritten: they end with their own time (docs/deploy.md). Whoever restores one runs the erasures
  again that were done after it; their receipts list them.
- **Nobody else** gets any of it: no page loads anything from elsewhere, but for a film once its reader
  presses it (decision 142). Mail goes through the operator's mail service,
  notices on devices through the push service of the browser's maker, sealed so that it cannot read them."""


def as_document() -> str:
    """The whole document, as Markdown, in English."""
    with translation.override("en"):
        parts = [
            _HEAD,
            "## What is kept\n\n" + _table(_KINDS, map(_kind, port.handlers())),
            "## What people agree to\n\n" + _table(("purpose", "needed"), map(_purpose, _all_purposes())),
            "## How long\n\nRun every night (`accounts.privacy.retention`); the days stand in `settings.KEPT_DAYS`.\n\n"
            + _table(("kind", "kept for", "what it means"), map(_rule, retention.rules())),
            "## Tables without a handler\n\n" + _table(("table", "why it was looked at", "why it needs none"), _left()),
        ]
    return "\n\n".join(parts) + "\n"


_KINDS = ("table", "what and why", "lawful basis", "who sees it", "how long", "when its person leaves")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _column in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _kind(handler: Handler[Any]) -> tuple[str, ...]:
    leaves = f"{port.Fate(handler.fate).label}. {handler.why}".strip()
    tables = ", ".join(f"`{label}`" for label in sorted(handler.covers))
    return tables, f"{handler.title}. {handler.note}", handler.basis.value, handler.seen_by, _how_long(handler), leaves


def _how_long(handler: Handler[Any]) -> str:
    known = {rule.name: rule for rule in retention.rules()}
    return known[handler.kept].how_long if handler.kept in known else "with the account"


def _all_purposes() -> list[purposes.Purpose]:
    return [*purposes.required(), *purposes.optional()]


def _purpose(purpose: purposes.Purpose) -> tuple[str, ...]:
    return f"{purpose.title}: {purpose.text}", "by everybody" if purpose.is_required else "no, off until turned on"


def _rule(rule: retention.Rule) -> tuple[str, ...]:
    return str(rule.title), rule.how_long, str(rule.what)


def _left() -> list[tuple[str, ...]]:
    found = personal.tables()
    return [(f"`{label}`", found.get(label, ""), because) for label, because in sorted(port.left_out().items())]

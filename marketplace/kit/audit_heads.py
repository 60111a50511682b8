"""The last seal of each chain, noted outside the database: in the log and among the private files, a file for each day.

Whoever can change the database can cut a chain at its end or write all of it anew; they cannot change what was noted.
`manage.py verify_audit` expects the newest note. Ship the log, or the files, to where the database's keepers cannot
reach: docs/deploy.md.
"""

import json

import structlog
from django.core.files.base import ContentFile

from marketplace.kit import audit, clock, private_files

log = structlog.get_logger(__name__)
FOLDER = "audit/heads"


def note() -> dict[str, str]:
    """Note today's seals by chain, and say them in the log. A second note of the same day changes nothing.

    A chain that does not hold is an error in the log, and no seal of it is noted.
    """
    verdicts = {chain.name: chain.verify() for chain in audit.chains()}
    for name, verdict in verdicts.items():
        said = log.info if verdict.is_whole else log.error
        said("audit_head", chain=name, seal=verdict.head, number=verdict.count, why=verdict.why)
    heads = {name: verdict.head for name, verdict in verdicts.items() if verdict.is_whole}
    store, path = private_files.store(), f"{FOLDER}/{clock.now():%Y-%m-%d}.json"
    if not store.exists(path):
        store.save(path, ContentFile(json.dumps(heads, indent=1)))
    return heads


def newest() -> dict[str, str]:
    """What was noted last; empty where nothing was."""
    store = private_files.store()
    names = store.listdir(FOLDER)[1] if store.exists(FOLDER) else []
    if not names:
        return {}
    with store.open(f"{FOLDER}/{max(names)}") as file:
        heads: dict[str, str] = json.load(file)
    return heads

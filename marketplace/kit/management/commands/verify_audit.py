"""`manage.py verify_audit`: whether the audit and every other chain of seals are as they were written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.kit import audit, audit_heads
from marketplace.kit.audit import START


class Command(BaseCommand):
    """Walks every chain and says whether each part of it is as it was written. Exit code 1 if not."""

    help = "Check that nothing in the audit and the books was changed, removed or slipped in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            default="",
            metavar="[CHAIN:]SEAL",
            help="a seal noted earlier, instead of the newest note, that must be in the chain (else: in the audit)",
        )

    def handle(self, *args: Any, expect: str, **options: Any) -> None:
        noted, broken = _expected(expect), []
        for chain in audit.chains():
            seal = noted.get(chain.name, "")
            verdict = chain.verify(expect="" if seal == START else seal)
            if verdict.is_whole:
                self.stdout.write(f"{chain.title}: {verdict.count} {chain.parts} hold, last seal {verdict.head}")
            else:
                broken.append(f"{chain.title}: {verdict.why}.")
        if broken:
            raise CommandError("\n".join(broken))


def _expected(given: str) -> dict[str, str]:
    if not given:
        return audit_heads.newest()
    chain, _colon, seal = given.rpartition(":")
    return {**audit_heads.newest(), chain or "audit": seal}

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.kit import audit


class Command(BaseCommand):
    """Walks the audit and says whether every line is as it was written. Exit code 1 if not."""

    help = "Check that no line of the audit was changed, removed or slipped in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect", default="", metavar="SEAL", help="a seal noted earlier that must be in the chain"
        )

    def handle(self, *args: Any, expect: str, **options: Any) -> None:
        verdict = audit.verify(expect=expect)
        if not verdict.is_whole:
            raise CommandError(f"The audit does not hold: {verdict.why}.")
        self.stdout.write(f"The audit holds: {verdict.count} lines, last seal {verdict.head}")

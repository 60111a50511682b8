from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from payments import rates


class Command(BaseCommand):
    """Take in exchange rates from a file or an address."""

    help = "Take in reference rates in the form of the European Central Bank (eurofxref: daily, 90 days or all)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source", nargs="?", default=settings.RATES_URL, help="a file, or an https address; default: RATES_URL"
        )

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        if not source:
            raise CommandError("Name a file or an https address, or set RATES_URL.")
        try:
            xml = rates.fetch(source) if ":" in source else Path(source).read_bytes()
            count = rates.take_in(xml)
        except (OSError, rates.NotRates) as error:
            raise CommandError(str(error)) from error
        table = rates.latest()
        self.stdout.write(
            f"{count} rates taken in. The last day is {table.day}, with {len(table.per_euro)} currencies."
        )

"""`manage.py backtest_forecast [--from DIR] [--write]`: how often the end of a campaign fell into the band."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from analytics.forecasting import backtest, cases, records


class Command(BaseCommand):
    """Foretells each campaign by the others, and tells how good that was."""

    help = "Foretell campaigns whose end is known by the others, and hold the forecast against the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="directory", type=Path, help="where a public record lies; none: the reference"
        )
        parser.add_argument("--write", action="store_true", help="keep what was read as the reference")

    def handle(self, *args: Any, **options: Any) -> None:
        found = records.read(options["directory"]) if options["directory"] else list(cases.known())
        if options["write"] and options["directory"]:
            cases.write(found)
        told = backtest.score(found)
        self.stdout.write(f"{len(found)} campaigns, {told.count} of them foretold by the others")
        self.stdout.write(f"the end was within the band of {told.within} of them: {told.percent_within} %")
        self.stdout.write(
            f"half of them ended within {told.miss:.0%} of the middle; an even pace: {told.even_pace:.0%}"
        )

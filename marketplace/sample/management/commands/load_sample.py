"""`manage.py load_sample`: the shipped sample once; `--from DIR` adds the full texts; `--scale N` multiplies it."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.sample.full import parts
from marketplace.sample.load import growing, whole


class Command(BaseCommand):
    help = "Load the shipped sample. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", type=Path, metavar="DIR", help="add all of a data directory")
        parser.add_argument("--scale", type=int, metavar="N", help="copy the sample until there are N listings")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        self._check(options["source"])
        added = whole.load(self.stdout.write)
        if options["source"]:
            added += parts.load(options["source"], self.stdout.write)
        if options["scale"]:
            added += growing.grow(options["scale"], self.stdout.write)
        if added:
            from discovery import tallies, words

            words.learn_anew()
            tallies.recount()
        self.stdout.write(f"{added:,} listings in {time.monotonic() - began:.1f} s")

    def _check(self, directory: Path | None) -> None:
        if directory and (missing := parts.missing(directory)):
            raise CommandError(f"{directory} is not a data directory: it has no {missing[0]}.csv.gz")

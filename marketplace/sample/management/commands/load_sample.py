"""`manage.py load_sample`: the shipped sample once; `--scale N` multiplies it."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from marketplace.sample.load import growing, whole


class Command(BaseCommand):
    help = "Load the shipped sample. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, metavar="N", help="copy the sample until there are N listings")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        added = whole.load(self.stdout.write)
        if options["scale"]:
            added += growing.grow(options["scale"], self.stdout.write)
        if added:
            from discovery import tallies, words

            words.learn_anew()
            tallies.recount()
        self.stdout.write(f"{added:,} listings in {time.monotonic() - began:.1f} s")

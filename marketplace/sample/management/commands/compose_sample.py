from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.sample.compose import sample


class Command(BaseCommand):
    """Composes the shipped sample anew from a directory of public data. The same data gives the same files."""

    help = "Compose sample/ from a directory of public data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", type=Path, required=True, help="the directory of public data")
        parser.add_argument("--into", type=Path, default=Path(settings.BASE_DIR) / "sample")

    def handle(self, *args: Any, **options: Any) -> None:
        sample.compose(options["source"], options["into"], self.stdout.write)

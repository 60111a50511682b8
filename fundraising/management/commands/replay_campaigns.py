"""`manage.py replay_campaigns --from DIR`: settle real campaigns anew, and hold our outcome against the record."""

import logging
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fundraising.replay import records
from fundraising.replay.campaign import Played, play
from fundraising.replay.records import Record
from fundraising.replay.stage import Stage, stage
from payments import books


class Command(BaseCommand):
    """Works in a database and with a local Stripe of its own, and throws both away. Exit code 1 where the books are
    wrong."""

    help = "Replay campaigns that have ended, on the local Stripe, and compare each outcome with the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="directory", type=Path, required=True, help="where the record lies")
        parser.add_argument("--pledges", type=int, default=3, help="how many stand for the backers of one campaign")
        parser.add_argument("--most", type=int, default=0, help="how many campaigns; 0: all. Fewer are spread evenly")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)  # a line for each call of a worker that is not there
        left_out: Counter[str] = Counter()
        found = sorted(records.read(options["directory"], left_out), key=lambda record: record.deadline_at)
        chosen = found[:: max(1, len(found) // options["most"])][: options["most"]] if options["most"] else found
        for name, many in left_out.most_common():
            self.stdout.write(f"excluded: {many} {name}")
        with stage() as staged:
            played = self._play(staged, chosen, options["pledges"])
            wrong = books.faults()
            self._tell(staged, played, wrong, sum(left_out.values()))
        if wrong:
            raise CommandError("The books are wrong.")

    def _play(self, staged: Stage, chosen: list[Record], most: int) -> list[Played]:
        played, began = [], time.monotonic()
        for number, record in enumerate(chosen, start=1):
            played.append(play(staged, record, most=most))
            if number % 500 == 0:
                self.stdout.write(f"{number} of {len(chosen)}, {number / (time.monotonic() - began):.1f} a second")
        return played

    def _tell(self, staged: Stage, played: list[Played], wrong: list[str], excluded: int) -> None:
        for one in played:
            if not one.agrees:
                self.stdout.write(f"differs: {one.why}")
        for line in wrong:
            self.stdout.write(f"books: {line}")
        by_outcome = Counter(one.outcome for one in played)
        long = sum(one.record.days > records.LONG for one in played)
        self.stdout.write(", ".join(f"{name} {many}" for name, many in sorted(by_outcome.items())))
        self.stdout.write(f"{long} ran longer than {records.LONG} days, under the rule of their time")
        self.stdout.write(f"{sum(one.pledges for one in played)} pledges, {staged.charges()} charges")
        agree = sum(one.agrees for one in played)
        self.stdout.write(
            f"replay: campaigns={len(played)} agree={agree} excluded={excluded} "
            f"books={'wrong' if wrong else 'balanced'}"
        )

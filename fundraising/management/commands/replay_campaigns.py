"""`manage.py replay_campaigns --from DIR`: settle real campaigns anew, and hold our outcome against the record."""

import logging
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fundraising.replay import records, shares
from fundraising.replay.records import Record
from fundraising.replay.shares import Told


class Command(BaseCommand):
    """Works in a database and with a local Stripe of its own, and throws both away. Exit code 1 where the books are
    wrong."""

    help = "Replay campaigns that have ended, on the local Stripe, and compare each outcome with the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="directory", type=Path, required=True, help="where the record lies")
        parser.add_argument("--pledges", type=int, default=3, help="how many stand for the backers of one campaign")
        parser.add_argument("--most", type=int, default=0, help="how many campaigns; 0: all. Fewer are spread evenly")
        parser.add_argument("--workers", type=int, default=1, help="how many processes play side by side")
        parser.add_argument("--log", type=Path, help="a line for each share of it; a run that was broken off goes on")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)  # a line for each call of a worker that is not there
        left_out: Counter[str] = Counter()
        found = sorted(records.read(options["directory"], left_out), key=lambda record: record.deadline_at)
        chosen = found[:: max(1, len(found) // options["most"])][: options["most"]] if options["most"] else found
        for name, many in left_out.most_common():
            self.stdout.write(f"excluded: {many} {name}")
        told = self._play(chosen, most=options["pledges"], workers=options["workers"], log=options["log"])
        self._tell(told, sum(left_out.values()))
        if told.faults:
            raise CommandError("The books are wrong.")

    def _play(self, chosen: list[Record], **how: Any) -> Told:
        all_of_it, began = Told(0), time.monotonic()
        for told in shares.played(shares.cut(chosen), **how):
            all_of_it += told
            took = time.monotonic() - began
            self.stdout.write(f"{all_of_it.campaigns} of {len(chosen)} after {took:.0f} s")
            self.stdout.flush()
        return all_of_it

    def _tell(self, told: Told, excluded: int) -> None:
        for why in told.differs:
            self.stdout.write(f"differs: {why}")
        for line in told.faults:
            self.stdout.write(f"books: {line}")
        self.stdout.write(", ".join(f"{name} {many}" for name, many in sorted(told.outcomes.items())))
        self.stdout.write(f"{told.long} ran longer than {records.LONG} days, under the rule of their time")
        self.stdout.write(f"{told.pledges} pledges, {told.charges} charges")
        self.stdout.write(
            f"replay: campaigns={told.campaigns} agree={told.agree} excluded={excluded} "
            f"books={'wrong' if told.faults else 'balanced'}"
        )

"""`bin/bench NAME`: the measurements by name. Each prints a table and, as its last line, the figures to compare."""

import argparse
import sys

from bench import board, entrance, ledger, notify, pages, settle
from marketplace.local.problem import Problem

BENCHES = {
    "board": board,
    "entrance": entrance,
    "ledger": ledger,
    "notify": notify,
    "pages": pages,
    "settle": settle,
}


def main() -> int:
    """Run one measurement; returns its exit code."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    names = parser.add_subparsers(dest="name", required=True)
    for name, module in BENCHES.items():
        module.add_arguments(names.add_parser(name, help=(module.__doc__ or "").splitlines()[0]))
    chosen = parser.parse_args()
    try:
        BENCHES[chosen.name].run(chosen)
    except Problem as problem:
        sys.stderr.write(f"bin/bench: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

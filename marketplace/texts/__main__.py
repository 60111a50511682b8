"""`bin/messages`: the texts of every language, updated from the code, and what is still missing."""

import sys
from pathlib import Path

from babel.messages import Catalog

from marketplace.local import command_line
from marketplace.local.progress import say
from marketplace.texts import catalogues, extraction

SHOWN = 20


def main() -> int:
    """Update the catalogues, or only look with --check; 1 where a text is missing or a file is behind the code."""
    chosen, _rest = command_line.parse("messages", sys.argv[1:])
    texts = extraction.collect()
    paths = [*catalogues.files(), *([catalogues.file_of(chosen.begin)] if chosen.begin else [])]
    missing = sum(_tell(path, texts, is_only_looking=chosen.check) for path in paths)
    if not chosen.check:
        catalogues.compile_all()
    return 1 if chosen.check and missing else 0


def _tell(path: Path, texts: Catalog, *, is_only_looking: bool) -> int:
    if not is_only_looking:
        catalogues.update(path, texts)
    gaps = list(catalogues.gaps(catalogues.read(path), texts))
    language = path.parent.parent.name
    for gap in gaps[:SHOWN]:
        say(f"  {gap}")
    say(f"{language}: {len(texts)} texts, {len(gaps)} missing or wrong")
    return len(gaps)


if __name__ == "__main__":
    sys.exit(main())

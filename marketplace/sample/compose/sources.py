"""Reading the public data files that the sample takes its facts from."""

import csv
import gzip
from pathlib import Path

Row = dict[str, str]


class Sources:
    """A directory of gzip-compressed CSV files, one data set a file."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def rows(self, name: str) -> list[Row]:
        """All rows of a data set, in the order of its file."""
        csv.field_size_limit(10**8)
        with gzip.open(self.directory / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def picture(self, file: str) -> Path:
        """Where a picture of the collection lies."""
        return self.directory / "images" / file

"""A directory of public data as sample files, so that the sample's own loader reads them: part by part.

The texts belong to others and stay on this machine: the files are made in a temporary folder and thrown away.
"""

import dataclasses
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from marketplace.sample import files
from marketplace.sample.compose import writing
from marketplace.sample.compose.collection import Collection
from marketplace.sample.compose.sources import Sources
from marketplace.sample.files import SAMPLE, Row
from marketplace.sample.full import people
from marketplace.sample.full.campaigns import Campaigns
from marketplace.sample.full.jobs import Posts
from marketplace.sample.load import whole

_FILES = (
    "topics", "people", "artists", "clients", "issuers", "portfolios", "works", "projects", "fundraisers", "offers",
    "images",
)  # fmt: skip
_NEEDED = (
    "freelancer_profiles", "freelancer_skills", "freelance_jobs_upwork_2023", "freelance_jobs_peopleperhour",
    "kickstarter_campaigns", "kickstarter_reward_tiers", "portfolio_artists", "portfolio_artworks",
    "taxonomy_art_subjects",
)  # fmt: skip
_POINTERS = ("key", "owner", "portfolio", "cover_work")

Part = dict[str, Iterable[Row]]


def missing(directory: Path) -> list[str]:
    """The data sets that the directory lacks."""
    return [name for name in _NEEDED if not (directory / f"{name}.csv.gz").exists()]


def load(directory: Path, say: Callable[[str], None]) -> int:
    """Load everything that the directory has and the site has not. Returns how many listings were made.

    Each part is one transaction: a load that was stopped goes on with the part that is missing.
    """
    sources = Sources(directory)
    made = 0
    for name, read in (("people", _people), ("jobs", _jobs), ("campaigns", _campaigns), ("collection", _collection)):
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), read(sources))
            say(f"{name} of {directory}")
            made += whole.load(say, Path(folder), source=f"{directory.resolve()} {name}")
    return made


def _people(sources: Sources) -> Part:
    return {"people": people.rows(sources)}


def _jobs(sources: Sources) -> Part:
    posts = Posts(sources)
    return {"projects": list(posts.projects()), "clients": posts.clients.values()}


def _campaigns(sources: Sources) -> Part:
    found = Campaigns(sources)
    return {"fundraisers": list(found.fundraisers()), "people": found.makers.values()}


def _collection(sources: Sources) -> Part:
    collection = Collection(sources)
    collection.choose_all(except_for={row["url"] for row in files.rows("artists", SAMPLE)})
    return {
        "artists": _prefixed(collection.artists),
        "portfolios": _prefixed(collection.portfolios),
        "works": _prefixed(collection.works),
    }


def _prefixed(rows: Iterable[Any]) -> Iterator[Row]:
    """Rows with keys that no row of the shipped sample has."""
    for row in rows:
        values = dataclasses.asdict(row)
        yield values | {name: f"full-{values[name]}" for name in _POINTERS if values.get(name)}


def _write(folder: Path, part: Part) -> None:
    for name in _FILES:
        if name == "topics":
            _copy_topics(folder)
        else:
            writing.objects(folder / f"{name}.jsonl", list(part.get(name, ())))


def _copy_topics(folder: Path) -> None:
    (folder / "topics.csv").write_bytes((SAMPLE / "topics.csv").read_bytes())

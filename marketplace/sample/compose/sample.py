"""Composing the whole sample from a directory of public data."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from marketplace.sample.compose import (
    campaigns,
    featured,
    jobs,
    pictures,
    projects,
    topics,
    trades,
    vocabulary,
    writing,
)
from marketplace.sample.compose.clients import Office
from marketplace.sample.compose.collection import Collection
from marketplace.sample.compose.filings import Register
from marketplace.sample.compose.fundraisers import Studio
from marketplace.sample.compose.grammar import Deck
from marketplace.sample.compose.naming import Titles
from marketplace.sample.compose.places import Names, Places
from marketplace.sample.compose.sources import Sources
from marketplace.sample.compose.trades import Guild
from marketplace.sample.compose.works import Hanging

JOBS, FREELANCERS, ARTISTS = 1500, 600, 400
# Which campaigns, how many, and the largest share that one kind of them may have.
RUNNING = (("ks2018", 50, 0.3), ("ks2017", 30, 0.4), ("kslive2020", 60, 0.6), ("kslive2016", 130, 0.09))
ENDED = (("tiered", 230, 0.11), ("successful", 350, 0.07), ("failed", 290, 0.07), ("cancelled", 70, 0.1))


def compose(directory: Path, into: Path, say: Callable[[str], None]) -> None:
    """Read the public data in `directory` and write the sample's files into `into`."""
    sources, places, names = Sources(directory), Places(), Names(Deck("names"))
    into.mkdir(parents=True, exist_ok=True)
    tree = topics.compose(sources)
    guild, hanging = _people(sources, places, names, tree)
    studio = _fundraisers(sources, places, guild)
    board = projects.compose(Deck("jobs"), tree, Office(Deck("clients"), names), jobs.read(sources, places), JOBS)
    collection, register = Collection(sources), Register()
    collection.choose(ARTISTS)
    register.read(sources)
    writing.table(into / "topics.csv", list(tree.topics.values()))
    writing.table(into / "people.csv", guild.people)
    writing.table(into / "clients.csv", board.clients)
    writing.table(into / "issuers.csv", register.issuers)
    writing.table(into / "artists.csv", collection.artists)
    writing.table(into / "portfolios.csv.gz", [*hanging.portfolios, *collection.portfolios])
    writing.table(into / "works.csv.gz", [*hanging.works, *collection.works])
    writing.objects(into / "projects.jsonl.gz", board.projects)
    writing.objects(into / "fundraisers.jsonl.gz", studio.fundraisers)
    writing.objects(into / "offers.jsonl", register.offers)
    writing.table(into / "images.csv", pictures.compose(sources, into / "images"))
    say(_summary(into))


def _people(sources: Sources, places: Places, names: Names, tree: topics.Tree) -> tuple[Guild, Hanging]:
    deck = Deck("people")
    guild = Guild(deck, names, tree)
    hanging = Hanging(Deck("works"), guild, Titles(Deck("titles of works")))
    featured.add(guild, hanging.portfolios, hanging.works)
    guild.freelancers(trades.read(sources, places, deck), FREELANCERS + len(guild.people))
    for person in guild.people:
        if person.trade >= 0:
            hanging.hang(person)
    return guild, hanging


def _fundraisers(sources: Sources, places: Places, guild: Guild) -> Studio:
    found = campaigns.read(sources)
    studio = Studio(Deck("fundraisers"), guild, places, Titles(Deck("titles of fundraisers")))
    for table in vocabulary.tables("featured.toml", "fundraiser"):
        studio.feature(table, found["ongoing"])
    for source, count, share in RUNNING:
        studio.fill([one for one in found["ongoing"] if one.source == source], count, share=share)
    for state, count, share in ENDED:
        studio.fill(found[state], count, share=share)
    return studio


def _summary(folder: Path) -> str:
    sizes = Counter({file.name: file.stat().st_size for file in folder.rglob("*") if file.is_file()})
    lines = [f"{size:>9,} {name}" for name, size in sizes.most_common(12)]
    return "\n".join([*lines, f"{sizes.total():>9,} bytes in {len(sizes)} files"])

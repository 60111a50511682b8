"""The whole sample in one transaction: either all of it is there, or nothing."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from fundraising import deadline
from marketplace.catalog.models import Topic
from marketplace.kit import pagestore
from marketplace.sample import files
from marketplace.sample.files import SAMPLE, Row
from marketplace.sample.load import companies, fundraisers, people, projects, shows, topics
from marketplace.sample.load.pictures import Pictures
from marketplace.sample.load.setting import Setting
from marketplace.sample.models import Load
from marketplace.sample.values import filed_at

SHIPPED = "sample"
_LOCK = 7_201_944  # two loaders at once: the second waits, and then finds the work done

Say = Callable[[str], None]


def load(say: Say, folder: Path = SAMPLE, source: str = SHIPPED) -> int:
    """Load the files of a folder unless they are there already. Returns how many listings were made."""
    pictures = Pictures(folder)
    pictures.store_all()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if Load.objects.filter(source=source).exists():
            say("The sample is loaded.")
            return 0
        count = _load(Setting(pictures), folder, say)
        Load.objects.create(source=source, listings=count)
        transaction.on_commit(pagestore.turn_over, robust=True)
    return count


def _load(setting: Setting, folder: Path, say: Say) -> int:
    topics.load(list(files.rows("topics", folder)))
    say(f"{Topic.objects.count()} topics")
    setting.prepare()
    works = list(files.rows("works", folder))
    walls = shows.Walls(works, setting)
    for row in files.rows("people", folder):
        people.load_person(row, setting, walls.of)
    for row in files.rows("artists", folder):
        people.load_artist(row, setting, walls.of)
    for row in files.rows("clients", folder):
        companies.load_client(row, setting)
    offers = list(files.rows("offers", folder))
    filed = {row["issuer"]: filed_at(row) for row in offers}
    for row in files.rows("issuers", folder):
        companies.load_issuer(row, setting, filed[row["key"]])
    _load_shows(setting, list(files.rows("portfolios", folder)), works)
    for row in files.rows("projects", folder):
        projects.load_project(row, setting)
    for row in files.rows("fundraisers", folder):
        fundraisers.load_fundraiser(row, setting)
    for row in offers:
        fundraisers.load_offer(row, setting)
    kinds = Counter(listing.kind for listing, _ in setting.shelf.listings)
    count = setting.shelf.clear()
    deadline.watch()
    say(", ".join(f"{number} {kind}" for kind, number in kinds.most_common()))
    return count


def _load_shows(setting: Setting, portfolios: list[Row], works: list[Row]) -> None:
    held = Counter(row["portfolio"] for row in works)
    by_key = {row["key"]: row for row in works}
    made = {}
    for row in portfolios:
        of_work = by_key.get(row["cover_work"], {}).get("picture")
        cover = setting.pictures.get(row["picture"] or of_work)
        made[row["key"]] = shows.load_portfolio(row, setting, works=held[row["key"]], cover=cover)
    places: Counter[str] = Counter()
    for row in sorted(works, key=lambda row: int(row["order"] or 0)):
        shows.load_work(row, setting, made[row["portfolio"]], places[row["portfolio"]])
        places[row["portfolio"]] += 1

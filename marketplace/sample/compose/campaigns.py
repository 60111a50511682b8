"""The facts of campaigns: goal, sum, backers, dates, outcome, country and tiers, without a word of their text."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from marketplace.kit.money import exponent
from marketplace.sample.compose import amounts
from marketplace.sample.compose.sources import Row, Sources

_STATES = {"successful": "successful", "failed": "failed", "canceled": "cancelled", "live": "ongoing"}
# The day on which each source was collected: for campaigns that ran then, it becomes the day of loading.
_SEEN = {
    "ks2018": date(2018, 1, 2),
    "ks2017": date(2017, 3, 15),
    "kslive2016": date(2016, 10, 29),
    "kslive2020": date(2020, 9, 1),
}
_YEARS = {
    "ks2018": "2009–2018", "ks2017": "2009–2017", "kslive2016": "autumn 2016", "kslive2020": "autumn 2020",
    "ksmost": "before 2017",
}  # fmt: skip
# Where a source has no category, the pitch is read for these words.
_SPEAKS = [
    (r"board ?game|card game|tabletop|dice|miniature|players", ("Games", "Tabletop Games")),
    (r"video ?game|indie game|platformer|\bvr\b", ("Games", "Video Games")),
    (r"children|picture book|kids' book", ("Publishing", "Children's Books")),
    (r"comic|graphic novel", ("Comics", "Comics")),
    (r"documentary", ("Film & Video", "Documentary")),
    (r"short film|feature film|\bfilm\b|movie", ("Film & Video", "Shorts")),
    (r"animat|web ?series", ("Film & Video", "Animation")),
    (r"orchestra|quartet|choir|jazz|folk|opera", ("Music", "Classical Music")),
    (r"album|\bep\b|record|band\b|song|vinyl", ("Music", "Indie Rock")),
    (r"novel|short stor|anthology|fiction|poe(?:m|try)", ("Publishing", "Fiction")),
    (r"\bbook\b|magazine|guide|calendar|planner|journal", ("Publishing", "Nonfiction")),
    (r"photo", ("Photography", "Photobooks")),
    (r"theatre|theater|\bplay\b|musical|stage", ("Theater", "Plays")),
    (r"danc", ("Dance", "Dance")),
    (r"podcast|journalis|radio", ("Journalism", "Audio")),
    (r"brew|coffee|bakery|food|restaurant|kitchen|sauce|chocolate|farm|wine|cider", ("Food", "Food")),
    (r"jewel|cloth|shirt|fashion|shoe|wear\b|leather|hat\b", ("Fashion", "Apparel")),
    (r"paint|mural|sculpt|\bart\b|exhibition", ("Art", "Art")),
    (r"wallet|bag\b|watch|lamp|knife|pen\b|design", ("Design", "Product Design")),
    (r"app\b|software|website|open source", ("Technology", "Software")),
    (r"3d print|sensor|smart|bluetooth|device|robot|gadget", ("Technology", "Hardware")),
    (r"wood|candle|craft|knit|pottery|quilt", ("Crafts", "Crafts")),
]


@dataclass(frozen=True)
class Tier:
    """A reward's price in minor units and how many chose it."""

    amount: int
    backers: int


@dataclass(frozen=True)
class Campaign:
    """What is known of one campaign. Sums: minor units; *_day: days from loading, where it runs now."""

    source: str
    main: str
    category: str
    country: str
    currency: str
    goal: int
    raised: int
    backers: int | None
    state: str
    launched_at: str = ""
    deadline_at: str = ""
    launched_day: int | None = None
    deadline_day: int | None = None
    deadline_time: str = ""
    tiers: tuple[Tier, ...] = field(default=())

    @property
    def years(self) -> str:
        """When the source's campaigns ran."""
        return _YEARS[self.source]

    @property
    def rank(self) -> str:
        """A fixed order that has nothing to do with the source's."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def read(sources: Sources) -> dict[str, list[Campaign]]:
    """Campaigns with fair sums, by state ("tiered" for those with tiers), each list in a fixed mixed order."""
    known = tiers(sources)
    groups: dict[str, list[Campaign]] = defaultdict(list)
    for row in sources.rows("kickstarter_campaigns"):
        campaign = read_one(row, known)
        if campaign and _is_fair(campaign):
            groups["tiered" if campaign.tiers else campaign.state].append(campaign)
    return {state: sorted(group, key=lambda one: one.rank) for state, group in groups.items()}


def _is_fair(campaign: Campaign) -> bool:
    """Left out: goals that buy nothing or everything, and runs that hardly anybody noticed."""
    goal = amounts.rough_usd(campaign.goal, campaign.currency)
    times = campaign.raised / campaign.goal
    if campaign.tiers and (not campaign.category or amounts.rough_usd(campaign.raised, campaign.currency) > 260_000):
        return False
    noticed = campaign.backers is None or campaign.backers >= 2
    return 400 <= goal <= 120_000 and times <= 12 and noticed


def read_one(row: Row, known: dict[str, list[Row]]) -> Campaign | None:
    """The facts of one row, with its tiers; None where the row lacks what a page must show."""
    match row["source"]:
        case "ksmost":
            return _tiered(row, known.get(row["project_id"], []))
        case "kslive2016":
            return _without_goal(row)
        case _:
            return _whole(row)


def _whole(row: Row) -> Campaign | None:
    state = _STATES.get(row["state"])
    if not state or not row["country"] or not row["launched_at"] or not row["deadline"]:
        return None
    goal, raised = (amounts.minor(row[name], row["currency"]) for name in ("goal", "pledged"))
    if goal <= 0:
        return None
    dates = _moved(row, _SEEN[row["source"]]) if state == "ongoing" else _fixed(row)
    if dates is None:
        return None
    return Campaign(
        row["source"], row["main_category"], row["category"], row["country"], row["currency"], goal, raised,
        int(float(row["backers"])), state, **dates,
    )  # fmt: skip


def _fixed(row: Row) -> dict[str, Any] | None:
    launched, deadline = _instant(row["launched_at"]), _instant(row["deadline"])
    if not launched < deadline <= launched + timedelta(days=95):
        return None
    return {"launched_at": f"{launched:%Y-%m-%dT%H:%M:%SZ}", "deadline_at": f"{deadline:%Y-%m-%dT%H:%M:%SZ}"}


def _moved(row: Row, seen: date) -> dict[str, Any] | None:
    deadline = _instant(row["deadline"])
    launched = _instant(row["launched_at"]) if row["launched_at"] else deadline - timedelta(days=30)
    days = (deadline.date() - seen).days
    launched_day = (launched.date() - seen).days
    if not 1 <= days <= 60 or not launched_day < 0 or days - launched_day > 62:
        return None
    return {"launched_day": launched_day, "deadline_day": days, "deadline_time": f"{deadline:%H:%M:%S}"}


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tiered(row: Row, tiers: list[Row]) -> Campaign | None:
    """A campaign with reward tiers. Its source has no dates, country or outcome; it was reached if the sum says so."""
    goal, raised = (amounts.minor(row[name], row["currency"]) for name in ("goal", "pledged"))
    found = sorted(
        {
            amounts.minor(tier["tier_amount"], row["currency"]): int(float(tier["tier_backers"]))
            for tier in tiers
            if tier["tier_amount"][:1].isdigit() and tier["tier_backers"][:1].isdigit()
        }.items()
    )
    if raised < goal or len(found) < 3 or goal <= 0:
        return None
    country = {"USD": "US", "GBP": "GB", "CAD": "CA", "AUD": "AU", "EUR": "", "SEK": "SE"}.get(row["currency"], "")
    return Campaign(
        "ksmost",
        row["main_category"],
        row["category"],
        country,
        row["currency"],
        goal,
        raised,
        int(float(row["backers"])),
        "successful",
        tiers=tuple(Tier(amount, backers) for amount, backers in found if amount > 0),
    )


def _without_goal(row: Row) -> Campaign | None:
    """A campaign whose source gives the sum and its share of the goal: the goal is the roundest that fits both."""
    percent = int(float(row["percent_funded"] or 0))
    dates = _moved(row, _SEEN["kslive2016"])
    spoken = next((kind for words, kind in _SPEAKS if re.search(words, f"{row['name']} {row['blurb']}".lower())), None)
    if not 12 <= percent <= 240 or dates is None or spoken is None or not row["country"]:
        return None
    goal = _roundest(float(row["pledged"]), percent)
    if goal is None:
        return None
    unit = 10 ** exponent(row["currency"])
    raised = amounts.minor(row["pledged"], row["currency"])
    return Campaign(
        "kslive2016", *spoken, row["country"], row["currency"], goal * unit, raised, None, "ongoing", **dates
    )


def _roundest(pledged: float, percent: int) -> int | None:
    low, high = pledged * 100 / (percent + 1), pledged * 100 / percent
    for step in (10_000, 5_000, 1_000, 500, 100):
        candidate = int(high // step) * step
        if candidate > low and candidate > 0:
            return candidate
    return None


def tiers(sources: Sources) -> dict[str, list[Row]]:
    """The reward tiers of each campaign that has them."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sources.rows("kickstarter_reward_tiers"):
        found[row["project_id"]].append(row)
    return found


def ladder(campaign: Campaign, steps: int, scale: float) -> Iterator[int]:
    """Prices for rewards where no tiers are known, in minor units, cheap to dear."""
    whole = [5, *(max(6, round(price * scale / 5) * 5) for price in (12, 28, 45, 70, 120, 220, 400, 750))]
    factor = {"SEK": 10, "NOK": 10, "DKK": 7, "MXN": 18, "JPY": 120, "HKD": 8}.get(campaign.currency, 1)
    unit = 10 ** exponent(campaign.currency) * factor
    yield from (price * unit for price in whole[:steps])

"""Composing the fundraisers of the sample: real facts, our own titles, stories and rewards, by made-up makers."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.sample.compose import amounts, moulds, rewards, vocabulary
from marketplace.sample.compose.briefs import shortened
from marketplace.sample.compose.campaigns import Campaign
from marketplace.sample.compose.featured import file_of
from marketplace.sample.compose.grammar import Deck, Voice, capital
from marketplace.sample.compose.moulds import Mould
from marketplace.sample.compose.naming import Keys, Titles
from marketplace.sample.compose.places import Place, Places
from marketplace.sample.compose.trades import Guild, Person

NOTES = {
    "closed": "Sample. Goal, sum, backers, currency, country, dates and outcome are real facts of one campaign "
    "({years}). Title, text, rewards, plan and maker are ours.",
    "tiered": "Sample. Goal, sum, backers, reward prices and their backers are real facts of one campaign ({years}). "
    "Dates, country, title, text, plan and maker are ours.",
    "moved": "Sample. Goal, sum, backers, currency and country are real facts of one campaign ({years}); its dates are "
    "moved to today by whole days. Title, text, rewards, plan and maker are ours.",
    "featured": "Sample. Goal, sum, backers and currency are real facts of one campaign ({years}); its dates are moved "
    "to today by whole days. Everything else is ours. The picture is free and by somebody else.",
    "worked_out": "Sample. Sum, share of the goal, currency and country are real facts of one campaign ({years}); the "
    "goal is worked out from them, its dates are moved to today. The rest is ours.",
}
_OWNED = 3  # how many fundraisers one person has at most
_BAKES = re.compile(r"baker|oven|bread", re.IGNORECASE)
_EDIBLE = {"small-batch", "nonfiction"}
_BREAD = ("spiral-rye", "round-loaf", "cross-loaf", "wrapped-loaf", "oven-loaf", "walnut-rye", "tin-loaf", "farl")
_EURO = ("DE", "FR", "IT", "NL", "ES", "IE", "AT", "BE", "PT")
_FAQ = {
    "en": (
        ("Can I change my pledge?", "Until the deadline, as often as you like, up or down. After it the sum is fixed."),
        ("What if the goal is not reached?", "Then nobody is charged and nothing is sent."),
        ("Where do you send it?", "Wherever the post goes. The price of shipping is said before you pay."),
        ("May I come and see it?", "Yes. Write first, so that somebody is there."),
        ("Will there be a second run?", "Perhaps. It will not be cheaper than this one."),
    ),
    "de": (
        ("Kann ich meine Zusage ändern?", "Bis zum letzten Tag, so oft Sie möchten. Danach steht die Summe."),
        ("Was geschieht, wenn das Ziel nicht erreicht wird?", "Dann wird nichts abgebucht und nichts verschickt."),
    ),
}  # fmt: skip


class Studio:
    """Makes up fundraisers until there are enough."""

    def __init__(self, deck: Deck, guild: Guild, places: Places, titles: Titles) -> None:
        self._deck = deck
        self._guild = guild
        self._places = places
        self._names = titles
        self._moulds = moulds.read("funds")
        self._used: Counter[int] = Counter()
        self._owned: Counter[str] = Counter()
        self._makers: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self._titles: set[str] = set()
        self._keys = Keys()
        self._endings = vocabulary.lists("shared.toml")["story_end"]
        self.fundraisers: list[dict[str, Any]] = []

    def fill(self, found: list[Campaign], count: int, *, share: float) -> None:
        """Compose this many from the list; no mould makes more than this share of them."""
        used: Counter[int] = Counter()
        made = 0
        for campaign in found:
            place = self._place(campaign)
            index = self._mould(campaign, used, max(4, round(count * share)))
            if place is None or index is None:
                continue
            used[index] += 1
            self._compose(campaign, self._moulds[index], place)
            made += 1
            if made >= count:
                return

    def feature(self, table: dict[str, Any], found: list[Campaign]) -> None:
        """A fundraiser that was written whole: the first fitting campaign gives it the facts."""
        owner = next(person for person in self._guild.people if person.key == table["person"])
        mould = next(mould for mould in self._moulds if mould.topics[0] == table["mould"])
        campaign = next(one for one in found if _fits(one, table))
        found.remove(campaign)
        row = self._row(campaign, mould, owner, table["title"], table["summary"], table["story"])
        self._owned[owner.key] = _OWNED
        self.fundraisers.append(
            {**row, "picture": file_of(table["picture"]), "note": NOTES["featured"].format(years=campaign.years)}
        )

    def _place(self, campaign: Campaign) -> Place | None:
        country = campaign.country or self._deck.deal(_EURO)
        return self._places.coded(country)

    def _mould(self, campaign: Campaign, used: Counter[int], most: int) -> int | None:
        german = campaign.country in {"DE", "AT", "CH"} and self._deck.chance.random() < 0.6
        fitting = [
            (mould.language != ("de" if german else "en"), used[index], index)
            for index, mould in enumerate(self._moulds)
            if used[index] < most
            and campaign.category in mould.sources
            and (campaign.main in mould.mains or not mould.mains)
            and (mould.language == "en" or german)
        ]
        return min(fitting)[2] if fitting else None

    def _compose(self, campaign: Campaign, mould: Mould, place: Place) -> None:
        owner = self._owner(mould, place)
        voice = self._voice(mould, owner)
        title = self._title(mould, voice)
        story = [
            voice.say(line) for line in self._deck.several(mould.words["story"], self._deck.chance.choice((2, 3, 3)))
        ]
        if mould.language == "en":
            story.append(self._deck.deal(self._endings))
        pitch = capital(voice.say(self._deck.deal(mould.words["pitch"])))
        row = self._row(campaign, mould, owner, title, shortened(pitch, 200), "\n\n".join(story) + "\n")
        if _BAKES.search(title) and mould.topics[0] in _EDIBLE and campaign.state in {"ongoing", "successful"}:
            row["picture"] = file_of(self._deck.deal(_BREAD))
        self.fundraisers.append(row)

    def _row(
        self, campaign: Campaign, mould: Mould, owner: Person, title: str, summary: str, story: str
    ) -> dict[str, Any]:
        self._titles.add(title)
        return {
            "key": self._keys.key(title),
            "owner": owner.key,
            "title": title,
            "summary": summary,
            "story": story,
            "topics": mould.topics,
            "kind": "reward",
            "settlement": "all_or_nothing",
            "currency": campaign.currency,
            "goal": campaign.goal,
            "raised": campaign.raised,
            "backers": campaign.backers,
            "state": campaign.state,
            "country": owner.country,
            "place": owner.city,
            **self._dates(campaign),
            "budget": self._parts(campaign, amounts.steps(mould.text("budget"))),
            "milestones": self._milestones(campaign, mould),
            "rewards": rewards.of(campaign, mould, self._deck),
            "risks": self._deck.deal(mould.words["risks"]) + "\n",
            "faq": [{"q": q, "a": a} for q, a in self._asked(mould)],
            "picture": "",
            "language": mould.language,
            "note": NOTES[_sort(campaign)].format(years=campaign.years),
        }

    def _asked(self, mould: Mould) -> list[tuple[str, str]]:
        count = self._deck.chance.choice((1, 2, 2, 3))
        options = ["\t".join(pair) for pair in _FAQ[mould.language]]
        return [(q, a) for q, a in (text.split("\t") for text in self._deck.several(options, count))]

    def _voice(self, mould: Mould, owner: Person) -> Voice:
        return Voice(self._deck, mould.words, name=self._names.title(), city=owner.city)

    def _title(self, mould: Mould, voice: Voice) -> str:
        known = dict(voice.known)
        while True:
            voice.known = dict(known)
            title = capital(voice.say(self._deck.deal(mould.words["title"])))
            if title not in self._titles and len(title) <= 110:
                self._titles.add(title)
                return title
            if "titel" in mould.words:
                known["titel"] = self._names.title()

    def _owner(self, mould: Mould, place: Place) -> Person:
        """Somebody of this trade and country with room for one more; else a new maker."""
        kin = [
            person
            for person in self._guild.people
            if person.country == place.country
            and set(person.fields) & set(mould.topics)
            and person.language == mould.language
            and self._owned[person.key] < _OWNED
        ]
        if kin and self._deck.chance.random() < 0.85:
            owner = min(kin, key=lambda person: self._owned[person.key])
        else:
            owner = self._guild.maker(place, mould.topics, mould.words["maker"], mould.language)
        self._owned[owner.key] += 1
        return owner

    def _dates(self, campaign: Campaign) -> dict[str, Any]:
        dates = {
            "launched_at": campaign.launched_at or None, "deadline_at": campaign.deadline_at or None,
            "launched_day": campaign.launched_day, "deadline_day": campaign.deadline_day,
            "deadline_time": campaign.deadline_time or None,
        }  # fmt: skip
        if campaign.tiers:
            launched = datetime(2012, 1, 9, 14, tzinfo=UTC) + timedelta(days=self._deck.chance.randint(0, 1700))
            dates["launched_at"] = f"{launched:%Y-%m-%dT%H:%M:%SZ}"
            dates["deadline_at"] = f"{launched + timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}"
        return dates

    def _parts(self, campaign: Campaign, lines: list[tuple[str, int]]) -> list[dict[str, Any]]:
        parts = amounts.shares(campaign.goal, [share for _, share in lines], campaign.currency)
        return [{"label": name, "amount": part} for (name, _), part in zip(lines, parts, strict=True)]

    def _milestones(self, campaign: Campaign, mould: Mould) -> list[dict[str, Any]]:
        steps = [step.split(":") for step in mould.text("milestones").split("; ")]
        parts = amounts.shares(campaign.goal, [int(step[1]) for step in steps], campaign.currency)
        return [
            {"name": name, "amount": part, "month_offset": int(month), "proof": proof}
            for (name, _, month, proof), part in zip(steps, parts, strict=True)
        ]


def _fits(campaign: Campaign, table: dict[str, Any]) -> bool:
    usd = amounts.rough_usd(campaign.goal, campaign.currency)
    share = campaign.raised * 100 / campaign.goal
    (cheap, dear), (low, high) = table["usd"], table["share"]
    return campaign.currency == table["currency"] and cheap <= usd <= dear and low <= share <= high


def _sort(campaign: Campaign) -> str:
    if campaign.tiers:
        return "tiered"
    if campaign.source == "kslive2016":
        return "worked_out"
    return "moved" if campaign.state == "ongoing" else "closed"

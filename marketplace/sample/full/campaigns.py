"""Every campaign of the data directory, with its own name and pitch, as rows of people and fundraisers."""

from collections.abc import Iterator
from typing import Any

from marketplace.sample.compose import campaigns, moulds
from marketplace.sample.compose.campaigns import Campaign
from marketplace.sample.compose.sources import Row, Sources
from marketplace.sample.files import Row as SampleRow

NOTE = "From a public data set of campaigns ({source}); name, pitch and figures as published there. For local use only."
_TOPICS = {
    "Games": "games",
    "Film & Video": "film-and-video",
    "Music": "music-and-audio",
    "Technology": "technology",
    "Design": "design",
    "Theater": "theatre-and-dance",
    "Publishing": "publishing",
    "Food": "food",
    "Art": "illustration-and-art",
    "Fashion": "fashion-and-craft",
    "Photography": "photography",
    "Comics": "comics",
    "Crafts": "fashion-and-craft",
    "Journalism": "journalism",
    "Dance": "dance",
}
_WORDS = 3  # a name of fewer letters says nothing


class Campaigns:
    """Reads all campaigns; a maker with several stands once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._tiers = campaigns.tiers(sources)
        self._moulds = [mould for mould in moulds.read("funds") if mould.language == "en"]
        self.makers: dict[str, SampleRow] = {}

    def fundraisers(self) -> Iterator[SampleRow]:
        """Campaigns whose sums and dates can be shown."""
        for row in self._sources.rows("kickstarter_campaigns"):
            campaign = campaigns.read_one(row, self._tiers)
            if campaign and len(row["name"]) >= _WORDS:
                yield self._fundraiser(row, campaign)

    def _fundraiser(self, row: Row, campaign: Campaign) -> SampleRow:
        maker = self._maker(row, campaign)
        return {
            "key": f"full-{row['project_id']}",
            "owner": maker["key"],
            "title": row["name"][:200],
            "summary": row["blurb"][:300],
            "story": row["blurb"] + "\n",
            "topics": self._topics(campaign),
            "kind": "reward",
            "settlement": "all_or_nothing",
            "currency": campaign.currency,
            "goal": campaign.goal,
            "raised": campaign.raised,
            "backers": campaign.backers,
            "state": campaign.state,
            "country": campaign.country,
            "place": row["location"][:100],
            "launched_at": campaign.launched_at or None,
            "deadline_at": campaign.deadline_at or None,
            "launched_day": campaign.launched_day,
            "deadline_day": campaign.deadline_day,
            "deadline_time": campaign.deadline_time or None,
            "budget": [],
            "milestones": [],
            "rewards": [self._reward(number, tier) for number, tier in enumerate(campaign.tiers, start=1)],
            "risks": "",
            "faq": [],
            "picture": "",
            "language": "en",
            "note": NOTE.format(source=row["source"]),
        }

    def _reward(self, number: int, tier: campaigns.Tier) -> dict[str, Any]:
        return {
            "name": f"Reward {number}",
            "text": "",
            "amount": tier.amount,
            "backers": tier.backers,
            "limit": None,
            "ships": "none",
            "months": None,
        }

    def _topics(self, campaign: Campaign) -> list[str]:
        found = (
            mould.topics
            for mould in self._moulds
            if campaign.category in mould.sources and (campaign.main in mould.mains or not mould.mains)
        )
        return next(found, [_TOPICS[campaign.main]] if campaign.main in _TOPICS else [])

    def _maker(self, row: Row, campaign: Campaign) -> SampleRow:
        key = row["creator_id"] or row["project_id"]
        return self.makers.setdefault(
            key,
            {
                "key": f"full-maker-{len(self.makers)}",
                "given": "Maker",
                "family": f"in {row['location'] or campaign.country}",
                "headline": "",
                "bio": "",
                "country": campaign.country,
                "city": "",
                "timezone": "",
                "languages": [],
                "language": "en",
                "rate": None,
                "currency": campaign.currency,
                "rating": None,
                "reviews": 0,
                "level": "",
                "fields": [],
                "skills": [],
                "note": NOTE.format(source=row["source"]),
            },
        )

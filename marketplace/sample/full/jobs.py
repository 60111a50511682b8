"""Every job post of the data directory, with its own title and text, as rows of clients and projects."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from marketplace.sample.compose import amounts, moulds
from marketplace.sample.compose.jobs import HOURS, LENGTHS, LEVELS, PPH_DAY, PROPOSALS, UPWORK_DAY, WHERE
from marketplace.sample.compose.sources import Row, Sources
from marketplace.sample.files import Row as SampleRow
from marketplace.sample.full.territories import code

NOTE = (
    "From a public data set of job posts ({source}); title, text and figures as published there, dates moved. "
    "For local use only."
)
_ELSEWHERE = ["operations"]
_RUN = 30  # days for which a post is open


class Posts:
    """Reads all posts; a client that posted several times stands once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._topics: dict[str, list[str]] = {}
        for mould in moulds.read("jobs"):
            for subcategory in mould.sources:
                self._topics.setdefault(subcategory, mould.topics)
        self.clients: dict[str, SampleRow] = {}

    def projects(self) -> Iterator[SampleRow]:
        """The posts of all sources that name a sum."""
        for row in self._sources.rows("freelance_jobs_upwork_2023"):
            yield from self._upwork(row)
        for row in self._sources.rows("freelance_jobs_peopleperhour"):
            yield from self._peopleperhour(row)

    def _upwork(self, row: Row) -> Iterator[SampleRow]:
        amount = row["fixed_budget_usd"] or row["hourly_rate_usd"]
        if not amount or not row["published_at"]:
            return
        low, high = PROPOSALS.get(row["proposals_tier"], (None, None))
        client = self._client(
            row["client_id"], row["client_country"], city="", since="",
            score=round(float(row["client_feedback_score"] or 0) * 100), reviews=int(row["client_reviews"] or 0),
            spent=round(float(row["client_total_spent_usd"] or 0) * 100),
        )  # fmt: skip
        yield self._project(
            row, client, source="Upwork", basis="fixed" if row["fixed_budget_usd"] else "hourly", currency="USD",
            amount=amount, level=LEVELS.get(row["experience_tier"], ""), length=LENGTHS.get(row["duration"], ""),
            hours=HOURS.get(row["weekly_engagement"], ""), where="remote", posted=row["published_at"], seen=UPWORK_DAY,
            low=low, high=high,
        )  # fmt: skip

    def _peopleperhour(self, row: Row) -> Iterator[SampleRow]:
        if not row["budget"] or not row["posted_at"]:
            return
        key = f"{row['client_registered']} {row['client_city']}"
        client = self._client(
            key, row["client_country"], city=row["client_city"], since=row["client_registered"][:10], score=None,
            reviews=0, spent=None,
        )  # fmt: skip
        yield self._project(
            row, client, source="PeoplePerHour", basis="fixed" if row["job_type"] == "fixed_price" else "hourly",
            currency=row["currency"], amount=row["budget"], level=LEVELS.get(row["experience_level"], ""),
            length=LENGTHS.get(row["duration"], ""), hours="", where=WHERE.get(row["location_mode"], "remote"),
            posted=row["posted_at"], seen=PPH_DAY, low=None, high=None,
        )  # fmt: skip

    def _client(self, key: str, country: str, *, city: str, **known: Any) -> SampleRow:
        place = city or country or "a place not named"
        return self.clients.setdefault(
            key,
            {
                "key": f"full-client-{len(self.clients)}",
                "name": "",
                "contact_given": "Client",
                "contact_family": f"in {place}",
                "business": "",
                "summary": "",
                "country": code(country),
                "city": city,
                "timezone": "",
                "language": "en",
                "fields": [],
                "note": NOTE.format(source="client"),
                **known,
            },
        )

    def _project(self, row: Row, client: SampleRow, **known: Any) -> SampleRow:
        posted = (date.fromisoformat(known["posted"][:10]) - known["seen"]).days
        budget = max(1, amounts.minor(known["amount"], known["currency"]))
        text = row.get("description", "")
        return {
            "key": f"full-{row['job_id']}",
            "client": client["key"],
            "title": row["title"][:200],
            "summary": " ".join(text.split())[:240],
            "brief": text,
            "basis": known["basis"],
            "currency": known["currency"],
            "topics": self._topics.get(row["subcategory"], _ELSEWHERE),
            "skills": [],
            "budget_low": budget,
            "budget_high": budget,
            "level": known["level"],
            "length": known["length"],
            "hours_week": known["hours"],
            "hires": max(1, min(99, int(row.get("freelancers_to_hire") or 1))),
            "where": known["where"],
            "country": client["country"],
            "city": client["city"],
            "language": "en",
            "posted_day": posted,
            "posted_time": known["posted"][11:19],
            "closes_day": max(1, posted + _RUN),
            "due_day": None,
            "proposals_low": known["low"],
            "proposals_high": known["high"],
            "milestones": [],
            "questions": [],
            "note": NOTE.format(source=known["source"]),
        }

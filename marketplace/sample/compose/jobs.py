"""The facts of job posts: terms, budget, dates, level and the client's record, without a word of their text."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from marketplace.sample.compose import amounts
from marketplace.sample.compose.clients import Facts
from marketplace.sample.compose.places import Places
from marketplace.sample.compose.sources import Row, Sources

LENGTHS = {
    "Less than 1 month": "under_month", "1 to 3 months": "one_to_three", "3 to 6 months": "three_to_six",
    "More than 6 months": "over_six", "less than 1 week": "under_month", "1 day or less": "under_month",
    "1 - 2 weeks": "under_month", "3 - 4 weeks": "under_month", "1 - 6 months": "one_to_three",
}  # fmt: skip
HOURS = {"Less than 30 hrs/week": "part", "30+ hrs/week": "full", "Hours to be determined": "open", "not_sure": "open"}
LEVELS = {"Entry level": "entry", "Entry": "entry", "Intermediate": "intermediate", "Expert": "expert"}
PROPOSALS: dict[str, tuple[int | None, int | None]] = {
    "Less than 5": (0, 4), "5 to 10": (5, 10), "10 to 15": (10, 15), "15 to 20": (15, 20), "20 to 50": (20, 50),
    "50+": (50, None),
}  # fmt: skip
WHERE = {"remote": "remote", "remote_country": "country", "onsite": "onsite"}
# The day after the last post of each source: that day becomes the day on which the sample is loaded.
UPWORK_DAY = date(2023, 1, 7)
PPH_DAY = date(2023, 2, 8)


@dataclass(frozen=True)
class Job:
    """What is known of one post. budget: minor units, the whole or an hour; posted_day: counted from loading."""

    client: str
    facts: Facts
    subcategory: str
    basis: str
    currency: str
    budget: int
    level: str
    length: str
    hours: str
    hires: int
    where: str
    posted_day: int
    posted_time: str
    proposals: tuple[int | None, int | None]
    source: str

    @property
    def usd(self) -> float:
        """About how many US dollars it pays."""
        return amounts.rough_usd(self.budget, self.currency)

    @property
    def rank(self) -> str:
        """A fixed order that has nothing to do with the source's."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def read(sources: Sources, places: Places) -> list[Job]:
    """All posts with a sum, from a country where the sample has people, in no particular order."""
    jobs = [*_upwork(sources, places), *_peopleperhour(sources, places)]
    return sorted((job for job in jobs if _is_fair(job)), key=lambda job: job.rank)


def _is_fair(job: Job) -> bool:
    """Left out: sums that buy nothing, very large ones, and posts that were old when they were collected."""
    low, high = (60, 25_000) if job.basis == "fixed" else (14, 150)
    return low <= job.usd <= high and job.posted_day >= -45


def _upwork(sources: Sources, places: Places) -> Iterator[Job]:
    for row in sources.rows("freelance_jobs_upwork_2023"):
        place = places.named(row["client_country"])
        amount = row["fixed_budget_usd"] or row["hourly_rate_usd"]
        if place is None or not amount or not row["published_at"]:
            continue
        posted = date.fromisoformat(row["published_at"][:10])
        score = round(float(row["client_feedback_score"] or 0) * 100)
        spent = round(float(row["client_total_spent_usd"] or 0) * 100)
        facts = Facts(place, score=score or None, reviews=int(row["client_reviews"] or 0), spent=spent)
        yield Job(
            client=row["client_id"], facts=facts, subcategory=row["subcategory"],
            basis="fixed" if row["fixed_budget_usd"] else "hourly", currency="USD", budget=amounts.minor(amount, "USD"),
            level=LEVELS.get(row["experience_tier"], ""), length=LENGTHS.get(row["duration"], ""),
            hours=HOURS.get(row["weekly_engagement"], ""), hires=min(9, int(row["freelancers_to_hire"] or 1)) or 1,
            where="remote", posted_day=(posted - UPWORK_DAY).days, posted_time=row["published_at"][11:19],
            proposals=PROPOSALS.get(row["proposals_tier"], (None, None)), source="Upwork, winter 2022/23",
        )  # fmt: skip


def _peopleperhour(sources: Sources, places: Places) -> Iterator[Job]:
    for row in sources.rows("freelance_jobs_peopleperhour"):
        place = places.named(row["client_country"])
        if place is None or not row["budget"] or not row["posted_at"]:
            continue
        posted = date.fromisoformat(row["posted_at"][:10])
        facts = Facts(place, city=_city(row), since=row["client_registered"][:10])
        yield Job(
            client=f"{row['client_registered']} {row['client_city']}",
            facts=facts,
            subcategory=row["subcategory"],
            basis="fixed" if row["job_type"] == "fixed_price" else "hourly",
            currency=row["currency"],
            budget=amounts.minor(row["budget"], row["currency"]),
            level=LEVELS.get(row["experience_level"], ""),
            length=LENGTHS.get(row["duration"], ""),
            hours="",
            hires=1,
            where=WHERE.get(row["location_mode"], "remote"),
            posted_day=(posted - PPH_DAY).days,
            posted_time=row["posted_at"][11:19] or "09:00:00",
            proposals=(None, None),
            source="PeoplePerHour, early 2023",
        )


def _city(row: Row) -> str:
    """The client's town without the source's odd names of boroughs."""
    return {"City of London": "London"}.get(row["client_city"], row["client_city"])

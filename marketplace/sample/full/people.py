"""Every profile of the data directory as rows of people. The sources give no names, so people have numbers."""

from collections.abc import Iterator

from marketplace.sample.compose import vocabulary
from marketplace.sample.compose.sources import Row, Sources
from marketplace.sample.compose.topics import slug_of
from marketplace.sample.compose.trades import Trade
from marketplace.sample.files import Row as SampleRow
from marketplace.sample.full.territories import code

NOTE = "From a public data set of profiles ({source}); headline and figures as published there. For local use only."


def rows(sources: Sources) -> Iterator[SampleRow]:
    """Profiles of both sources."""
    trades = [Trade(table) for table in vocabulary.tables("trades", "trade")]
    for row in sources.rows("freelancer_profiles"):
        yield _person(row, trades, says=row["headline"], rate=row["hourly_rate"], source=row["source"])
    for row in sources.rows("freelancer_skills"):
        says = row["skill_tokens"].replace("|", " ")
        yield _person(row, trades, says=says, rate=row["hourly_rate_usd"], source="Freelancer.com")


def _person(row: Row, trades: list[Trade], *, says: str, rate: str, source: str) -> SampleRow:
    trade = next((trade for trade in trades if trade.match.search(says.lower())), trades[3])
    reviews = int(float(row["reviews"] or 0))
    cents = round(float(rate) * 100) if rate else 0
    return {
        "key": f"full-{row['freelancer_id']}",
        "given": "Freelancer",
        "family": row["freelancer_id"],
        "headline": " ".join(says.split())[:140],
        "bio": "",
        "country": code(row["country"]),
        "city": "",
        "timezone": "",
        "languages": [],
        "language": "en",
        "rate": cents or None,
        "currency": "USD",
        "rating": round(float(row["rating"]) * 100) if reviews and row["rating"] else None,
        "reviews": reviews,
        "level": "",
        "fields": trade.topics,
        "skills": [slug_of(name) for name in trade.skills if name.lower() in says.lower()],
        "note": NOTE.format(source=source),
    }

"""What the shipped files promise: small, whole, ours in every word, and honest about it."""

import re
from collections import Counter
from itertools import chain

import pytest

from marketplace.sample.files import SAMPLE, Row, rows

MEGABYTE = 1024 * 1024
TEXTS = ("title", "summary", "brief", "story", "headline", "bio", "risks")


@pytest.fixture(scope="module")
def sample() -> dict[str, list[Row]]:
    names = (
        "topics",
        "people",
        "artists",
        "clients",
        "issuers",
        "portfolios",
        "works",
        "projects",
        "fundraisers",
        "offers",
    )
    return {name: list(rows(name)) for name in names}


def test_it_is_at_most_six_megabytes_and_its_pictures_two() -> None:
    assert sum(file.stat().st_size for file in SAMPLE.rglob("*") if file.is_file()) <= 6 * MEGABYTE
    assert sum(file.stat().st_size for file in (SAMPLE / "images").iterdir()) <= 2 * MEGABYTE


@pytest.mark.parametrize("name", ["people", "clients", "projects", "fundraisers", "works", "portfolios", "offers"])
def test_keys_are_unique(sample: dict[str, list[Row]], name: str) -> None:
    assert len({row["key"] for row in sample[name]}) == len(sample[name])


def test_no_title_comes_twice(sample: dict[str, list[Row]]) -> None:
    for name in ("projects", "fundraisers"):
        repeated = [title for title, times in Counter(row["title"] for row in sample[name]).items() if times > 1]
        assert repeated == []


def test_topics_stand_below_topics_that_came_before(sample: dict[str, list[Row]]) -> None:
    seen = {""}
    for topic in sample["topics"]:
        assert topic["parent"] in seen, topic
        seen.add(topic["slug"])


def test_every_topic_that_is_named_exists(sample: dict[str, list[Row]]) -> None:
    known = {topic["slug"] for topic in sample["topics"]}
    named = set(chain.from_iterable(row["topics"] for row in sample["projects"] + sample["fundraisers"]))
    named |= set(chain.from_iterable(row["skills"] for row in sample["projects"]))
    named |= {slug for row in sample["works"] + sample["portfolios"] for slug in row["topics"].split("|")}
    named |= {slug for row in sample["people"] for slug in (row["fields"] + "|" + row["skills"]).split("|") if slug}
    assert named - known == set()


def test_steps_add_up_to_the_price(sample: dict[str, list[Row]]) -> None:
    for row in sample["projects"]:
        assert sum(step["amount"] for step in row["milestones"]) in {0, row["budget_high"]}, row["key"]


def test_plans_add_up_to_the_goal(sample: dict[str, list[Row]]) -> None:
    for row in sample["fundraisers"]:
        for plan in ("budget", "milestones"):
            assert sum(part["amount"] for part in row[plan]) == row["goal"], row["key"]


def test_rewards_get_dearer_and_are_never_oversold(sample: dict[str, list[Row]]) -> None:
    for row in sample["fundraisers"]:
        prices = [reward["amount"] for reward in row["rewards"]]
        assert prices == sorted(prices)
        assert all((one["backers"] or 0) <= one["limit"] for one in row["rewards"] if one["limit"])


def test_what_runs_ends_after_today_and_what_ended_ended_before(sample: dict[str, list[Row]]) -> None:
    for row in sample["fundraisers"]:
        if row["state"] == "ongoing":
            assert row["launched_day"] < 0 < row["deadline_day"], row["key"]
        else:
            assert row["launched_at"] < row["deadline_at"] < "2019", row["key"]


def test_a_job_is_posted_before_it_closes(sample: dict[str, list[Row]]) -> None:
    assert all(row["posted_day"] <= 0 < row["closes_day"] for row in sample["projects"])


def test_everything_says_what_of_it_is_real(sample: dict[str, list[Row]]) -> None:
    for name in ("people", "artists", "clients", "issuers", "portfolios", "works", "projects", "fundraisers", "offers"):
        assert all(0 < len(row["note"]) <= 300 for row in sample[name]), name


def test_the_texts_carry_no_address_and_no_hole(sample: dict[str, list[Row]]) -> None:
    leaked = re.compile(r"@|https?://|www\.|\[(?:email|phone|contact) removed|[{}|]|\bNone\b(?! of)")
    for name in ("people", "clients", "projects", "fundraisers"):
        found = [row[text] for row in sample[name] for text in TEXTS if leaked.search(row.get(text) or "")]
        assert found == []


def test_a_picture_never_stands_for_the_work_of_a_named_artist(sample: dict[str, list[Row]]) -> None:
    artists = {row["key"] for row in sample["artists"]}
    pictured = [row for row in sample["works"] + sample["portfolios"] if row["picture"]]
    assert pictured
    assert not [row for row in pictured if row["owner"] in artists]


def test_every_picture_is_there_with_words_and_a_credit() -> None:
    for row in rows("images"):
        assert (SAMPLE / "images" / row["file"]).stat().st_size == int(row["bytes"])
        assert row["alt"]
        assert row["credit"]


def test_the_readme_counts_what_is_there(sample: dict[str, list[Row]]) -> None:
    readme = (SAMPLE / "README.md").read_text()
    roles = Counter(row["role"] for row in sample["people"])
    artists = {row["key"] for row in sample["artists"]}
    told = [
        f"{len(sample['topics']):,} |", f"{len(artists)} artists", f"{roles['freelancer']} freelancers",
        f"{roles['maker']} makers", f"{sum(row['owner'] in artists for row in sample['works']):,} works",
        f"{sum(row['owner'] not in artists for row in sample['works']):,} works",
        f"{sum(row['owner'] not in artists for row in sample['portfolios'])} portfolios",
        f"| {len(sample['clients'])} |", f"{len(sample['projects']):,} jobs", f"{len(sample['fundraisers']):,} |",
        f"{len(sample['issuers'])} companies, {len(sample['offers'])} offers",
    ]  # fmt: skip
    assert [one for one in told if one not in readme] == []

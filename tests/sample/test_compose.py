"""Composing: facts of a post become a brief of ours, and none of the post's words come along."""

from typing import Any

import pytest

from marketplace.sample.compose import campaigns, moulds, projects
from marketplace.sample.compose.clients import Facts, Office
from marketplace.sample.compose.grammar import Deck
from marketplace.sample.compose.jobs import Job
from marketplace.sample.compose.moulds import Count
from marketplace.sample.compose.places import Names, Place, Places
from marketplace.sample.compose.topics import Topic, Tree, slug_of
from marketplace.sample.files import rows


@pytest.fixture(scope="module")
def tree() -> Tree:
    tree = Tree()
    for row in rows("topics"):
        tree.topics[row["slug"]] = Topic(**row)
    return tree


def job(place: Place, **known: Any) -> Job:
    """A logo for 400 dollars, unless said otherwise."""
    facts = {
        "client": "c1", "facts": Facts(place, score=490, reviews=12, spent=612_000), "subcategory": "Logo Design",
        "basis": "fixed", "currency": "USD", "budget": 40_000, "level": "expert", "length": "under_month", "hours": "",
        "hires": 1, "where": "remote", "posted_day": -3, "posted_time": "09:12:00", "proposals": (5, 10), "source": "A",
    }  # fmt: skip
    return Job(**{**facts, **known})


def board(tree: Tree, *posts: Job) -> projects.Board:
    deck = Deck("test")
    return projects.compose(deck, tree, Office(deck, Names(deck)), list(posts), len(posts))


def test_it_keeps_the_facts(tree: Tree) -> None:
    place = Places().coded("GB")
    assert place
    [made] = board(tree, job(place)).projects
    kept = ("budget_low", "currency", "level", "length", "posted_day", "proposals_low", "proposals_high")
    assert [made[name] for name in kept] == [40_000, "USD", "expert", "under_month", -3, 5, 10]


def test_its_client_has_the_facts_of_the_client(tree: Tree) -> None:
    place = Places().coded("GB")
    assert place
    [client] = board(tree, job(place)).clients
    assert (client.country, client.score, client.reviews, client.spent) == ("GB", 490, 12, 612_000)


def test_steps_add_up_and_fall_due_in_order(tree: Tree) -> None:
    place = Places().coded("US")
    assert place
    [made] = board(tree, job(place)).projects
    assert sum(step["amount"] for step in made["milestones"]) == 40_000
    days = [step["due_day"] for step in made["milestones"]]
    assert days == sorted(days)
    assert days[0] > made["closes_day"]


def test_an_hourly_job_has_no_steps(tree: Tree) -> None:
    place = Places().coded("US")
    assert place
    post = job(place, basis="hourly", budget=3_500, subcategory="Web Design", hours="part", length="over_six")
    subcategory = job(place, basis="hourly", budget=3_500, subcategory="SEO", hours="part", length="over_six")
    for made in board(tree, post, subcategory).projects:
        assert made["milestones"] == []


def test_two_posts_of_one_kind_get_two_titles(tree: Tree) -> None:
    place = Places().coded("CA")
    assert place
    made = board(tree, *(job(place, client=f"c{n}", budget=30_000 + n) for n in range(8))).projects
    assert len({row["title"] for row in made}) == len(made) > 1


def test_german_briefs_are_for_german_speaking_countries_only(tree: Tree) -> None:
    place = Places().coded("GB")
    assert place
    made = board(tree, *(job(place, client=f"c{n}", budget=30_000 + n) for n in range(8))).projects
    assert {row["language"] for row in made} == {"en"}


@pytest.mark.parametrize("folder", ["jobs", "funds"])
def test_every_word_that_a_mould_uses_is_listed(tree: Tree, folder: str) -> None:
    for mould in moulds.read(folder):
        assert set(mould.topics) <= set(tree.topics), mould.topics
        assert {slug_of(name) for name in mould.skills if name} <= set(tree.topics), mould.skills


@pytest.mark.parametrize(("usd", "fits"), [(1, False), (400, True), (90_000, False)])
def test_a_sum_that_cannot_buy_the_thing_is_refused(usd: float, fits: bool) -> None:
    pages = Count("pages", 2.0, 14.0, 16, 360, 8)
    assert (pages.bought(usd, Deck("one")) is not None) == fits


def test_a_running_campaign_is_counted_from_the_day_on_which_it_was_seen() -> None:
    row = dict.fromkeys(("main_category", "category"), "") | {
        "source": "ks2018", "project_id": "x", "state": "live", "country": "GB", "currency": "GBP", "goal": "5000.0",
        "pledged": "3216.0", "backers": "64.0", "launched_at": "2017-12-20T10:00:00Z", "deadline": "2018-01-13",
    }  # fmt: skip
    campaign = campaigns.read_one(row, {})
    assert campaign
    assert (campaign.launched_day, campaign.deadline_day, campaign.goal, campaign.raised) == (-13, 11, 500_000, 321_600)


def test_a_goal_is_worked_out_only_where_a_round_sum_fits() -> None:
    row = {
        "source": "kslive2016", "project_id": "x", "state": "live", "country": "GB", "currency": "GBP", "goal": "",
        "pledged": "3216.0", "percent_funded": "64.0", "backers": "", "launched_at": "", "name": "A photo book",
        "blurb": "", "deadline": "2016-11-20T10:00:00Z",
    }  # fmt: skip
    campaign = campaigns.read_one(row, {})
    assert campaign
    assert (campaign.goal, campaign.backers) == (500_000, None)

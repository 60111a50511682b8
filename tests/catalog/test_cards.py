"""What the card of each kind says, and what it leaves out where nothing is known."""

from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from accounts.models import Party
from marketplace.catalog import cards
from marketplace.catalog.models import Listing, ListingStats, Topic
from marketplace.kit import clock


def listing(kind: str, **columns: Any) -> Listing:
    """A listing that was fetched with its card, without a database."""
    made = Listing(kind=kind, title="Daily bread", url="/x/", **columns)
    made.owner, made.topic = Party(name="Ada Birch"), Topic(name="Photobooks")
    made.stats = ListingStats(listing=made, proposals=0)
    return made


def test_it_escapes_what_people_wrote() -> None:
    card = cards.draw(listing("work", facts={"medium": "<script>alert(1)</script>"}))
    assert "<script>" not in card
    assert "&lt;script&gt;" in card


def test_the_title_is_the_one_link() -> None:
    card = cards.draw(listing("portfolio"), heading="h3")
    assert '<h3 class="card__title"><a href="/x/">Daily bread</a></h3>' in card
    assert card.count("<a ") == 1


class TestAJob:
    def test_its_cover_is_its_budget(self) -> None:
        job = listing("project", basis="fixed", level="expert", is_remote=True, currency="GBP", price_low=60_000,
                      price_high=90_000, facts={"skills": ["InDesign", "Print", "Grids", "Paper"]})  # fmt: skip
        card = cards.draw(job)
        assert "<strong>£600–900</strong>" in card
        assert "Fixed price, expert, remote" in card
        assert "Paper" not in card

    def test_one_figure_is_not_a_range(self) -> None:
        assert cards.budget(listing("project", currency="EUR", price_low=50_000, price_high=50_000)) == "€500"

    def test_by_the_hour(self) -> None:
        job = listing("project", basis="hourly", currency="USD", price_low=2_500, price_high=4_000)
        assert cards.budget(job) == "$25–40 an hour"

    def test_a_range_is_whole_where_the_sign_stands_behind(self) -> None:
        job = listing("project", currency="EUR", price_low=60_000, price_high=90_000)
        with translation.override("de"):
            assert cards.budget(job).replace("\xa0", " ") == "600–900 €"

    @pytest.mark.parametrize(
        ("counted", "facts", "said"),
        [
            (9, {"proposals_low": 5, "proposals_high": 10}, ("9", "proposals")),
            (1, {}, ("1", "proposal")),
            (0, {"proposals_low": 5, "proposals_high": 10}, ("5–10", "proposals")),
            (0, {"proposals_low": 50, "proposals_high": None}, ("50+", "proposals")),
            (0, {}, ("No", "proposals yet")),
        ],
    )
    def test_its_proposals(self, counted: int, facts: dict[str, Any], said: tuple[str, str]) -> None:
        job = listing("project", facts=facts)
        job.stats.proposals = counted
        assert cards.proposals(job) == said


class TestAFundraiser:
    def fundraiser(self, **columns: Any) -> Listing:
        goal = {"currency": "EUR", "goal_minor": 2_100_000, "raised_minor": 1_882_000, "funded_permille": 896}
        return listing("fundraiser", **{**goal, "is_open": True, **columns})

    def test_its_rule_is_its_progress(self) -> None:
        card = cards.draw(self.fundraiser())
        assert '<progress max="100" value="89"' in card
        assert "<b>€18,820</b> of €21,000" in card

    def test_past_the_goal_the_goal_stays_marked(self) -> None:
        card = cards.draw(self.fundraiser(raised_minor=2_688_000, funded_permille=1280))
        assert 'class="progress progress--over" style="--goal: 78.1%"' in card
        assert 'max="128" value="128"' in card

    def test_its_last_day_is_flagged(self) -> None:
        assert "Ends today" in cards.draw(self.fundraiser(closes_at=clock.now() + timedelta(hours=3)))
        assert "Ends today" not in cards.draw(self.fundraiser(closes_at=clock.now() + timedelta(hours=30)))

    @pytest.mark.parametrize(
        ("state", "said"),
        [("failed", "Ended, not reached"), ("cancelled", "Called off"), ("delivering", "Funded")],
    )
    def test_one_that_is_over_says_how_it_came_out(self, state: str, said: str) -> None:
        assert said in cards.draw(self.fundraiser(is_open=False, state=state))
        assert said not in cards.draw(self.fundraiser(is_open=True, state="ongoing"))

    def test_one_that_is_over_promises_no_time(self) -> None:
        assert "<time" not in cards.draw(self.fundraiser(closes_at=clock.now() + timedelta(days=3), is_open=False))


class TestAPerson:
    def test_their_works_are_the_cover(self) -> None:
        card = cards.draw(listing("person", facts={"wall": ["a-1280.webp", ["type", "7", "Ada Birch"]]}))
        assert "card__wall--2" in card
        assert 'src="/media/a-640.webp"' in card
        assert 'src="/covers/type/AB-7.svg"' in card

    def test_without_works_the_drawn_cover_is(self) -> None:
        assert 'src="/covers/grid/' in cards.draw(listing("person"))

    def test_who_is_free_now_is_free_now(self) -> None:
        today = clock.today()
        assert "free now" in cards.draw(listing("person", is_open=True, free_from=today))
        assert "free from" in cards.draw(listing("person", is_open=True, free_from=today + timedelta(days=1)))


def test_every_kind_has_a_card() -> None:
    for kind in Listing.Kind.values:
        assert f"card--{kind}" in cards.draw(listing(kind))


def test_a_row_of_cards_loads_the_first_screen_first() -> None:
    rows = [listing("portfolio") for _ in range(4)]
    page = Template("{% load cards %}{% cards rows eager=2 %}").render(Context({"rows": rows}))
    assert page.count('fetchpriority="high"') == 2
    assert page.count('loading="lazy"') == 2


def test_only_jobs_are_briefs() -> None:
    page = Template("{% load cards %}{% briefs rows %}").render(
        Context({"rows": [listing("project"), listing("work")]})
    )
    assert page.count("<li>") == 1

"""What the page of a fundraiser shows, in every kind and state."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from fundraising import fundraisers
from fundraising.models import Disbursement, Fundraiser, Question
from marketplace.catalog.models import Listing, Topic
from tests.fundraising.raising import Status, a_draft, a_fundraiser, a_reward, budget
from tests.portfolios.hanging import a_portfolio

PAGE = "/fundraisers/daily-bread/"


def read(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("status", sorted(Fundraiser.PUBLIC))
def test_it_is_read_in_every_public_state(client: Client, cleo: User, status: str) -> None:
    a_fundraiser(cleo, status=status)
    assert "Daily bread" in read(client)


@pytest.mark.parametrize("kind", ["donation", "reward", "presale", "support"])
def test_it_is_read_in_every_kind(client: Client, cleo: User, kind: str) -> None:
    a_fundraiser(cleo, kind=kind)
    assert str(Fundraiser.Kind(kind).label) in read(client)


def test_a_film_in_the_story_is_a_picture_until_it_is_pressed(client: Client, cleo: User) -> None:
    a_fundraiser(cleo, story="Look:\n\nhttps://youtu.be/dQw4w9WgXcQ\n\nThank you.")
    answer = client.get(PAGE)
    assert "Watch the film on YouTube" in answer.content.decode()
    assert 'src="https://www.youtube' not in answer.content.decode()
    assert "frame-src https://www.youtube-nocookie.com;" in f"{answer['Content-Security-Policy']};"
    assert "frame-src" not in client.get("/discover/")["Content-Security-Policy"]


def test_a_draft_is_not_there_for_strangers(
    client: Client, cleo: User, eve: User, client_of: Callable[[User], Client]
) -> None:
    a_draft(cleo)
    assert client.get(PAGE).status_code == 404
    assert client_of(eve).get(PAGE).status_code == 404
    assert client_of(cleo).get(PAGE).status_code == 200


def test_it_shows_sum_goal_share_and_backers(client: Client, cleo: User) -> None:
    a_fundraiser(cleo, record_raised_minor=89_600, record_backers=412)
    page = read(client)
    for words in ("€896", "of €1,000", "89 %", "412", 'value="89"', "€896 of €1,000 raised"):
        assert words in page


def test_past_the_goal_the_bar_goes_on_and_marks_it(client: Client, cleo: User) -> None:
    a_fundraiser(cleo, record_raised_minor=128_000)
    page = read(client)
    assert '<progress max="128" value="128"' in page
    assert "progress--over" in page
    assert "--goal: 78.1%" in page


def test_figures_that_nobody_knows_are_not_shown(client: Client, cleo: User) -> None:
    a_fundraiser(cleo, status=Status.SUCCESSFUL, record_backers=None)
    assert "backers" not in read(client).split('class="fund-sum__facts"')[1].split("</dl>")[0]


def test_while_it_runs_it_leads_to_the_pledge(client: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo)
    a_reward(shown)
    assert f"/fundraisers/{shown.listing.slug}/pledge/" in read(client)


def test_when_it_is_over_it_says_how_it_ended_instead(client: Client, cleo: User) -> None:
    a_fundraiser(cleo, status=Status.FAILED)
    page = read(client)
    assert "/pledge/" not in page
    assert "the goal was not reached, so no money moved" in page


def test_rewards_say_what_is_left_and_gone_ones_stay(client: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo)
    a_reward(shown, name="The book", limit=950, record_backers=213, ships="world")
    a_reward(shown, name="Patron", limit=4, record_backers=4)
    a_reward(shown, name="A day", limit=30, record_backers=None)
    page = read(client)
    for words in ("737 of 950", "Worldwide", "0 of 4", "All are taken", "Limited to"):
        assert words in page


def test_the_budget_adds_up_on_the_page_as_well(client: Client, cleo: User) -> None:
    budget(a_fundraiser(cleo), 33_334, 33_333, 33_333)
    response = client.get(PAGE)
    assert sum(row.percent for row in response.context["budget"]) == 100
    assert "Where the €1,000 goes" in response.content.decode()


def test_plan_questions_and_risks_are_there_with_their_tabs(client: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo, risks="Paper prices **move**.")
    Disbursement.objects.create(fundraiser=shown, name="Paper bought", amount_minor=100_000, proof="the invoice")
    Question.objects.create(fundraiser=shown, question="To the moon?", answer="Not yet.")
    page = read(client)
    for words in (
        "Paper bought, €1,000",
        "Proof: the invoice",
        "To the moon?",
        "<strong>move</strong>",
        'href="#risks"',
    ):
        assert words in page
    assert 'href="#rewards"' not in page


def test_what_makers_write_runs_no_script(client: Client, cleo: User) -> None:
    bad = "<script>alert(1)</script>[x](javascript:alert(1))<img src=x onerror=alert(1)>"
    shown = a_fundraiser(cleo, story=bad, risks=bad)
    a_reward(shown, contents=bad, name="<script>alert(2)</script>")
    Question.objects.create(fundraiser=shown, question=bad, answer=bad)
    page = read(client)
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img src=x" not in page


def test_a_sample_says_what_of_it_is_real(client: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo, sample_note="Goal, sum and dates are facts.")
    Listing.objects.filter(pk=shown.pk).update(is_sample=True)
    page = read(client)
    assert "Sample." in page
    assert "Goal, sum and dates are facts." in page


def test_machines_read_a_project_with_its_founder(client: Client, cleo: User, topics: dict[str, Topic]) -> None:
    a_fundraiser(cleo, topics["design"])
    block = read(client).split('<script type="application/ld+json">')[1].split("</script>")[0]
    project, crumbs = json.loads(block)["@graph"]
    assert (project["@type"], project["founder"]["name"]) == ("Project", cleo.party.name)
    assert crumbs["@type"] == "BreadcrumbList"


def test_it_stands_on_the_page_of_the_portfolio_that_it_is_for(client: Client, cleo: User) -> None:
    portfolio = a_portfolio(cleo)
    a_fundraiser(cleo, subject=portfolio.listing, record_raised_minor=50_000)
    page = read(client, "/portfolios/low-sun/")
    assert "Its fundraiser" in page
    assert PAGE in page


def test_a_hidden_fundraiser_is_on_no_other_page(client: Client, cleo: User) -> None:
    portfolio = a_portfolio(cleo)
    fundraisers.withdraw(a_fundraiser(cleo, subject=portfolio.listing), by=cleo)
    assert "Its fundraiser" not in read(client, "/portfolios/low-sun/")
    assert PAGE not in read(client, cleo.party.get_absolute_url())


def test_it_stands_on_the_page_of_who_raises(client: Client, cleo: User) -> None:
    a_fundraiser(cleo)
    assert PAGE in read(client, cleo.party.get_absolute_url())


def test_twenty_rewards_take_no_more_queries_than_one(
    client: Client, cleo: User, topics: dict[str, Topic], queries: Callable[[Callable[[], Any]], int]
) -> None:
    shown = a_fundraiser(cleo, topics["design"])
    a_reward(shown)
    budget(shown, 100_000)
    few = queries(lambda: client.get(PAGE))
    for _number in range(19):
        a_reward(shown)
    shown.budget_lines.all().delete()
    budget(shown, *[5_000] * 20)
    assert queries(lambda: client.get(PAGE)) == few <= 13


def test_its_visits_are_counted(client: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo)
    assert f'data-seen="{shown.pk}"' in read(client)


def test_a_reward_is_chosen_where_it_stands_and_one_that_is_gone_is_not(client: Client, cleo: User) -> None:
    shown = a_fundraiser(cleo)
    there, gone = a_reward(shown), a_reward(shown, limit=2, record_backers=2)
    page = read(client)
    assert f"pledge/?reward={there.pk}" in page
    assert f"pledge/?reward={gone.pk}" not in page


def test_on_a_phone_the_way_to_back_it_stays_in_reach(client: Client, cleo: User) -> None:
    a_fundraiser(cleo)
    assert 'class="act-bar"' in read(client)

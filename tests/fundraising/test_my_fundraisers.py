"""The list of one's own, and the ways to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fundraising import launching, teams
from fundraising.models import Fundraiser
from tests import cast
from tests.fundraising import making_story as story
from tests.fundraising.raising import a_filing
from tests.portfolios.hanging import a_portfolio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]
MINE = reverse("fundraising:mine")


def test_it_begins_with_the_first_step(ada, client_of):
    page = client_of(ada).get(MINE).text
    assert "No fundraisers yet" in page
    assert reverse("fundraising:start") in page


def test_each_stands_there_with_its_state_and_what_comes_next(ada, dev, client_of):
    story.started(ada, title="A first draft")
    story.passed(ada, dev)
    page = client_of(ada).get(MINE).text
    for said in ("A first draft", "Go on writing", story.TITLE, "Scheduled", "Open it"):
        assert said in page


def test_nobody_elses_is_there(ada, eve, cleo, client_of):
    story.started(eve, title="Somebody else's")
    a_filing(ada)
    assert "Somebody else" not in client_of(ada).get(MINE).text
    assert "Cape Codder" not in client_of(ada).get(MINE).text


def test_it_takes_as_many_queries_for_one_as_for_ten(ada, dev, client_of, queries):
    launching.launch(story.passed(ada, dev), by=ada)
    one = queries(lambda: client_of(ada).get(MINE))
    for number in range(9):
        story.started(ada, title=f"Draft {number}")
    assert queries(lambda: client_of(ada).get(MINE)) == one


def test_those_that_were_backed_cost_no_more(ada, dev, client_of, queries):
    for number in range(3):
        launching.launch(story.passed(ada, dev, title=f"Number {number}"), by=ada)
    before = queries(lambda: client_of(ada).get(MINE))
    Fundraiser.objects.update(backing=1, pledged_minor=100)
    assert queries(lambda: client_of(ada).get(MINE)) == before


def test_more_than_a_page_is_reached(ada, client_of, monkeypatch):
    monkeypatch.setattr("fundraising.views.making.PER_PAGE", 2)
    for number in range(3):
        story.started(ada, title=f"Draft {number}")
    page = client_of(ada).get(MINE)
    assert "Draft 0" not in page.text
    older = client_of(ada).get(f"{MINE}?after={page.context['page'].next_cursor}").text
    assert "Draft 0" in older


def test_the_menu_leads_there(ada, client_of):
    assert f'href="{MINE}"' in client_of(ada).get("/").text


def test_a_portfolio_leads_its_maker_there_and_nobody_else(ada, eve, client_of):
    shown = a_portfolio(ada)
    link = f"{reverse('fundraising:start')}?for={shown.pk}"
    assert link in client_of(ada).get(shown.get_absolute_url()).text
    assert link not in client_of(eve).get(shown.get_absolute_url()).text
    page = client_of(ada).get(link)
    assert shown.listing.title in page.text
    client_of(ada).post(link, {"title": "For this", "kind": "donation"})
    made = Fundraiser.objects.get()
    assert made.subject == shown.listing
    assert link not in client_of(ada).get(shown.get_absolute_url()).text


@pytest.mark.parametrize("of", ["rubbish", "00000000-0000-0000-0000-000000000000", "a%00b"])
def test_what_is_not_theirs_or_not_there_is_left_out(eve, ada, client_of, of):
    start = reverse("fundraising:start")
    assert client_of(eve).get(f"{start}?for={of}").status_code == 200
    client_of(eve).post(f"{start}?for={a_portfolio(ada).pk}", {"title": "For that", "kind": "donation"})
    assert Fundraiser.objects.get().subject is None


def test_the_page_says_what_it_is_for(ada, dev, client):
    shown = story.passed(ada, dev)
    portfolio = a_portfolio(ada)
    Fundraiser.objects.filter(pk=shown.pk).update(subject=portfolio.listing)
    assert f'href="{portfolio.get_absolute_url()}"' in client.get(shown.get_absolute_url()).text


def test_home_says_what_waits(ada, cleo, dev, client_of):
    draft = story.whole(ada)
    teams.ask(draft, cleo.party, role="Prints", by=ada)
    assert "A draft that only you see" in client_of(ada).get("/").text
    assert "asks you into its team" in client_of(cleo).get("/").text
    reviewer = cast.in_group(dev, "reviewer")
    launching.send_back(launching.hand_in(draft, by=ada), why="Say who prints it.", by=reviewer)
    assert "Our staff sent it back" in client_of(ada).get("/").text
    Fundraiser.objects.filter(pk=draft.pk).update(opens_at=timezone.now() + timedelta(days=9))
    assert "Our staff sent it back" in client_of(ada).get("/").text
    Fundraiser.objects.filter(pk=draft.pk).update(opens_at=None)
    launching.pass_review(launching.hand_in(draft, by=ada), by=reviewer)
    assert "It passed review and can open" in client_of(ada).get("/").text

"""Who backs a fundraiser: for who raises it with sums and words, for everybody by name alone."""

import pytest

from fundraising import backers, pledges
from fundraising.models import Pledge
from social.models import Notice
from tests import cast
from tests.fundraising import backing

pytestmark = pytest.mark.django_db


@pytest.fixture
def fundraiser(local_stripe, ada, clock):
    return backing.open_fundraiser(ada)


@pytest.fixture
def url(fundraiser):
    return f"/my/fundraisers/{fundraiser.listing.slug}/backers/"


def test_each_stands_there_with_sum_choice_and_words(local_stripe, fundraiser, url, ada, ben, cleo, client_of):
    backing.promised(local_stripe, fundraiser, ben, reward="Loaf", extra=2, message="Bake well")
    backing.promised(local_stripe, fundraiser, cleo, extra=7, is_anonymous=True)
    page = client_of(ada).get(url).text
    for said in (ben.party.name, "€40.00", "1 × Loaf", "Bake well", "Anonymous", "€7.00", "Promised"):
        assert said in page
    assert cleo.party.name not in page


def test_what_was_never_confirmed_is_not_there(fundraiser, url, ada, ben, client_of):
    pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=20), backer=ben.party, by=ben)
    assert "Nobody yet" in client_of(ada).get(url).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 2), ({"state": "promised"}, 2), ({"state": "paid"}, 0), ({"state": "nonsense"}, 2), ({"q": "ben"}, 1),
        ({"q": "cleo"}, 0), ({"q": "rye"}, 1), ({"q": "\x00"}, 2), ({"after": "x"}, 2),
    ],
)  # fmt: skip
def test_it_is_looked_through_by_state_and_words(
    local_stripe, fundraiser, url, ada, ben, cleo, client_of, asked, found
):
    """A name that is not shown is not found by it either."""
    backing.promised(local_stripe, fundraiser, ben, extra=2)
    backing.promised(local_stripe, fundraiser, cleo, extra=7, is_anonymous=True, message="More rye")
    assert len(client_of(ada).get(url, asked).context["rows"]) == found


def test_nobody_else_finds_it(fundraiser, url, ben, client, client_of):
    assert client_of(ben).get(url).status_code == 404
    assert client.get(url).status_code == 302
    assert client_of(fundraiser.owner.user).post(url).status_code == 405


def test_it_takes_as_many_queries_for_many(local_stripe, fundraiser, url, ada, ben, client_of, queries):
    backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
    browser = client_of(ada)
    browser.get(url)
    one = queries(lambda: browser.get(url))
    for number in range(5):
        backing.promised(local_stripe, fundraiser, cast.joined(f"B{number} Baker"), reward="Loaf")
    assert queries(lambda: browser.get(url)) == one


def test_more_than_a_page_is_reached(local_stripe, fundraiser, url, ada, ben, cleo, client_of, monkeypatch):
    monkeypatch.setattr("fundraising.views.backers.PER_PAGE", 1)
    for who in (ben, cleo):
        backing.promised(local_stripe, fundraiser, who, extra=2)
    page = client_of(ada).get(url)
    assert [row.name for row in page.context["rows"]] == [cleo.party.name]
    older = client_of(ada).get(url, {"after": page.context["page"].next_cursor})
    assert [row.name for row in older.context["rows"]] == [ben.party.name]


def test_the_notice_of_a_backer_leads_there_and_is_read_there(local_stripe, fundraiser, url, ada, ben, client_of):
    backing.promised(local_stripe, fundraiser, ben, extra=2)
    backing.work()
    notice = Notice.objects.get(user=ada, kind="pledge_received")
    assert (notice.url, notice.read_at) == (url, None)
    assert f'href="{url}"' in client_of(ada).get(fundraiser.listing.url).text
    client_of(ada).get(url)
    assert backing.fresh(notice).read_at


def test_everybody_reads_the_names_of_those_who_did_not_ask_to_be_left_out(
    local_stripe, fundraiser, ben, cleo, eve, client, clock
):
    for who, hidden in ((ben, False), (cleo, True), (eve, False)):
        backing.promised(local_stripe, fundraiser, who, extra=2, is_anonymous=hidden)
        clock.shift(60)
    page = client.get(fundraiser.listing.url).text
    assert f"<p>{eve.party.name}, {ben.party.name}</p>" in page
    assert cleo.party.name not in page
    Pledge.objects.filter(backer=eve.party).update(status="dropped")
    assert backers.named(fundraiser) == [ben.party.name]

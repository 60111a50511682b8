"""What one has pledged oneself stands on the fundraiser's page."""

import pytest
from django.urls import reverse

from accounts import companies
from fundraising import matches, pledges
from fundraising.matches import Terms
from payments.models import SavedMethod
from social import notices
from social.models import Notice
from tests.fundraising import backing
from tests.fundraising.test_guests import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def fundraiser(local_stripe, ada, clock):
    return backing.open_fundraiser(ada, goal="100")


def test_in_place_of_the_button_that_would_make_a_second(local_stripe, fundraiser, ben, eve, client_of):
    made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf", extra=2)
    page = client_of(ben).get(fundraiser.listing.url).text
    assert "You back this: €40.00." in page
    assert page.count(f'href="{made.get_absolute_url()}"') == 2
    for gone in ("Back this", "Choose this", "Match what others pledge"):
        assert gone not in page
    others = client_of(eve).get(fundraiser.listing.url).text
    assert "You back this:" not in others
    assert "Choose this" in others


def test_after_the_end_too(local_stripe, fundraiser, ben, client_of, clock):
    made = backing.promised(local_stripe, fundraiser, ben, extra=100)
    assert "Change your pledge" in client_of(ben).get(fundraiser.listing.url).text
    backing.end(fundraiser, clock)
    page = client_of(ben).get(fundraiser.listing.url).text
    assert ("Manage your pledge" in page, made.get_absolute_url() in page) == (True, True)


def test_beside_the_button_where_one_may_give_more_than_once(local_stripe, ada, ben, client_of):
    keeps = backing.open_fundraiser(ada, settlement="keep_what_you_raise")
    for _time in range(2):
        backing.paid(local_stripe, keeps, ben, extra=20)
    page = client_of(ben).get(keeps.listing.url).text
    assert "You back this: €40.00." in page
    assert ('href="/pledges/"' in page, "Back this" in page) == (True, True)


def test_a_match_says_that_it_is_one(local_stripe, fundraiser, cleo, client_of):
    match = matches.offer(fundraiser, Terms(total_minor=1000), backer=cleo.party, by=cleo)
    pledges.confirm(match.pledge, backing.card(local_stripe, cleo), by=cleo)
    assert "You match what others pledge." in client_of(cleo).get(fundraiser.listing.url).text


def test_a_guest_reads_theirs_in_the_browser_in_which_they_gave(local_stripe, ada, client):
    keeps = backing.open_fundraiser(ada)
    send(client, keeps)
    guests = keeps.pledges.get()
    pledges.confirm(guests, backing.card(local_stripe, guests.by), by=guests.by)
    assert "You back this: €38.00." in client.get(keeps.listing.url).text


def test_who_raises_it_is_not_asked_to_back_it(fundraiser, ada, client_of):
    page = client_of(ada).get(fundraiser.listing.url).text
    for gone in ("Back this", "Choose this", "Match what others pledge"):
        assert gone not in page


def test_opening_the_page_or_that_of_a_step_reads_the_notices_about_it(fundraiser, ada, ben, client_of):
    step = fundraiser.disbursements.get()
    for url in (fundraiser.listing.url, step.get_absolute_url()):
        notices.tell_party(
            ben.party, "pledge_taken_back", key=url, url=url, actor=ada.party, listing=fundraiser.listing,
            sum={"minor": 100, "currency": "EUR"},
        )  # fmt: skip
        assert client_of(ben).get(url).status_code == 200
    assert all(Notice.objects.filter(user=ben).values_list("read_at", flat=True))


def test_who_acts_for_a_company_that_gives_can_still_give_themselves(local_stripe, fundraiser, ben, client_of):
    company = companies.found("Ridge Press", by=ben)
    chosen = backing.chosen(fundraiser, extra=50)
    made = pledges.pledge(fundraiser, chosen, backer=company.party, by=ben)
    card = backing.card(local_stripe, ben)
    SavedMethod.objects.filter(pk=card.pk).update(party=company.party)
    pledges.confirm(made, SavedMethod.objects.get(pk=card.pk), by=ben)
    page = client_of(ben).get(fundraiser.listing.url).text
    assert ("You back this: €50.00." in page, "Back this" in page) == (True, True)


def test_who_gives_without_their_name_is_told_what_a_word_of_theirs_tells(local_stripe, fundraiser, ben, client_of):
    named = "Your name stands on"
    backing.promised(local_stripe, fundraiser, ben, extra=50)
    assert named not in client_of(ben).get(fundraiser.listing.url).text
    fundraiser.pledges.update(is_anonymous=True)
    assert named in client_of(ben).get(fundraiser.listing.url).text
    assert named in client_of(ben).get(reverse("fundraising:ask_maker", args=[fundraiser.listing.slug])).text

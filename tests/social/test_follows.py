"""Following people and companies, watching listings: one button each."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import people
from marketplace.catalog.models import Event, ListingStats
from marketplace.kit.refusals import Refused
from social import follows
from social.models import Follow, Watch
from tests import cast
from tests.social import telling

pytestmark = pytest.mark.django_db
READER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture
def shown(ada):
    """Ada, whose page everybody may open."""
    people.publish_profile(ada.party.profile, by=ada)
    return ada


def stats(party):
    return ListingStats.objects.get(listing=party.profile.listing)


class TestFollow:
    def test_it_counts_and_tells_who_is_followed(self, ada, ben):
        assert follows.follow(ada.party, by=ben)
        assert stats(ada.party).follows == 1
        assert [notice.kind for notice in telling.of(ada)] == ["followed"]

    def test_twice_is_once_and_back_again_tells_nobody_anew(self, ada, ben):
        for _twice in range(2):
            follows.follow(ada.party, by=ben)
        for _twice in range(2):
            follows.unfollow(ada.party, by=ben)
        assert stats(ada.party).follows == 0
        follows.follow(ada.party, by=ben)
        assert len(telling.of(ada)) == 1

    def test_nobody_follows_themselves(self, ada):
        with pytest.raises(Refused):
            follows.follow(ada.party, by=ada)
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(follower=ada.party, followed=ada.party)


class TestWatch:
    def test_it_counts_and_takes_a_level(self, ada, ben):
        job = telling.job(ada)
        follows.watch(job.listing, by=ben)
        follows.watch(job.listing, by=ben, level="ending")
        assert ListingStats.objects.get(listing=job.listing).watches == 1
        assert Watch.objects.get().level == "ending"
        for _twice in range(2):
            follows.unwatch(job.listing, by=ben)
        assert ListingStats.objects.get(listing=job.listing).watches == 0

    def test_ones_own_is_not_watched(self, ada):
        with pytest.raises(Refused):
            follows.watch(telling.job(ada).listing, by=ada)

    def test_a_level_that_does_not_exist_is_refused(self, ada, ben):
        with pytest.raises(Refused):
            follows.watch(telling.job(ada).listing, by=ben, level="sometimes")


class TestButtons:
    def test_the_page_has_the_button_and_without_a_script_it_works(self, shown, ben, client_of):
        browser, page = client_of(ben), shown.party.get_absolute_url()
        assert 'aria-pressed="false"' in browser.get(page).text
        answer = browser.post(
            reverse("social:follow", args=[shown.party.pk]), {"on": "1", "next": page}, headers=READER
        )
        assert answer.url == page
        assert 'aria-pressed="true"' in browser.get(page).text
        assert Event.objects.filter(kind="follow").count() == 1

    def test_a_job_has_the_other(self, ada, ben, client_of):
        job, browser = telling.job(ada), client_of(ben)
        address = reverse("social:watch", args=[job.pk])
        assert address in browser.get(job.get_absolute_url()).text
        browser.post(address, {"on": "1"})
        assert "You hear of every change" in browser.get(job.get_absolute_url()).text
        browser.post(address, {"on": "0"})
        assert not Watch.objects.exists()

    def test_a_script_gets_no_page(self, shown, ben, client_of):
        address = reverse("social:follow", args=[shown.party.pk])
        assert client_of(ben).post(address, {"on": "1"}, headers={"HX-Request": "true"}).status_code == 204

    def test_ones_own_page_has_none(self, shown, client_of):
        assert "aria-pressed" not in client_of(shown).get(shown.party.get_absolute_url()).text.split("<main")[1]

    def test_anonymous_visitors_are_led_to_sign_in_and_back(self, shown, client):
        page = shown.party.get_absolute_url()
        assert f"/accounts/login/?next={page}" in client.get(page).text
        assert client.post(reverse("social:follow", args=[shown.party.pk]), {"on": "1"}).status_code == 302

    def test_what_is_hidden_is_neither_followed_nor_watched(self, ada, ben, client_of):
        hidden = cast.joined("Hidden Person")
        people.withdraw_profile(hidden.party.profile, by=hidden)
        assert client_of(ben).post(reverse("social:follow", args=[hidden.party.pk]), {"on": "1"}).status_code == 404
        assert client_of(ben).get(reverse("social:follow", args=[ada.party.pk])).status_code == 405

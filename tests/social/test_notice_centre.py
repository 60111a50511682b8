"""The page of one's notices, and the figure beside the bell."""

from datetime import timedelta

import pytest
from django.urls import reverse

from social import kinds, notices
from social.models import Notice

pytestmark = pytest.mark.django_db
CENTRE, READ_ALL = reverse("social:notices"), reverse("social:read_all")


@pytest.fixture(autouse=True)
def _kind():
    kinds.declare("greeted", icon="mail", sentence="%(word)s", button="Look", is_mailed=False)


@pytest.fixture
def told():
    def tell(user, *words):
        for word in words:
            notices.tell([user], "greeted", key=word, url=f"/{word}/", word=word)
        return list(Notice.objects.filter(user=user).order_by("-created_at", "-id"))

    return tell


class TestCentre:
    def test_it_shows_ones_own_and_nobody_elses(self, ada, eve, client_of, client, told):
        told(ada, "secret")
        assert "secret" in client_of(ada).get(CENTRE).text
        assert "secret" not in client_of(eve).get(CENTRE).text
        assert client.get(CENTRE).status_code == 302

    def test_days_stand_apart(self, ada, client_of, told, clock):
        told(ada, "parsnip")
        clock.shift(timedelta(days=1))
        told(ada, "turnip")
        page = client_of(ada).get(CENTRE).text
        assert page.index("Today") < page.index("turnip") < page.index("Yesterday") < page.index("parsnip")

    def test_it_takes_the_same_queries_for_one_and_for_twenty(self, ada, client_of, told, queries):
        browser = client_of(ada)
        told(ada, "one")
        one = queries(lambda: browser.get(CENTRE))
        told(ada, *(f"word{number}" for number in range(19)))
        assert queries(lambda: browser.get(CENTRE)) == one <= 12

    def test_older_ones_come_on_the_next_page(self, ada, client_of, told, monkeypatch):
        monkeypatch.setattr("social.views.centre.PER_PAGE", 1)
        told(ada, "parsnip", "turnip")
        page = client_of(ada).get(CENTRE)
        assert "parsnip" not in page.text
        assert "turnip" in page.text
        assert "parsnip" in client_of(ada).get(CENTRE, {"after": page.context["next_cursor"]}).text

    def test_an_empty_one_says_what_will_be_there(self, ada, client_of):
        assert "Nothing yet" in client_of(ada).get(CENTRE).text
        assert "Everything is read" in client_of(ada).get(CENTRE, {"show": "unread"}).text

    def test_the_bell_counts_what_is_unread(self, ada, client_of, told):
        told(ada, "one", "two")
        assert "Notices, 2 unread" in client_of(ada).get(CENTRE).text


class TestReading:
    def test_one_is_read_by_going_there(self, ada, client_of, told):
        (notice,) = told(ada, "word")
        answer = client_of(ada).post(reverse("social:read", args=[notice.pk]))
        assert answer.url == "/word/"
        assert not Notice.objects.unread().exists()

    def test_all_that_stood_on_the_page_are_read_and_no_later_ones(self, ada, client_of, told):
        shown = told(ada, "one", "two")
        told(ada, "later")
        client_of(ada).post(READ_ALL, {"up_to": shown[0].pk})
        assert Notice.objects.unread().get().facts == {"word": "later"}

    def test_a_stranger_reads_nothing(self, ada, eve, client_of, client, told):
        (notice,) = told(ada, "word")
        address = reverse("social:read", args=[notice.pk])
        assert client_of(eve).post(address).status_code == 404
        assert client.post(address).status_code == 302
        client_of(eve).post(READ_ALL, {"up_to": notice.pk})
        assert Notice.objects.unread().count() == 1

    @pytest.mark.parametrize("up_to", ["", "nonsense"])
    def test_a_page_that_says_nothing_reads_all(self, ada, client_of, told, up_to):
        told(ada, "one")
        client_of(ada).post(READ_ALL, {"up_to": up_to})
        assert not Notice.objects.unread().exists()

    def test_it_is_posted_never_got(self, ada, client_of, told):
        (notice,) = told(ada, "word")
        assert client_of(ada).get(READ_ALL).status_code == 405
        assert client_of(ada).get(reverse("social:read", args=[notice.pk])).status_code == 405

    def test_twice_changes_nothing(self, ada, client_of, told):
        (notice,) = told(ada, "word")
        for _twice in range(2):
            client_of(ada).post(reverse("social:read", args=[notice.pk]))
        first = Notice.objects.get().read_at
        client_of(ada).post(READ_ALL)
        assert Notice.objects.get().read_at == first

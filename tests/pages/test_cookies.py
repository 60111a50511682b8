"""Visitors are counted without a cookie, and not at all where they ask for that."""

import pytest
from django.test import Client

from accounts import people
from accounts.models import User
from marketplace.catalog import visitors
from marketplace.catalog.models import Event

PAGES = ["/", "/discover/", "/people/cleo-marsh/", "/help/", "/help/your-data/", "/terms/", "/privacy/", "/about/"]


@pytest.fixture
def shown(cleo: User) -> User:
    """Cleo, whose page everybody can see."""
    people.publish_profile(cleo.party.profile, by=cleo)
    return cleo


@pytest.mark.parametrize("path", PAGES)
def test_reading_sets_no_cookie(client: Client, shown: User, path: str) -> None:
    response = client.get(path, headers={"User-Agent": "Firefox"})
    assert response.status_code == 200
    assert not response.cookies


class TestCounting:
    def test_being_counted_sets_no_cookie(self, client: Client, shown: User) -> None:
        response = self._seen(client, shown)
        assert (response.status_code, bool(response.cookies)) == (204, False)
        assert Event.objects.get().user is None

    @pytest.mark.parametrize("asks", [{"DNT": "1"}, {"Sec-GPC": "1"}])
    def test_who_asks_not_to_be_followed_is_not(self, client: Client, shown: User, asks: dict[str, str]) -> None:
        self._seen(client, shown, **asks)
        assert not Event.objects.exists()

    def test_a_mark_does_not_last_until_tomorrow(self, client: Client, shown: User, clock: object) -> None:
        from datetime import timedelta

        self._seen(client, shown)
        clock.shift(timedelta(days=1))  # type: ignore[attr-defined]
        self._seen(client, shown)
        first, second = Event.objects.order_by("at").values_list("visitor", flat=True)
        assert first != second

    def test_a_mark_is_no_address(self, client: Client, shown: User) -> None:
        self._seen(client, shown)
        assert "127.0.0.1" not in str(Event.objects.values().get())
        assert visitors.TWO_DAYS == 2 * 86_400  # the salt is forgotten by then

    def _seen(self, client: Client, shown: User, **headers: str) -> object:
        told = {"listing": str(shown.party.profile.listing_id), "from": ""}
        return client.post("/seen/", told, headers={"User-Agent": "Firefox", **headers})

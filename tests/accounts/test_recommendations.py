"""Recommendations: asked for or offered, and shown once their subject accepts them."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts import people, recommendations
from accounts.models import Profile, Recommendation, User
from accounts.refusals import NotAllowed
from marketplace.kit.models import IllegalMove
from social.models import Notice
from tests import cast
from tests.accounts.together import shown_page, worked

pytestmark = pytest.mark.django_db

TEXT = "Cleo set our journal in three weeks, and every page was right."
OTHER = "Cleo set our journal in three weeks. I would hire her again."
PAGE = "/people/cleo-marsh/"
LIST = "/settings/recommendations/"


@pytest.fixture
def page(ada: User, cleo: User, topics: Any) -> Profile:
    """Cleo's page; she has worked for Ada."""
    worked(ada, cleo)
    return shown_page(cleo)


@pytest.fixture
def offered(page: Profile, ada: User) -> Recommendation:
    return recommendations.offer(page, by=ada, text=TEXT)


@pytest.fixture
def shown(offered: Recommendation, cleo: User) -> Recommendation:
    return recommendations.accept(offered, by=cleo)


def is_on_page(text: str = TEXT) -> bool:
    return text in Client().get(PAGE).content.decode()


class TestAskedFor:
    def test_asked_written_accepted_shown(self, page: Profile, ada: User, cleo: User, client_of: Any) -> None:
        client_of(cleo).post(f"{LIST}requests/", {"writer": "ada-brandt", "note": "The journal"})
        asked = Recommendation.objects.get()
        assert "The journal" in client_of(ada).get(f"/recommendations/{asked.pk}/").content.decode()
        client_of(ada).post(f"/recommendations/{asked.pk}/", {"text": TEXT})
        assert not is_on_page()
        client_of(cleo).post(f"/recommendations/{asked.pk}/acceptance/")
        assert is_on_page()

    def test_both_are_told(self, page: Profile, ada: User, cleo: User) -> None:
        asked = recommendations.ask(page, ada.party, by=cleo)
        recommendations.write(asked, by=ada, text=TEXT)
        assert Notice.objects.filter(user=ada, kind="recommendation_asked").exists()
        assert Notice.objects.filter(user=cleo, kind="recommendation_written").exists()

    def test_asking_twice_is_asking_once(self, page: Profile, ada: User, cleo: User) -> None:
        assert recommendations.ask(page, ada.party, by=cleo) == recommendations.ask(page, ada.party, by=cleo)

    def test_only_people_who_worked_together_can_be_asked(
        self, page: Profile, cleo: User, eve: User, client_of: Any
    ) -> None:
        response = client_of(cleo).post(f"{LIST}requests/", {"writer": "eve-stone"})
        assert response.status_code == 422
        with pytest.raises(NotAllowed):
            recommendations.ask(page, eve.party, by=cleo)

    @pytest.mark.parametrize("writer", ["", "nobody", "a\0b"])
    def test_an_unknown_writer_is_refused_at_the_field(
        self, page: Profile, cleo: User, client_of: Any, writer: str
    ) -> None:
        assert client_of(cleo).post(f"{LIST}requests/", {"writer": writer}).status_code == 422

    def test_the_writer_may_decline(self, page: Profile, ada: User, cleo: User) -> None:
        asked = recommendations.ask(page, ada.party, by=cleo)
        recommendations.decline(asked, by=ada)
        assert recommendations.ask(page, ada.party, by=cleo) != asked


class TestOffered:
    def test_it_waits_until_it_is_accepted(self, offered: Recommendation) -> None:
        assert not is_on_page()

    def test_its_subject_may_decline_it(self, offered: Recommendation, cleo: User) -> None:
        recommendations.decline(offered, by=cleo)
        with pytest.raises(IllegalMove):
            recommendations.accept(offered, by=cleo)

    def test_a_second_offer_changes_the_text_of_the_first(self, offered: Recommendation, ada: User) -> None:
        again = recommendations.offer(offered.profile, by=ada, text=OTHER)
        assert (again.pk, again.text) == (offered.pk, OTHER)

    def test_a_stranger_writes_none(self, page: Profile, eve: User, client_of: Any) -> None:
        with pytest.raises(NotAllowed):
            recommendations.offer(page, by=eve, text=TEXT)
        response = client_of(eve).post(f"{PAGE}recommendation/", {"text": TEXT}, follow=True)
        assert "worked together" in response.content.decode()
        assert not Recommendation.objects.exists()

    def test_a_text_that_says_nothing_is_refused(self, page: Profile, ada: User, client_of: Any) -> None:
        for text in ("", "Good.", "x" * 3000, f"{TEXT}\0"):
            assert client_of(ada).post(f"{PAGE}recommendation/", {"text": text}).status_code == 422

    def test_no_script_comes_through(self, page: Profile, ada: User, cleo: User) -> None:
        made = recommendations.offer(page, by=ada, text=f"<script>alert(1)</script> {TEXT}")
        recommendations.accept(made, by=cleo)
        assert "<script>alert(1)" not in Client().get(PAGE).content.decode()


class TestShown:
    def test_it_can_be_hidden_and_shown_again(self, shown: Recommendation, cleo: User) -> None:
        recommendations.hide(shown, by=cleo)
        assert not is_on_page()
        recommendations.accept(shown, by=cleo)
        assert is_on_page()

    def test_kept_pages_are_drawn_anew(
        self, shown: Recommendation, cleo: User, monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        turned: list[bool] = []
        monkeypatch.setattr("marketplace.kit.pagestore.turn_over", lambda: turned.append(True))
        with django_capture_on_commit_callbacks(execute=True):
            recommendations.hide(shown, by=cleo)
        assert turned

    def test_a_changed_text_waits_again(self, shown: Recommendation, ada: User) -> None:
        recommendations.write(shown, by=ada, text=OTHER)
        assert not is_on_page(OTHER)
        assert not is_on_page(TEXT)

    def test_its_writer_may_take_it_back(self, shown: Recommendation, ada: User) -> None:
        recommendations.withdraw(shown, by=ada)
        assert not is_on_page()

    def test_each_act_belongs_to_one_side(self, shown: Recommendation, ada: User, cleo: User) -> None:
        for act, by in ((recommendations.hide, ada), (recommendations.withdraw, cleo)):
            with pytest.raises(NotAllowed):
                act(shown, by=by)
        with pytest.raises(NotAllowed):
            recommendations.write(shown, by=cleo, text=OTHER)

    def test_it_is_seen_by_those_whom_its_subject_lets(
        self, shown: Recommendation, cleo: User, eve: User, client_of: Any
    ) -> None:
        people.choose_audiences(cleo.party.profile, {"recommendations": "members"}, by=cleo)
        assert not is_on_page()
        assert TEXT in client_of(eve).get(PAGE).content.decode()


@pytest.mark.parametrize("act", ["acceptance", "hiding", "refusal", "withdrawal"])
class TestEveryAct:
    def test_no_get_no_stranger_no_anonymous_visitor(
        self, offered: Recommendation, ada: User, eve: User, client_of: Any, act: str
    ) -> None:
        address = f"/recommendations/{offered.pk}/{act}/"
        assert client_of(ada).get(address).status_code == 405
        assert client_of(eve).post(address).status_code == 404
        assert "/login/" in Client().post(address)["Location"]

    def test_one_that_does_not_exist_is_not_found(self, ada: User, client_of: Any, act: str) -> None:
        assert client_of(ada).post(f"/recommendations/{uuid4()}/{act}/").status_code == 404

    def test_twice_is_harmless(self, shown: Recommendation, cleo: User, ada: User, client_of: Any, act: str) -> None:
        by = ada if act == "withdrawal" else cleo
        address = f"/recommendations/{shown.pk}/{act}/"
        assert all(client_of(by).post(address).status_code in (302, 303) for _ in range(2))


def test_two_offers_at_once_are_one(two_connections: Any, db: None) -> None:
    ada, cleo = cast.ada(), cast.cleo()
    cast.topics()
    worked(ada, cleo)
    page = shown_page(cleo)
    two_connections(*[lambda: recommendations.offer(page, by=ada, text=TEXT)] * 2)
    assert Recommendation.objects.count() == 1

"""Endorsing a skill: only by people who worked together."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts import companies, endorsements, people
from accounts.models import Endorsement, Profile, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Topic
from projects import projects, proposals
from tests.accounts.together import shown_page, worked
from tests.projects import story

pytestmark = pytest.mark.django_db

PAGE = "/people/cleo-marsh/"
ACT = f"{PAGE}endorsements/"
TYPE = {"topic": "typesetting"}


@pytest.fixture
def page(cleo: User, topics: dict[str, Topic]) -> Profile:
    """Cleo's page with one skill."""
    return shown_page(cleo, topics["typesetting"])


class TestEndorse:
    def test_its_name_and_count_stand_on_the_page(self, page: Profile, ada: User, cleo: User, client_of: Any) -> None:
        worked(ada, cleo)
        assert client_of(ada).post(ACT, TYPE)["Location"] == f"{PAGE}#skills"
        seen = Client().get(PAGE).content.decode()
        assert "1 endorsement" in seen
        assert "Ada Brandt" in seen

    def test_the_freelancer_may_endorse_the_client_too(self, ada: User, cleo: User, topics: dict[str, Topic]) -> None:
        worked(ada, cleo)
        hers = shown_page(ada, topics["translation"])
        assert endorsements.endorse(hers, topics["translation"], by=cleo)

    def test_who_acts_for_the_company_that_hired_may_too(
        self, page: Profile, ada: User, cleo: User, topics: dict[str, Topic]
    ) -> None:
        press = companies.found("Ridge Press", by=ada)
        draft = projects.start(story.TITLE, by=ada, client=press.party)
        job = projects.publish(draft, story.terms(), by=ada, client=press.party)
        sent = story.proposed(job, cleo)
        proposals.accept(sent, by=ada, revision=sent.revision)
        assert endorsements.endorse(page, topics["typesetting"], by=ada)

    def test_twice_is_as_good_as_once(self, page: Profile, ada: User, cleo: User, client_of: Any) -> None:
        worked(ada, cleo)
        assert [client_of(ada).post(ACT, TYPE).status_code for _ in range(2)] == [303, 303]
        assert Endorsement.objects.count() == 1

    def test_it_refuses_a_stranger(self, page: Profile, eve: User, topics: dict[str, Topic], client_of: Any) -> None:
        with pytest.raises(NotAllowed):
            endorsements.endorse(page, topics["typesetting"], by=eve)
        assert "worked together" in client_of(eve).post(ACT, TYPE, follow=True).content.decode()

    def test_a_proposal_that_only_waits_is_not_enough(
        self, page: Profile, ada: User, cleo: User, topics: dict[str, Topic]
    ) -> None:
        story.proposed(story.posted(ada), cleo)
        with pytest.raises(NotAllowed):
            endorsements.endorse(page, topics["typesetting"], by=ada)

    def test_it_refuses_oneself(self, page: Profile, cleo: User, topics: dict[str, Topic]) -> None:
        with pytest.raises(NotAllowed):
            endorsements.endorse(page, topics["typesetting"], by=cleo)

    def test_it_refuses_a_skill_that_is_not_named(
        self, page: Profile, ada: User, cleo: User, topics: dict[str, Topic]
    ) -> None:
        worked(ada, cleo)
        with pytest.raises(Refused):
            endorsements.endorse(page, topics["translation"], by=ada)

    @pytest.mark.parametrize("topic", ["", "nothing", "a\0", "x" * 5000])
    def test_an_unknown_topic_is_not_found(self, page: Profile, ada: User, client_of: Any, topic: str) -> None:
        assert client_of(ada).post(ACT, {"topic": topic}).status_code == 404

    def test_it_answers_no_get_and_no_anonymous_visitor(self, page: Profile, ada: User, client_of: Any) -> None:
        assert client_of(ada).get(ACT).status_code == 405
        assert "/login/" in Client().post(ACT, TYPE)["Location"]


class TestWithdraw:
    def test_it_is_gone_from_the_page_and_twice_is_no_matter(
        self, page: Profile, ada: User, cleo: User, client_of: Any
    ) -> None:
        worked(ada, cleo)
        browser = client_of(ada)
        browser.post(ACT, TYPE)
        assert [browser.post(f"{ACT}withdrawal/", TYPE).status_code for _ in range(2)] == [303, 303]
        assert not Endorsement.objects.exists()

    def test_nobody_takes_back_what_somebody_else_said(
        self, page: Profile, ada: User, cleo: User, eve: User, client_of: Any
    ) -> None:
        worked(ada, cleo)
        client_of(ada).post(ACT, TYPE)
        client_of(eve).post(f"{ACT}withdrawal/", TYPE)
        assert Endorsement.objects.count() == 1


def test_a_skill_that_is_named_again_has_its_endorsements_again(
    page: Profile, ada: User, cleo: User, topics: dict[str, Topic]
) -> None:
    worked(ada, cleo)
    endorsements.endorse(page, topics["typesetting"], by=ada)
    people.choose_skills(page, [], by=cleo)
    assert endorsements.of_page(page) == {}
    people.choose_skills(page, [topics["typesetting"]], by=cleo)
    assert endorsements.of_page(page) == {topics["typesetting"].pk: [ada.party]}


def test_the_page_asks_as_often_for_two_endorsements_as_for_one(
    page: Profile, ada: User, eve: User, cleo: User, topics: dict[str, Topic], queries: Callable[..., int]
) -> None:
    worked(ada, cleo)
    endorsements.endorse(page, topics["typesetting"], by=ada)
    one = queries(lambda: Client().get(PAGE))
    worked(eve, cleo)
    endorsements.endorse(page, topics["typesetting"], by=eve)
    assert queries(lambda: Client().get(PAGE)) == one

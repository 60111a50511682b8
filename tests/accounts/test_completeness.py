"""The meter of named steps, and the list of first steps on the home page."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts import availability, completeness, people, roles
from accounts.models import Profile, User
from tests import cast
from tests.accounts.together import shown_page
from tests.projects import story

pytestmark = pytest.mark.django_db


def meter(user: User) -> completeness.Meter:
    return completeness.of(Profile.objects.with_page().get(party__user=user))


def complete(cleo: User, topics: Any) -> None:
    """Do every step as a person would."""
    mine = people.change(
        cleo.party.profile, by=cleo, photo="photos/x-640.webp", headline="Typesetter", bio="I set type.", country="GB",
        timezone="Europe/London", languages=["en"], fluency={"en": "native"}, rate_minor=4500, currency="GBP",
        links=["https://example.org/cleo"],
    )  # fmt: skip
    held = [topics[slug] for slug in ("typesetting", "indesign", "translation")]
    people.choose_skills(mine, held, by=cleo, levels={topic.slug: "expert" for topic in held})
    people.choose_interests(mine, [topics["design"]], by=cleo)
    availability.set_usual(mine, by=cleo, usual_from=date(2026, 12, 1), hours_a_week=20)
    people.publish_profile(mine, by=cleo)


class TestMeter:
    def test_a_new_page_has_everything_to_do(self, cleo: User) -> None:
        assert (meter(cleo).percent, len(meter(cleo).missing)) == (0, 12)

    def test_the_weights_of_a_freelancer_are_hundredths(self, cleo: User) -> None:
        assert sum(step.weight for step in meter(cleo).steps) == 100

    def test_every_step_done_is_a_hundred(self, cleo: User, topics: Any) -> None:
        complete(cleo, topics)
        assert (meter(cleo).percent, meter(cleo).missing) == (100, [])

    def test_who_does_not_work_is_not_asked_for_a_rate(self, ada: User) -> None:
        assert not [step for step in meter(ada).steps if "rate" in step.title]

    def test_each_step_leads_to_a_page_with_its_place(self, cleo: User, client_of: Any) -> None:
        for step in meter(cleo).steps:
            address, _, anchor = step.url.partition("#")
            page = client_of(cleo).get(address).content.decode()
            assert not anchor or f'id="{anchor}"' in page

    def test_only_its_owner_sees_it(self, cleo: User, eve: User, client_of: Any) -> None:
        shown_page(cleo)
        sees = [
            "meter-heading" in browser.get("/people/cleo-marsh/").content.decode()
            for browser in (client_of(cleo), client_of(eve), Client())
        ]
        assert sees == [True, False, False]


class TestFirstSteps:
    def test_a_client_is_led_to_a_first_job_until_there_is_one(self, ada: User, client_of: Any, topics: Any) -> None:
        assert "Post your first job" in client_of(ada).get("/").content.decode()
        story.posted(ada)
        assert "Post your first job" not in client_of(ada).get("/").content.decode()

    def test_a_freelancer_is_led_to_a_first_proposal(self, cleo: User, client_of: Any) -> None:
        assert "Send your first proposal" in client_of(cleo).get("/").content.decode()

    def test_it_can_be_put_away_for_good(self, cleo: User, client_of: Any) -> None:
        browser = client_of(cleo)
        assert [browser.post("/welcome/steps/closing/").status_code for _ in range(2)] == [303, 303]
        assert "Your next steps" not in browser.get("/").content.decode()

    def test_it_goes_when_all_is_done(self, ada: User, cleo: User, client_of: Any, topics: Any) -> None:
        complete(cleo, topics)
        story.proposed(story.posted(ada), cleo)
        assert "Your next steps" not in client_of(cleo).get("/").content.decode()

    def test_putting_away_answers_no_get_and_no_anonymous_visitor(self, cleo: User, client_of: Any) -> None:
        assert client_of(cleo).get("/welcome/steps/closing/").status_code == 405
        assert "/login/" in Client().post("/welcome/steps/closing/")["Location"]


@pytest.mark.parametrize("role", [cast.FREELANCER, cast.CLIENT, cast.INVESTOR])
def test_every_role_finds_something_at_home(eve: User, client_of: Any, topics: Any, role: str) -> None:
    """Also somebody whose topics nobody else has chosen yet."""
    roles.take(cast.INVESTOR, by=eve)
    roles.act_as(role, by=eve)
    assert "Your next steps" in client_of(eve).get("/").content.decode()

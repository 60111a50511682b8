"""The first steps, and choosing skills on the way."""

from typing import Any

import pytest

from accounts import people
from accounts.models import ProfileSkill, User
from marketplace.catalog.models import Listing, Topic
from tests.cast import CLIENT, FREELANCER

pytestmark = pytest.mark.django_db


def skills_of(user: User) -> list[str]:
    return list(ProfileSkill.objects.filter(profile__party__user=user).values_list("topic__slug", flat=True))


class TestWelcome:
    def test_a_client_goes_home(self, ada: User, client_of: Any, topics: dict[str, Topic]) -> None:
        sent = {"name": "Ada Brandt", "kinds": [CLIENT], "interests": ["design"]}
        assert client_of(ada).post("/welcome/", sent)["Location"] == "/"
        assert list(ada.party.profile.interests.all()) == [topics["design"]]

    def test_a_freelancer_goes_on_to_skills(self, cleo: User, client_of: Any) -> None:
        sent = {"name": "Cleo Marsh", "kinds": [FREELANCER]}
        assert client_of(cleo).post("/welcome/", sent)["Location"] == "/welcome/skills/"

    def test_the_name_and_the_roles_are_filled_in(self, cleo: User, client_of: Any) -> None:
        page = client_of(cleo).get("/welcome/").content.decode()
        assert 'value="Cleo Marsh"' in page
        assert "checked" in page

    def test_without_a_role_it_is_asked_again(self, cleo: User, client_of: Any) -> None:
        response = client_of(cleo).post("/welcome/", {"name": "Cleo Marsh"})
        assert response.status_code == 422
        assert "Choose at least one role" in response.content.decode()

    def test_the_goal_puts_its_role_in_front(self, eve: User, client_of: Any) -> None:
        sent = {"name": "Eve Stone", "kinds": [FREELANCER, CLIENT], "goal": "hire"}
        client_of(eve).post("/welcome/", sent)
        eve.refresh_from_db()
        assert (eve.acting_role, eve.party.profile.goal) == (CLIENT, "hire")

    def test_a_goal_of_a_role_that_is_not_played_changes_nothing(self, cleo: User, client_of: Any) -> None:
        client_of(cleo).post("/welcome/", {"name": "Cleo Marsh", "kinds": [FREELANCER], "goal": "back"})
        cleo.refresh_from_db()
        assert cleo.acting_role == FREELANCER

    def test_an_unknown_goal_is_refused(self, cleo: User, client_of: Any) -> None:
        sent = {"name": "Cleo Marsh", "kinds": [FREELANCER], "goal": "rule the world"}
        assert client_of(cleo).post("/welcome/", sent).status_code == 422


class TestFirstSkills:
    def test_it_shows_the_page_where_that_was_chosen(
        self, cleo: User, client_of: Any, topics: dict[str, Topic]
    ) -> None:
        sent = {"headline": "Typesetter", "topics": ["typesetting"], "is_shown": "on"}
        assert client_of(cleo).post("/welcome/skills/", sent)["Location"] == "/"
        assert Listing.objects.live().get(owner=cleo.party).summary == "Typesetter"

    def test_it_stays_hidden_where_it_was_not(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        client_of(cleo).post("/welcome/skills/", {"headline": "Typesetter", "topics": ["typesetting"]})
        assert skills_of(cleo) == ["typesetting"]
        assert not Listing.objects.live().exists()

    def test_a_search_keeps_what_was_typed_and_ticked(
        self, cleo: User, client_of: Any, topics: dict[str, Topic]
    ) -> None:
        sent = {"headline": "Typesetter", "topics": ["typesetting"], "is_shown": "on", "q": "indes"}
        page = client_of(cleo).post("/welcome/skills/search/", sent, follow=True).content.decode()
        assert 'value="Typesetter"' in page
        assert 'value="typesetting" checked' in page
        assert 'value="indesign"' in page
        assert skills_of(cleo) == []


class TestSkills:
    def test_they_stand_in_the_order_in_which_they_were_sent(
        self, cleo: User, client_of: Any, topics: dict[str, Topic]
    ) -> None:
        client_of(cleo).post("/settings/skills/", {"topics": ["translation", "indesign"]})
        assert skills_of(cleo) == ["translation", "indesign"]

    def test_they_carry_how_well(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        client_of(cleo).post("/settings/skills/", {"topics": ["translation"], "level-translation": "expert"})
        assert ProfileSkill.objects.get(profile__party__user=cleo).level == "expert"
        assert "Expert" in client_of(cleo).get("/people/cleo-marsh/").content.decode()

    def test_a_level_that_does_not_exist_is_passed_over(
        self, cleo: User, client_of: Any, topics: dict[str, Topic]
    ) -> None:
        client_of(cleo).post("/settings/skills/", {"topics": ["translation"], "level-translation": "god"})
        assert ProfileSkill.objects.get(profile__party__user=cleo).level == ""

    def test_a_search_keeps_the_levels(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        sent = {"topics": ["translation"], "level-translation": "expert", "q": "indes"}
        page = client_of(cleo).post("/settings/skills/search/", sent, follow=True).content.decode()
        assert '<option value="expert" selected>' in page

    def test_those_not_sent_are_gone(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        people.choose_skills(cleo.party.profile, [topics["typesetting"]], by=cleo)
        client_of(cleo).post("/settings/skills/", {"topics": ["indesign"]})
        assert skills_of(cleo) == ["indesign"]

    def test_the_last_one_can_be_taken_off(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        people.choose_skills(cleo.party.profile, [topics["typesetting"]], by=cleo)
        assert client_of(cleo).post("/settings/skills/", {"q": ""}).status_code == 303
        assert skills_of(cleo) == []

    def test_a_field_is_no_skill(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        assert client_of(cleo).post("/settings/skills/", {"topics": ["design"]}).status_code == 422

    def test_more_than_fifteen_are_refused_and_stay_ticked(self, cleo: User, client_of: Any) -> None:
        for number in range(16):
            Topic.objects.create(slug=f"s{number}", name=f"S {number}", kind="skill", lineage=[number])
        response = client_of(cleo).post("/settings/skills/", {"topics": [f"s{n}" for n in range(16)], "chosen": "1"})
        assert response.status_code == 422
        assert "at most 15" in response.content.decode()
        assert 'value="s3" checked' in response.content.decode()

    def test_the_search_finds_by_words_in_any_order(self, cleo: User, client_of: Any) -> None:
        Topic.objects.create(slug="book-cover-design", name="Book cover design", kind="skill", lineage=[1])
        page = client_of(cleo).get("/settings/skills/", {"q": "design book"}).content.decode()
        assert "book-cover-design" in page

    def test_nothing_found_says_what_to_try(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        assert "Try one word" in client_of(cleo).get("/settings/skills/", {"q": "zzz"}).content.decode()

    def test_the_search_alone_for_a_fragment(self, cleo: User, client_of: Any, topics: dict[str, Topic]) -> None:
        response = client_of(cleo).post(
            "/settings/skills/search/", {"q": "type"}, headers={"HX-Request": "true"}, follow=True
        )
        assert response.content.decode().strip().startswith('<div class="picker"')

    def test_the_levels_of_those_that_stay_are_kept(self, cleo: User, topics: dict[str, Topic]) -> None:
        mine = cleo.party.profile
        people.choose_skills(mine, [topics["typesetting"]], by=cleo)
        mine.profile_skills.update(level="expert")
        people.choose_skills(mine, [topics["indesign"], topics["typesetting"]], by=cleo)
        assert mine.profile_skills.get(topic=topics["typesetting"]).level == "expert"


class TestTheZone:
    def test_the_browsers_own_is_taken_at_first(self, cleo: User, client_of: Any) -> None:
        sent = {"name": "Cleo Marsh", "kinds": [FREELANCER], "timezone": "Europe/London"}
        client_of(cleo).post("/welcome/", sent)
        cleo.refresh_from_db()
        assert (cleo.timezone, cleo.party.profile.timezone) == ("Europe/London", "Europe/London")

    def test_a_chosen_one_stays(self, cleo: User, client_of: Any) -> None:
        people.set_display(cleo, timezone="Asia/Tokyo")
        client_of(cleo).post("/welcome/", {"name": "Cleo", "kinds": [FREELANCER], "timezone": "Europe/London"})
        assert User.objects.get(pk=cleo.pk).timezone == "Asia/Tokyo"

    def test_one_that_nobody_knows_is_passed_over(self, cleo: User, client_of: Any) -> None:
        client_of(cleo).post("/welcome/", {"name": "Cleo", "kinds": [FREELANCER], "timezone": "Mars/Olympus"})
        assert User.objects.get(pk=cleo.pk).timezone == "UTC"

"""A team: asked, and named on the page once they have said yes."""

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed
from fundraising import teams
from fundraising.models import Teammate
from social.models import Notice
from tests.fundraising import making_story as story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]


@pytest.fixture
def shown(ada, dev):
    return story.passed(ada, dev)


def ask(fundraiser):
    return reverse("fundraising:ask_teammate", args=[fundraiser.listing.slug])


def at(name, teammate):
    return reverse(f"fundraising:{name}", args=[teammate.pk])


def test_who_is_asked_is_told_and_stands_on_the_page_after_saying_yes(ada, cleo, client, client_of, shown):
    client_of(ada).post(ask(shown), {"party": cleo.party.slug, "role": "Prints the book"})
    asked = Teammate.objects.get()
    assert Notice.objects.get(user=cleo, kind="teammate_asked").url == at("teammate", asked)
    assert "Prints the book" not in client.get(shown.get_absolute_url()).text
    assert "Yes, name me" in client_of(cleo).get(at("teammate", asked)).text
    client_of(cleo).post(at("join_team", asked))
    assert "Prints the book" in client.get(shown.get_absolute_url()).text
    assert Notice.objects.filter(user=ada, kind="teammate_agreed").count() == 1


def test_saying_yes_twice_is_once(ada, cleo, client_of, shown):
    asked = teams.ask(shown, cleo.party, role="Prints", by=ada)
    for _time in range(2):
        assert client_of(cleo).post(at("join_team", asked)).status_code == 303
    assert Notice.objects.filter(kind="teammate_agreed").count() == 1


@pytest.mark.parametrize("who", ["/people/cleo-marsh/", "cleo-marsh", "https://example.org/people/cleo-marsh/"])
def test_somebody_is_named_by_the_address_of_their_page(ada, cleo, client_of, shown, who):
    assert client_of(ada).post(ask(shown), {"party": who, "role": "Prints"}).status_code == 303
    assert Teammate.objects.get().party == cleo.party


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("nobody at all", "Nobody here is called"),
        ("ada-brandt", "You stand on the page already"),
        ("", "This field is required."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_it_says_who_can_not_be_asked(ada, client_of, shown, who, said):
    answer = client_of(ada).post(ask(shown), {"party": who, "role": "Prints"})
    assert (answer.status_code, said in answer.text) == (422, True)


def test_another_part_is_another_question(ada, cleo, shown):
    teams.agree(teams.ask(shown, cleo.party, role="Prints", by=ada), by=cleo)
    again = teams.ask(shown, cleo.party, role="Binds", by=ada)
    assert (again.role, again.agreed_at, Teammate.objects.count()) == ("Binds", None, 1)


def test_a_stranger_neither_answers_nor_takes_off(ada, cleo, eve, client_of, shown):
    asked = teams.ask(shown, cleo.party, role="Prints", by=ada)
    for name in ("teammate", "join_team", "leave_team"):
        assert client_of(eve).get(at(name, asked)).status_code in (404, 405)
        assert client_of(eve).post(at(name, asked)).status_code in (404, 405)
    with pytest.raises(NotAllowed):
        teams.agree(asked, by=ada)
    assert client_of(eve).post(ask(shown), {"party": "eve-stone", "role": "All"}).status_code == 404


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_either_side_ends_it(ada, cleo, client_of, shown, who):
    asked = teams.agree(teams.ask(shown, cleo.party, role="Prints", by=ada), by=cleo)
    assert client_of({"ada": ada, "cleo": cleo}[who]).post(at("leave_team", asked)).status_code == 303
    assert not Teammate.objects.exists()
    assert client_of(cleo).post(at("leave_team", asked)).status_code == 404


def test_who_is_asked_for_a_draft_reads_what_it_is_and_no_more(ada, cleo, client_of):
    draft = story.whole(ada)
    asked = teams.ask(draft, cleo.party, role="Prints", by=ada)
    assert story.TITLE in client_of(cleo).get(at("teammate", asked)).text
    assert client_of(cleo).get(reverse("fundraising:fundraiser", args=[draft.listing.slug])).status_code == 404

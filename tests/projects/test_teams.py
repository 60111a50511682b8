"""Several propose together: places and shares are written, and everybody accepts their own."""

import pytest
from django.urls import reverse

from accounts.refusals import NotAllowed, Refused
from projects import counter_offers, proposals, teams
from projects.bargain import Bargain
from projects.models import Proposal
from social.models import Notice
from tests import cast
from tests.projects import contract_story, story, team_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


@pytest.fixture
def people(cleo, dev, eve):
    """Cleo leads; Dev and Eve are asked."""
    return [cleo, dev, eve]


@pytest.fixture
def draft(ada, people, topics, clock):
    return team_story.drafted(ada, people)


@pytest.fixture
def sent(ada, people, topics, clock):
    return team_story.sent(ada, people)


def page(proposal):
    return reverse("projects:team", args=[proposal.pk])


def form(*rows, lead="50"):
    """The form as a browser sends it: (handle, share) of the others."""
    data = {"lead-task": "layout", "lead-share": lead, "seat-TOTAL_FORMS": str(len(rows)), "seat-INITIAL_FORMS": "0"}
    for number, (handle, share) in enumerate(rows):
        data |= {f"seat-{number}-party": handle, f"seat-{number}-task": "maps", f"seat-{number}-share": share}
    return data


class TestWrite:
    def test_who_leads_has_said_yes_and_the_others_are_asked(self, draft, dev):
        assert list(draft.team.values_list("status", flat=True)) == ["accepted", "asked", "asked"]
        told = Notice.objects.get(user=dev, kind="team_asked")
        assert (told.facts["share"], told.url) == ("30", draft.team.get(party=dev.party).get_absolute_url())

    def test_by_handle_or_the_address_of_a_page(self, ada, cleo, dev, eve, topics, client_of):
        draft = proposals.keep(story.posted(ada), {}, story.offer(), by=cleo)
        rows = [(f"@{dev.party.slug}", "33,33"), (f"https://example.org/people/{eve.party.slug}/", "33.34")]
        answer = client_of(cleo).post(page(draft), form(*rows, lead="33.33"))
        assert answer.url == page(draft)
        assert list(draft.team.values_list("party", "permyriad")) == [
            (cleo.party.pk, 3333), (dev.party.pk, 3333), (eve.party.pk, 3334),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([("nobody-at-all", "50")], "Nobody here has this handle"),
            ([("dev-anand", "49.99")], "99.99 % together"),
            ([("dev-anand", "0")], "Enter a share"),
            ([("dev-anand", "many")], "Enter a share"),
            ([("dev-anand", "25"), ("dev-anand", "25")], "one place"),
            ([("ada-brandt", "50")], "belongs to the client"),
            ([("\0", "50")], "There is a problem"),
        ],
    )
    def test_what_does_not_fit_is_said_and_what_was_typed_stays(self, draft, cleo, client_of, rows, said):
        before = list(draft.team.values_list("party", "permyriad"))
        answer = client_of(cleo).post(page(draft), form(*rows))
        assert answer.status_code == 422
        assert said in answer.text
        assert list(draft.team.values_list("party", "permyriad")) == before

    def test_a_share_that_stays_is_not_asked_for_again(self, draft, cleo, dev, eve):
        team_story.accepted_by(draft, dev, eve)
        teams.write(draft, team_story.seats([cleo, dev, eve], (4000, 3000, 3000)), by=cleo)
        assert list(draft.team.values_list("status", flat=True)) == ["accepted", "accepted", "asked"]
        assert Notice.objects.filter(user=eve, kind="team_asked").count() == 2

    def test_who_is_left_out_is_told(self, draft, cleo, dev, eve):
        teams.write(draft, team_story.seats([cleo, dev], (6000, 4000)), by=cleo)
        assert Notice.objects.filter(user=eve, kind="team_removed").exists()
        assert draft.team.count() == 2

    def test_with_nobody_besides_there_is_no_team(self, draft, cleo, client_of):
        client_of(cleo).post(page(draft), form(lead="100"))
        assert not draft.team.exists()

    def test_twice_changes_nothing(self, draft, people):
        teams.write(draft, team_story.seats(people), by=people[0])
        assert Notice.objects.filter(kind="team_asked").count() == 2

    def test_a_stranger_finds_nothing_and_a_visitor_signs_in(self, draft, ben, client, client_of):
        assert client_of(ben).get(page(draft)).status_code == 404
        assert client_of(ben).post(page(draft), form()).status_code == 404
        assert "/login/" in client.get(page(draft)).url

    def test_who_is_only_asked_cannot_change_it(self, sent, dev, people, client_of):
        with pytest.raises(NotAllowed):
            teams.write(sent, team_story.seats(people), by=dev)
        assert client_of(dev).post(page(sent), form()).status_code == 422
        assert sent.team.count() == 3

    def test_the_client_of_a_draft_knows_nothing_of_it(self, draft, ada, people, client_of):
        assert client_of(ada).get(page(draft)).status_code == 404
        with pytest.raises(NotAllowed):
            teams.write(draft, team_story.seats(people), by=ada)

    def test_work_by_the_hour_is_for_one(self, ada, people, topics):
        project = story.posted(ada, basis="hourly", milestones=(), due_on=None)
        draft = proposals.keep(project, {}, story.offer(50), by=people[0])
        with pytest.raises(Refused, match="fixed price"):
            teams.write(draft, team_story.seats(people), by=people[0])

    def test_at_most_eight(self, draft, cleo):
        crowd = [cleo, *(cast.joined(f"P{number} Row", cast.FREELANCER) for number in range(8))]
        with pytest.raises(Refused, match="at most 8"):
            teams.write(draft, team_story.seats(crowd, [9200, *[100] * 8]), by=cleo)

    def test_the_form_of_a_proposal_leads_here_with_what_was_typed(self, ada, cleo, topics, client_of):
        job = story.posted(ada)
        answer = client_of(cleo).post(reverse("projects:begin_team", args=[job.listing.slug]), story.proposal_data())
        draft = Proposal.objects.get()
        assert (answer.url, draft.letter) == (page(draft), story.LETTER)
        assert client_of(cleo).get(reverse("projects:begin_team", args=[job.listing.slug])).status_code == 405


class TestAnswer:
    def at(self, name, place):
        return reverse(f"projects:{name}", args=[place.pk])

    @pytest.fixture
    def place(self, draft, dev):
        return draft.team.get(party=dev.party)

    def test_a_yes_tells_who_leads(self, place, cleo, dev, client_of):
        client_of(dev).post(self.at("accept_place", place), {"permyriad": "3000"})
        assert fresh(place).status == "accepted"
        assert Notice.objects.filter(user=cleo, kind="team_accepted").exists()

    def test_the_last_yes_makes_it_whole(self, draft, cleo, dev, eve):
        team_story.accepted_by(draft, dev, eve)
        assert Notice.objects.filter(user=cleo, kind="team_whole").count() == 1

    def test_the_page_says_what_one_would_get(self, place, dev, client_of):
        text = client_of(dev).get(place.get_absolute_url()).text
        for said in ("Cleo Marsh leads", 'value="3000"', "€225.00", "€180.00", story.LETTER, "Join for 30 %"):
            assert said in text

    def test_a_yes_is_to_the_share_that_was_read(self, place, cleo, dev, eve, draft, client_of):
        teams.write(draft, team_story.seats([cleo, dev, eve], (7000, 1000, 2000)), by=cleo)
        client_of(dev).post(self.at("accept_place", place), {"permyriad": "3000"})
        assert fresh(place).status == "asked"

    def test_a_no_keeps_it_from_being_sent(self, draft, place, cleo, dev, eve, client_of):
        team_story.accepted_by(draft, eve)
        client_of(dev).post(self.at("decline_place", place))
        assert Notice.objects.filter(user=cleo, kind="team_declined").exists()
        with pytest.raises(Refused, match="Dev Anand"):
            proposals.send(draft.project, story.offer(), by=cleo)

    def test_twice_is_once(self, place, dev):
        for _twice in range(2):
            teams.accept(place, permyriad=3000, by=dev)
        for _twice in range(2):
            teams.decline(place, by=dev)
        assert fresh(place).status == "declined"

    @pytest.mark.parametrize("name", ["accept_place", "decline_place"])
    def test_nobody_answers_for_another(self, place, ada, eve, ben, cleo, client, client_of, name):
        for person in (ada, ben, cleo, eve):
            assert client_of(person).post(self.at(name, place), {"permyriad": "3000"}).status_code == 404
        assert client_of(person).get(self.at(name, place)).status_code == 405
        assert "/login/" in client.post(self.at(name, place)).url
        with pytest.raises(NotAllowed):
            teams.accept(place, permyriad=3000, by=eve)

    def test_who_leads_cannot_leave(self, draft, cleo):
        with pytest.raises(Refused, match="lead"):
            teams.decline(draft.team.first(), by=cleo)

    def test_nothing_changes_once_it_is_answered(self, ada, sent, dev):
        proposals.accept(sent, revision=1, by=ada)
        with pytest.raises(Refused):
            teams.decline(sent.team.get(party=dev.party), by=dev)


class TestSend:
    def test_not_before_everybody_has_said_yes(self, draft, cleo):
        with pytest.raises(Refused, match="Dev Anand, Eve Stone"):
            proposals.send(draft.project, story.offer(), by=cleo)

    def test_not_where_somebody_would_get_nothing(self, ada, people, topics):
        with pytest.raises(Refused, match="too small"):
            team_story.sent(ada, people, (9998, 1, 1), steps=(), price="15.00")

    def test_its_people_read_it_and_nobody_else_does(self, sent, dev, ben, client_of):
        text = client_of(dev).get(sent.get_absolute_url()).text
        assert "The team" in text
        for not_theirs in ("Accept for", "Your notes", "Withdraw it"):
            assert not_theirs not in text
        assert client_of(ben).get(sent.get_absolute_url()).status_code == 404

    def test_the_client_sees_everybody_with_their_share(self, ada, sent, client_of):
        text = client_of(ada).get(sent.get_absolute_url()).text
        for said in ("A team of 3", "Cleo Marsh", "Dev Anand", "Eve Stone", "50 %", "30 %", "20 %"):
            assert said in text

    def test_and_so_does_the_comparison(self, ada, sent, ben, client_of):
        other = story.proposed(sent.project, ben, 800)
        inbox = reverse("projects:inbox", args=[sent.project.listing.slug])
        assert "and 2 others, as a team" in client_of(ada).get(inbox).text
        text = client_of(ada).get(f"{inbox}?compare={sent.pk}&compare={other.pk}").text
        for said in ("Who does it", "alone", "€300.00", "€180.00", "€120.00"):
            assert said in text

    def test_what_one_would_get_follows_the_price(self, draft, cleo, client_of):
        text = client_of(cleo).get(reverse("projects:net", args=[draft.project.listing.slug]), {"price": "1000"}).text
        assert "Dev Anand" in text
        assert "€240.00" in text


class TestTurnedIntoATeam:
    """A client who has read a proposal would rather hire several together."""

    @pytest.fixture
    def alone(self, ada, cleo, topics, clock):
        return story.proposed(story.posted(ada), cleo, milestones=contract_story.STEPS)

    def test_everybody_is_asked_also_who_wrote_it(self, ada, cleo, dev, alone, client_of):
        client_of(ada).post(page(alone), form((dev.party.slug, "50")))
        assert set(alone.team.values_list("status", flat=True)) == {"asked"}
        assert Notice.objects.filter(user=cleo, kind="team_asked").exists()
        assert fresh(alone).revision == 2

    def test_it_is_accepted_once_everybody_has_said_yes(self, ada, cleo, dev, alone):
        teams.write(alone, team_story.seats([cleo, dev], (5000, 5000)), by=ada)
        with pytest.raises(Refused, match="Not everybody"):
            proposals.accept(alone, revision=2, by=ada)
        team_story.accepted_by(alone, cleo, dev)
        contract = proposals.accept(alone, revision=2, by=ada).contract
        assert [member.party for member in contract.members.all()] == [cleo.party, dev.party]

    def test_nobody_accepts_a_team_that_changed_a_moment_before(self, ada, people, sent):
        teams.write(sent, team_story.seats(people, (5000, 4000, 1000)), by=people[0])
        team_story.accepted_by(sent, *people[1:])
        with pytest.raises(proposals.Changed):
            proposals.accept(sent, revision=1, by=ada)

    def test_a_counter_offer_is_answered_first(self, ada, people, sent):
        counter_offers.make(sent, Bargain(price=story.offer(700).price, days=14), answering=1, by=ada)
        with pytest.raises(Refused, match="counter-offer"):
            teams.write(sent, team_story.seats(people, (5000, 4000, 1000)), by=people[0])


def test_a_list_of_teams_costs_as_many_queries_for_three_as_for_one(
    ada, sent, dev, eve, ben, client_of, django_assert_max_num_queries
):
    inbox = reverse("projects:inbox", args=[sent.project.listing.slug])
    other = story.proposed(sent.project, ben, 800)
    teams.write(other, team_story.seats([ben, dev, eve], (4000, 3000, 3000)), by=ben)
    with django_assert_max_num_queries(60) as first:
        client_of(ada).get(f"{inbox}?compare={sent.pk}&compare={other.pk}")
    more = cast.joined("Finn Gale", cast.FREELANCER)
    third = story.proposed(sent.project, more, 820)
    teams.write(third, team_story.seats([more, dev, eve, ben], (4000, 3000, 2000, 1000)), by=more)
    with django_assert_max_num_queries(len(first.captured_queries)):
        client_of(ada).get(f"{inbox}?compare={sent.pk}&compare={other.pk}&compare={third.pk}")

"""Blocking: it holds both ways, is undone at any time, and leaves what was agreed alone."""

import pytest
from django.urls import reverse

from accounts import people, ports
from accounts.refusals import Refused
from social import blocks, follows, notices
from social.models import Block, Follow, Notice
from tests.social import moderating as story

pytestmark = pytest.mark.django_db


@pytest.fixture
def block(cleo, eve):
    """Cleo wants nothing of Eve."""
    return blocks.block(eve.party, by=cleo)


class TestTheButton:
    def test_it_blocks_and_shows_the_list(self, client_of, cleo, eve):
        story.shown(eve)
        answer = client_of(cleo).post(reverse("social:block", args=[eve.party.slug]), follow=True)
        assert eve.party.name in answer.text
        assert Block.objects.get().user == cleo

    def test_twice_is_once(self, block, cleo, eve):
        blocks.block(eve.party, by=cleo)
        assert Block.objects.count() == 1

    def test_an_anonymous_visitor_signs_in_first(self, client, eve):
        assert "/accounts/login/" in client.post(reverse("social:block", args=[eve.party.slug]))["Location"]

    def test_nobody_blocks_themselves_or_a_company(self, cleo, company_party):
        for party in (cleo.party, company_party):
            with pytest.raises(Refused):
                blocks.block(party, by=cleo)

    def test_a_stranger_does_not_undo_it(self, block, client_of, eve, cleo):
        address = reverse("social:unblock", args=[block.pk])
        assert client_of(eve).post(address).status_code == 404
        assert client_of(cleo).get(address).status_code == 405
        client_of(cleo).post(address)
        assert not Block.objects.exists()

    @pytest.fixture
    def company_party(self, ada):
        """A company of Ada's."""
        from accounts import companies

        return companies.found("Ridge Press", by=ada).party


class TestWhatItDoes:
    def test_neither_meets_the_other(self, block, cleo, eve, ada):
        assert not ports.may_meet.ask(cleo.party, eve.party)
        assert not ports.may_meet.ask(eve.party, cleo.party)
        assert ports.may_meet.ask(cleo.party, ada.party)

    def test_a_company_of_the_blocked_person_is_not_met_either(self, block, cleo, eve):
        from accounts import companies

        firm = companies.found("Stone Ltd", by=eve)
        assert not ports.may_meet.ask(cleo.party, firm.party)

    def test_follows_end_and_none_begins(self, cleo, eve):
        follows.follow(cleo.party, by=eve)
        blocks.block(eve.party, by=cleo)
        assert not Follow.objects.exists()
        with pytest.raises(Refused):
            follows.follow(cleo.party, by=eve)

    def test_notices_of_theirs_do_not_come_but_those_of_money_and_safety_do(self, block, cleo, eve):
        notices.tell([cleo], "followed", key="1", url="/", actor=eve.party)
        notices.tell([cleo], "decided_about_you", key="1", url="/", actor=eve.party, thing="a page")
        assert [notice.kind for notice in Notice.objects.filter(user=cleo)] == ["decided_about_you"]

    def test_they_see_no_more_than_a_visitor_does(self, block, cleo, eve, ada):
        from accounts.models.audience import Audience, Part

        profile = people.choose_audiences(cleo.party.profile, {Part.RATE: Audience.MEMBERS}, by=cleo)
        assert Part.RATE in profile.parts_for(ada)
        assert Part.RATE not in profile.parts_for(eve)


def test_the_list_takes_as_many_queries_for_one_as_for_ten(client_of, cleo, block, queries):
    from tests import cast

    browser = client_of(cleo)
    few = queries(lambda: browser.get(reverse("social:blocked")))
    for number in range(10):
        blocks.block(cast.joined(f"P{number} Ibe").party, by=cleo)
    assert queries(lambda: browser.get(reverse("social:blocked"))) == few

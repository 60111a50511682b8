"""What a maker and one other write to each other in private, and what is said about a fundraiser in public."""

import pytest

from accounts import guests
from fundraising import inquiries
from fundraising.models import Inquiry, Pledge
from marketplace.kit import outbox
from marketplace.kit.refusals import NotAllowed, Refused
from social import blocks, comments
from social.models import Comment, Notice, Report
from social.talk import threads
from tests.fundraising import backing
from tests.fundraising.test_guests import link_in, promised

pytestmark = pytest.mark.django_db


@pytest.fixture
def fundraiser(local_stripe, ada):
    return backing.open_fundraiser(ada)


def question(fundraiser):
    return f"/fundraisers/{fundraiser.listing.slug}/question/"


class TestAsking:
    def test_anybody_who_signs_in_asks_and_the_maker_answers_in_private(self, fundraiser, ada, ben, eve, client_of):
        answer = client_of(eve).post(question(fundraiser), {"body": "To Japan?", "key": "k"})
        assert client_of(ada).get(answer["Location"]).content.decode().count("To Japan?") == 1
        client_of(ada).post(f"{answer['Location']}lines/", {"body": "Yes.", "key": "k2"})
        assert "Yes." in client_of(eve).get(answer["Location"]).content.decode()
        assert client_of(ben).get(answer["Location"]).status_code == 404
        assert "To Japan?" not in client_of(ben).get(fundraiser.get_absolute_url()).content.decode()

    def test_the_maker_is_told_after_two_minutes(self, local_stripe, clock, ada, eve):
        inquiries.ask(backing.open_fundraiser(ada), "To Japan?", by=eve)
        backing.later(clock, minutes=3)
        assert Notice.objects.filter(user=ada, kind="messages_wait").count() == 1

    def test_the_second_time_it_leads_to_what_was_said(self, fundraiser, eve, client_of):
        assert "Ask a question" in client_of(eve).get(fundraiser.get_absolute_url()).content.decode()
        first = inquiries.ask(fundraiser, "To Japan?", by=eve)
        assert client_of(eve).get(question(fundraiser))["Location"] == f"{first.thread.get_absolute_url()}#say"

    def test_the_same_form_twice_is_one(self, fundraiser, eve, client_of):
        for _time in range(2):
            client_of(eve).post(question(fundraiser), {"body": "To Japan?", "key": "k"})
        assert Inquiry.objects.get().party == eve.party
        assert threads.of("inquiry", Inquiry.objects.get().pk).pulse == 1

    def test_what_a_visitor_typed_waits_while_they_sign_in(self, fundraiser, client, eve):
        assert "/login/" in client.post(question(fundraiser), {"body": "To Japan?"})["Location"]
        client.force_login(eve)
        assert "To Japan?" in client.get(question(fundraiser)).content.decode()

    @pytest.mark.parametrize("body", ["", "  ", "x" * 8001])
    def test_nonsense_is_refused_and_begins_nothing(self, fundraiser, eve, client_of, body):
        answer = client_of(eve).post(question(fundraiser), {"body": body, "key": "k"})
        assert (answer.status_code, Inquiry.objects.count()) == (422, 0)

    def test_nobody_asks_themselves(self, fundraiser, ada, client_of):
        with pytest.raises(Refused):
            inquiries.ask(fundraiser, "Hello?", by=ada)
        assert client_of(ada).get(question(fundraiser))["Location"] == fundraiser.get_absolute_url()
        assert "Ask a question" not in client_of(ada).get(fundraiser.get_absolute_url()).content.decode()

    def test_who_is_blocked_begins_nothing(self, fundraiser, ada, eve, client_of):
        blocks.block(eve.party, by=ada)
        answer = client_of(eve).post(question(fundraiser), {"body": "Buy my watches", "key": "k"})
        assert (answer.status_code, Inquiry.objects.count()) == (422, 0)
        assert "Buy my watches" in answer.content.decode()

    def test_nobody_writes_to_every_maker_there_is(self, fundraiser, eve, monkeypatch):
        monkeypatch.setattr(inquiries, "MOST_A_DAY", 0)
        with pytest.raises(Refused):
            inquiries.ask(fundraiser, "Buy my watches", by=eve)

    def test_a_draft_is_asked_by_nobody(self, ada, eve, client_of):
        draft = backing.a_whole_draft(ada)
        assert client_of(eve).get(question(draft)).status_code == 404

    def test_a_message_is_reported(self, fundraiser, ada, eve, client_of):
        said = inquiries.ask(fundraiser, "You crook", by=eve)
        reported = {"category": "harassment", "text": "It insults the one who makes this."}
        client_of(ada).post(f"/messages/lines/{said.pk}/report/", reported)
        assert Report.objects.get().message == said


class TestWritingAboutAPledge:
    @pytest.fixture
    def pledge(self, fundraiser, local_stripe, ben):
        return backing.promised(local_stripe, fundraiser, ben, extra=20)

    def test_backer_and_maker_come_to_the_same_thread(self, pledge, ada, ben, client_of):
        url = f"/pledges/{pledge.pk}/message/"
        assert url in client_of(ben).get(pledge.get_absolute_url()).content.decode()
        sent = client_of(ada).post(url, {"body": "Your address has no number.", "key": "k"})
        assert client_of(ben).get(url)["Location"] == f"{sent['Location']}#say"
        assert "has no number" in client_of(ben).get(sent["Location"]).content.decode()

    def test_it_is_a_matter_of_these_two(self, pledge, eve, client_of):
        assert client_of(eve).get(f"/pledges/{pledge.pk}/message/").status_code == 404
        with pytest.raises(NotAllowed):
            inquiries.write(pledge, "Hello", by=eve)

    def test_the_maker_writes_from_the_list_of_backers_to_who_gave_their_name(
        self, pledge, fundraiser, local_stripe, ada, cleo, client_of
    ):
        nameless = backing.promised(local_stripe, fundraiser, cleo, extra=20, is_anonymous=True)
        page = client_of(ada).get(f"/my/fundraisers/{fundraiser.listing.slug}/backers/").content.decode()
        assert f"/pledges/{pledge.pk}/message/" in page
        assert f"/pledges/{nameless.pk}/message/" not in page
        assert client_of(ada).get(f"/pledges/{nameless.pk}/message/").status_code == 404
        with pytest.raises(NotAllowed):
            inquiries.write(nameless, "Who are you?", by=ada)

    def test_a_guest_reads_how_to_come_to_messages_and_a_member_has_them(
        self, fundraiser, local_stripe, ada, client, client_of, eve, mailoutbox
    ):
        pledge = promised(client, local_stripe, fundraiser)
        page = client.get(pledge.get_absolute_url()).content.decode()
        assert "make an account with the same address" in page
        assert client_of(ada).get(f"/pledges/{pledge.pk}/message/").status_code == 404
        with pytest.raises(Refused):
            inquiries.write(pledge, "Hello", by=ada)
        guests.hand_over(pledge.backer.user.guest, to=eve)
        said = inquiries.write(Pledge.objects.get(pk=pledge.pk), "Hello", by=ada)
        assert said.thread in type(said.thread).objects.visible_to(eve)


class TestCommentsOnIt:
    def test_its_backers_and_makers_comment_and_everybody_reads(self, fundraiser, local_stripe, ada, ben, client):
        backing.promised(local_stripe, fundraiser, ben, extra=20)
        said = comments.say("fundraiser", fundraiser.pk, "When does it ship?", by=ben, key="1")
        comments.say("fundraiser", fundraiser.pk, "In March.", by=ada, key="2", answers=said)
        assert Notice.objects.filter(kind="comment_said", user=ada).get().url.endswith("#comments")
        page = client.get(fundraiser.get_absolute_url()).content.decode()
        assert page.index("When does it ship?") < page.index("In March.")

    def test_who_does_not_back_it_says_nothing(self, fundraiser, eve, client_of):
        answer = client_of(eve).post(f"/comments/on/fundraiser/{fundraiser.pk}/", {"body": "Buy", "key": "k"})
        assert (answer.status_code, Comment.objects.count()) == (422, 0)

    def test_a_draft_is_not_talked_about(self, ada, client_of):
        draft = backing.a_whole_draft(ada)
        answer = client_of(ada).post(f"/comments/on/fundraiser/{draft.pk}/", {"body": "Nice", "key": "k"})
        assert answer.status_code == 404

    def test_a_visitor_reads_where_to_sign_in_and_a_guest_where_to_join(
        self, fundraiser, local_stripe, client, mailoutbox
    ):
        url = fundraiser.get_absolute_url()
        assert f"/accounts/login/?next={url}%23comments" in client.get(url).content.decode()
        promised(client, local_stripe, fundraiser)
        outbox.deliver()
        client.get(link_in(mailoutbox[-1]), follow=True)
        assert "Make an account with this address to comment" in client.get(url).content.decode()

"""The pages of threads: the inbox, one thread, writing without a script, files, and who finds nothing there."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from projects import talks
from social.models import Message, Reader, Report
from social.moderation import decisions, reports
from social.talk import threads
from tests.projects import contract_story, story
from tests.social import moderating

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada, cleo, topics, clock):
    return contract_story.signed(ada, cleo)


@pytest.fixture
def thread(contract):
    return talks.of_contract(contract)


def at(name, row):
    return reverse(f"social:{name}", args=[row.pk])


def picture(name="bag.png", size=(1600, 1200)):
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, "PNG")
    return SimpleUploadedFile(name, kept.getvalue())


def say(client, thread, **sent):
    return client.post(at("say", thread), {"body": "Round two is in.", "key": "k", **sent})


class TestReport:
    TYPED = {"category": "harassment", "text": "Insults me in every line."}

    @pytest.fixture
    def message(self, ada, cleo, thread):
        threads.say(thread, "Before that", by=ada)
        return threads.say(thread, "You are a fool.", by=cleo)

    def test_the_other_side_reports_it_and_comes_back_to_the_thread(self, ada, cleo, thread, message, client_of):
        page = client_of(ada).get(at("thread", thread)).text
        assert at("report_message", message) in page
        answer = client_of(ada).post(at("report_message", message), self.TYPED)
        assert answer.url == f"{at('thread', thread)}#m-2"
        assert Report.objects.get().message == message
        assert "A message of Cleo Marsh" in client_of(ada).get(reverse("social:my_reports")).text
        again = client_of(ada).post(at("report_message", message), self.TYPED)
        assert (again.status_code, Report.objects.count()) == (422, 1)

    def test_nobody_else_and_nothing_empty(self, ada, cleo, eve, message, client_of):
        codes = [
            client_of(person).post(at("report_message", message), self.TYPED).status_code for person in (cleo, eve)
        ]
        assert codes == [404, 404]
        assert client_of(ada).post(at("report_message", message), {"text": "\0"}).status_code == 422
        threads.remove(message, by=cleo)
        assert client_of(ada).get(at("report_message", message)).status_code == 404

    def test_taken_out_of_sight_nobody_reads_it_until_that_is_taken_back(self, ada, cleo, thread, message, client_of):
        report = reports.report_message(message, by=ada, **self.TYPED)
        moderator, other = moderating.moderator(), moderating.moderator("Ola Berg")
        page = client_of(moderator).get(reverse("admin:social_report_change", args=[report.pk])).text
        assert "You are a fool." in page
        assert "Before that" in page
        reports.claim(report, by=moderator)
        decision = decisions.withdraw(report, by=moderator, why="An insult.", statement=moderating.STATEMENT)
        for person in (ada, cleo):
            shown = client_of(person).get(at("thread", thread)).text
            assert "Taken out of sight by our staff." in shown
            assert "a fool" not in shown
        assert "a message that you wrote" in client_of(cleo).get(reverse("social:standing")).text
        decisions.lift(decision, by=other)
        assert "a fool" in client_of(ada).get(at("thread", thread)).text

    def test_who_takes_part_does_not_decide(self, ada, cleo, message):
        report = reports.report_message(message, by=ada, **self.TYPED)
        assert {ada.pk, cleo.pk} <= set(report.interested_users())


class TestSay:
    def test_a_plain_form_goes_back_to_the_page_it_stood_on(self, cleo, contract, thread, client_of):
        answer = say(client_of(cleo), thread, next=contract.get_absolute_url())
        assert answer.url == f"{contract.get_absolute_url()}#say"
        assert "Round two is in." in client_of(cleo).get(contract.get_absolute_url()).text

    def test_pressed_twice_it_is_said_once(self, cleo, thread, client_of):
        for _twice in range(2):
            say(client_of(cleo), thread)
        assert Message.objects.count() == 1

    def test_a_script_hears_what_its_page_has_missed(self, ada, cleo, thread, client_of):
        threads.say(thread, "Earlier", by=ada)
        sent = {"body": "Now", "key": "k", "pulse": "0"}
        told = client_of(cleo).post(at("say", thread), sent, headers={"Accept": "application/json"}).json()
        assert [line["number"] for line in told["lines"]] == [1, 2]
        assert (told["pulse"], told["lines"][0]["day"]) == (2, "Today")

    @pytest.mark.parametrize("sent", [{"body": ""}, {"body": "x" * 8001}, {"body": "a\x00b"}])
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, cleo, thread, client_of, sent):
        answer = say(client_of(cleo), thread, **sent)
        assert answer.status_code == 422
        assert sent["body"][:100].replace("\x00", "") in answer.text.replace("\x00", "")
        quick = client_of(cleo).post(at("say", thread), sent, headers={"Accept": "application/json"})
        assert quick.json()["refused"]

    def test_a_stranger_finds_nothing(self, eve, thread, client_of):
        assert say(client_of(eve), thread).status_code == 404
        assert client_of(eve).get(at("thread", thread)).status_code == 404

    def test_it_is_sent_by_post(self, cleo, thread, client_of):
        assert client_of(cleo).get(at("say", thread)).status_code == 405

    def test_what_is_written_is_text(self, ada, cleo, thread, client_of):
        threads.say(thread, "<script>alert(1)</script> https://example.org/a?b=1&c=2", by=cleo)
        shown = client_of(ada).get(at("thread", thread)).text
        assert "<script>alert" not in shown
        assert 'href="https://example.org/a?b=1&amp;c=2" rel="nofollow"' in shown


class TestRead:
    def test_who_looks_has_read_and_the_other_sees_it(self, ada, cleo, contract, thread, client_of):
        threads.say(thread, "Round two", by=cleo)
        assert "Messages, 1 unread" in client_of(ada).get(reverse("accounts:settings")).text
        client_of(ada).get(reverse("projects:messages", args=[contract.pk]))
        assert Reader.objects.get(user=ada).unread == 0
        assert "Read by Ada Brandt, 09:00" in client_of(cleo).get(at("thread", thread)).text

    def test_the_overview_alone_marks_nothing(self, ada, cleo, contract, thread, client_of):
        threads.say(thread, "Round two", by=cleo)
        assert "Round two" in client_of(ada).get(contract.get_absolute_url()).text
        assert Reader.objects.get(user=ada).unread == 1

    def test_the_first_new_one_is_marked(self, ada, cleo, thread, client_of):
        for words in ("one", "two"):
            threads.say(thread, words, by=cleo)
            client_of(ada).get(at("thread", thread)) if words == "one" else None
        shown = client_of(ada).get(at("thread", thread)).text
        assert shown.index("one") < shown.index('class="thread__new"') < shown.index("two")


class TestChange:
    def test_both_read_the_earlier_wording(self, ada, cleo, thread, client_of):
        message = threads.say(thread, "Friday", by=cleo)
        answer = client_of(cleo).post(at("edit_message", message), {"body": "Saturday"})
        assert answer.url.endswith("#m-1")
        shown = client_of(ada).get(at("thread", thread)).text
        assert "Saturday" in shown
        assert shown.index("Edited") < shown.index("Friday")

    def test_removed_it_is_read_by_nobody(self, ada, cleo, thread, client_of):
        message = threads.say(thread, "Wrong window", by=cleo)
        assert "Wrong window" in client_of(cleo).get(at("remove_message", message)).text
        client_of(cleo).post(at("remove_message", message))
        for person in (ada, cleo):
            shown = client_of(person).get(at("thread", thread)).text
            assert "Wrong window" not in shown
            assert "Removed by who wrote it." in shown

    @pytest.mark.parametrize("name", ["edit_message", "remove_message"])
    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_it_is_nobody_elses(self, request, cleo, thread, client_of, name, who):
        message = threads.say(thread, "Friday", by=cleo)
        person = request.getfixturevalue(who)
        assert client_of(person).post(at(name, message), {"body": "No"}).status_code == 404

    def test_a_script_changes_it_in_place(self, cleo, thread, client_of):
        message = threads.say(thread, "Round two", by=cleo)
        sent, json = {"body": "Round three", "pulse": "1"}, {"Accept": "application/json"}
        told = client_of(cleo).post(at("edit_message", message), sent, headers=json).json()
        assert "Round three" in told["lines"][0]["html"]
        wrong = client_of(cleo).post(at("edit_message", message), {"body": ""}, headers=json)
        assert (wrong.status_code, "refused" in wrong.json()) == (422, True)

    def test_too_late_it_says_so(self, cleo, thread, client_of, clock):
        message = threads.say(thread, "Friday", by=cleo)
        clock.shift(901)
        answer = client_of(cleo).post(at("edit_message", message), {"body": "Saturday"})
        assert answer.status_code == 422
        assert "15 minutes" in answer.text


class TestFiles:
    def test_a_picture_stands_small_and_is_fetched_whole(self, ada, cleo, thread, client_of):
        assert say(client_of(cleo), thread, body="", attached=picture()).status_code == 303
        kept = Message.objects.get().attachments.get()
        assert (kept.width, kept.height, kept.name) == (960, 720, "bag.png")
        assert at("attachment_preview", kept) in client_of(ada).get(at("thread", thread)).text
        shown = client_of(ada).get(at("attachment_preview", kept))
        assert (shown["Content-Type"], shown["Content-Security-Policy"]) == ("image/webp", "sandbox")
        whole = client_of(ada).get(at("attachment", kept))
        assert whole["Content-Disposition"] == 'attachment; filename="bag.png"'

    def test_strangers_and_the_time_after_a_removal_give_nothing(self, ada, cleo, eve, thread, client_of):
        say(client_of(cleo), thread, attached=picture())
        kept = Message.objects.get().attachments.get()
        assert client_of(eve).get(at("attachment", kept)).status_code == 404
        threads.remove(kept.message, by=cleo)
        assert client_of(ada).get(at("attachment", kept)).status_code == 404

    def test_a_program_is_not_taken(self, cleo, thread, client_of):
        answer = say(client_of(cleo), thread, attached=SimpleUploadedFile("a.pdf", b"MZ\x00\x01\x02"))
        assert answer.status_code == 422
        assert "cannot be taken" in answer.text

    def test_at_most_ten(self, cleo, thread, client_of):
        files = [SimpleUploadedFile(f"{n}.txt", b"words") for n in range(11)]
        assert say(client_of(cleo), thread, attached=files).status_code == 422


class TestLists:
    @pytest.mark.parametrize("words", ["a\0b", "\0", "'", "x" * 500, "%", "\ud83d"])
    def test_any_words_can_be_looked_for(self, ada, contract, client_of, words):
        sent = {"q": words.encode(errors="replace").decode(), "after": "a\0b"}
        assert client_of(ada).get("/messages/", sent).status_code == 200

    def test_the_inbox_names_who_and_what(self, ada, cleo, contract, thread, client_of):
        threads.say(thread, "Round two is in.", by=cleo)
        shown = client_of(ada).get(reverse("social:messages")).text
        for said in ("Cleo Marsh", contract.title, "Round two is in."):
            assert said in shown

    def test_an_empty_one_says_what_will_be_there(self, eve, client_of):
        assert "No messages yet" in client_of(eve).get(reverse("social:messages")).text

    def test_a_hit_leads_to_the_message_among_its_neighbours(self, ada, cleo, thread, client_of, clock):
        for n in range(60):
            threads.say(thread, f"line {n}" if n != 10 else "the tulip", by=cleo)
            clock.shift(3)
        found = client_of(ada).get(reverse("social:messages"), {"q": "tulips"}).text
        assert f"{at('thread', thread)}?at=11#m-11" in found
        around = client_of(ada).get(f"{at('thread', thread)}?at=11").text
        assert "the tulip" in around
        assert "To the latest" in around
        assert "line 59" not in around

    def test_earlier_ones_are_a_page_further(self, ada, cleo, thread, client_of, clock):
        for n in range(50):
            threads.say(thread, f"line-{n};", by=cleo)
            clock.shift(3)
        latest = client_of(ada).get(at("thread", thread)).text
        assert "line-9;" not in latest
        assert "?before=11" in latest
        assert "line-9;" in client_of(ada).get(f"{at('thread', thread)}?before=11").text

    @pytest.mark.parametrize("asked", ["?before=x", "?at=-1", "?at=99999999999999", "?after=x"])
    def test_an_address_that_is_wrong_gives_the_latest(self, ada, thread, client_of, asked):
        assert client_of(ada).get(f"{at('thread', thread)}{asked}").status_code == 200
        assert client_of(ada).get(f"{reverse('social:messages')}{asked}").status_code == 200

    def test_as_many_queries_for_one_message_as_for_twenty(self, ada, cleo, topics, client_of, queries):
        def count(lines):
            thread = talks.of_contract(contract_story.signed(ada, cleo, title=f"A job of {lines}"))
            for n in range(lines):
                threads.say(thread, f"line {n}", by=cleo)
                threads.edit(thread.messages.last(), f"line {n} anew", by=cleo)
            return queries(lambda: client_of(ada).get(at("thread", thread)))

        assert count(1) == count(20)

    def test_as_many_queries_for_one_thread_as_for_ten(self, ada, cleo, topics, client_of, queries):
        def begin(n):
            threads.say(talks.of_contract(contract_story.signed(ada, cleo, title=f"Job {n}")), "Hello", by=cleo)

        def count():
            return queries(lambda: client_of(ada).get(reverse("social:messages")))

        begin(0)
        one = count()
        for n in range(1, 6):
            begin(n)
        assert count() == one


def test_a_proposal_page_has_its_thread(ada, cleo, topics, clock, client_of):
    proposal = story.proposed(story.posted(ada), cleo)
    threads.say(talks.of_proposal(proposal), "Which printer?", by=ada)
    assert "Which printer?" in client_of(cleo).get(proposal.get_absolute_url()).text

"""What two say to each other: who may, what is kept of a change, who has read it, who is told."""

from datetime import timedelta

import pytest

from accounts import companies
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import outbox, timers
from marketplace.kit.models import Timer
from projects import proposals, talks
from social import blocks
from social.kinds import UnknownKind
from social.models import Message, Notice, Reader, Thread
from social.talk import finding, inboxes, notes, threads, unread
from tests.accounts.running import joined
from tests.projects import contract_story, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada, cleo, topics, clock):
    return contract_story.signed(ada, cleo)


@pytest.fixture
def thread(contract):
    return talks.of_contract(contract)


@pytest.fixture
def ridge(ada, ben, eve):
    """A company of Ada's, of which Ben is a plain member."""
    company = companies.found("Ridge Press", by=ada)
    joined(company, ben, by=ada)
    return company


@pytest.fixture
def of_ridge(ada, cleo, ridge, topics, clock):
    """The thread of a contract that Ridge Press gave."""
    job = story.posted(ada)
    job.listing.owner = ridge.party
    job.listing.save()
    accepted = proposals.accept(story.proposed(job, cleo), revision=1, by=ada)
    return talks.of_contract(accepted.contract)


def waiting(thread, user):
    return Reader.objects.get(thread=thread, user=user).unread


class TestSay:
    def test_the_other_side_has_it_unread(self, ada, cleo, thread):
        message = threads.say(thread, " Round two is in. ", by=cleo)
        assert (message.number, message.body, message.author) == (1, "Round two is in.", cleo.party)
        assert (unread.count(ada), unread.count(cleo)) == (1, 0)

    def test_the_same_form_twice_is_one_message(self, cleo, thread):
        first = threads.say(thread, "Round two", by=cleo, key="k")
        assert threads.say(thread, "Round two", by=cleo, key="k") == first
        assert thread.messages.count() == 1

    def test_a_stranger_writes_nothing(self, eve, thread):
        with pytest.raises(NotAllowed):
            threads.say(thread, "Hello", by=eve)

    @pytest.mark.parametrize("body", ["", "  \n ", "x" * 8001])
    def test_it_is_neither_empty_nor_endless(self, cleo, thread, body):
        with pytest.raises(Refused):
            threads.say(thread, body, by=cleo)

    def test_who_blocked_whom_hear_nothing_of_each_other(self, ada, cleo, thread):
        blocks.block(ada.party, by=cleo)
        for person in (ada, cleo):
            with pytest.raises(Refused, match="blocked"):
                threads.say(thread, "Hello", by=person)

    def test_nobody_floods_it(self, cleo, thread, clock):
        for n in range(threads.MOST_A_MINUTE):
            threads.say(thread, f"{n}", by=cleo)
        with pytest.raises(Refused, match="faster"):
            threads.say(thread, "one more", by=cleo)
        clock.shift(timedelta(minutes=1))
        threads.say(thread, "one more", by=cleo)

    def test_every_member_of_the_company_reads_and_writes_for_it(self, ben, cleo, ridge, of_ridge):
        said = threads.say(of_ridge, "I keep the files.", by=ben)
        assert (said.author, said.party) == (ben.party, ridge.party)
        threads.say(of_ridge, "Good.", by=cleo)
        assert unread.count(ben) == 1

    def test_who_leaves_the_company_counts_and_writes_no_more(self, ada, ben, cleo, ridge, of_ridge):
        threads.say(of_ridge, "Good.", by=cleo)
        ridge.memberships.get(user=ben).delete()
        assert unread.count(ben) == 0
        with pytest.raises(NotAllowed):
            threads.say(of_ridge, "Still here", by=ben)


class TestProposalThread:
    def test_it_is_there_from_when_it_is_sent(self, ada, cleo, eve, topics, clock):
        proposal = story.proposed(story.posted(ada), cleo)
        thread = talks.of_proposal(proposal)
        threads.say(thread, "Which printer?", by=ada)
        assert [Thread.objects.visible_to(one).count() for one in (ada, cleo, eve)] == [1, 1, 0]

    def test_it_closes_with_the_answer_and_stays_readable_from_the_contract(self, ada, cleo, topics, clock):
        proposal = story.proposed(story.posted(ada), cleo)
        thread = talks.of_proposal(proposal)
        threads.say(thread, "Which printer?", by=ada)
        contract = proposals.accept(proposal, revision=1, by=ada).contract
        assert talks.before(contract) == thread
        with pytest.raises(Refused, match="contract"):
            threads.say(thread, "And?", by=cleo)

    def test_a_draft_has_none(self, ada, cleo, topics, clock):
        draft = proposals.keep(story.posted(ada), {}, story.offer(), by=cleo)
        thread = talks.of_proposal(draft)
        assert not Thread.objects.visible_to(cleo).filter(pk=thread.pk).exists()


class TestEdit:
    def test_the_earlier_wording_is_kept(self, cleo, thread, clock):
        message = threads.say(thread, "Friday", by=cleo)
        clock.shift(timedelta(minutes=1))
        changed = threads.edit(message, "Saturday", by=cleo)
        (before,) = changed.wordings.all()
        assert (changed.body, before.body, before.at) == ("Saturday", "Friday", message.at)
        assert changed.pulse == 2

    def test_the_same_words_change_nothing(self, cleo, thread):
        message = threads.say(thread, "Friday", by=cleo)
        assert threads.edit(message, "Friday ", by=cleo).edited_at is None

    def test_for_a_quarter_of_an_hour_and_not_a_second_longer(self, cleo, thread, clock):
        message = threads.say(thread, "Friday", by=cleo)
        clock.shift(timedelta(minutes=15, seconds=-1))
        message = threads.edit(message, "Saturday", by=cleo)
        clock.shift(1)
        for act in (lambda: threads.edit(message, "Sunday", by=cleo), lambda: threads.remove(message, by=cleo)):
            with pytest.raises(Refused, match="15 minutes"):
                act()

    @pytest.mark.parametrize("who", ["ada", "eve"])
    def test_only_who_wrote_it(self, request, cleo, thread, who):
        message = threads.say(thread, "Friday", by=cleo)
        person = request.getfixturevalue(who)
        with pytest.raises(NotAllowed):
            threads.edit(message, "Never", by=person)
        with pytest.raises(NotAllowed):
            threads.remove(message, by=person)


class TestRemove:
    def test_it_waits_for_nobody_and_is_found_no_more(self, ada, cleo, thread):
        message = threads.say(thread, "Wrong window", by=cleo)
        threads.say(thread, "Right one", by=cleo)
        threads.remove(message, by=cleo)
        threads.remove(message, by=cleo)
        assert unread.count(ada) == 1
        assert not finding.find(ada, "window").hits

    def test_it_can_not_be_changed_then(self, cleo, thread):
        message = threads.remove(threads.say(thread, "Wrong window", by=cleo), by=cleo)
        with pytest.raises(Refused, match="removed"):
            threads.edit(message, "Right", by=cleo)


class TestRead:
    def test_only_up_to_what_was_seen(self, ada, cleo, thread):
        for words in ("one", "two", "three"):
            threads.say(thread, words, by=cleo)
        assert threads.read(thread, by=ada, up_to=2)
        assert waiting(thread, ada) == 1
        assert not threads.read(thread, by=ada, up_to=1)
        threads.read(thread, by=ada, up_to=99)
        assert waiting(thread, ada) == 0

    def test_who_writes_has_read(self, ada, cleo, thread):
        threads.say(thread, "one", by=cleo)
        threads.say(thread, "two", by=ada)
        assert (waiting(thread, ada), waiting(thread, cleo)) == (0, 1)


class TestNote:
    def test_it_waits_for_nobody(self, ada, cleo, thread):
        notes.declare("called", icon="chat", sentence="%(actor)s called for %(minutes)s minutes.")
        line = threads.note(thread, "called", by=cleo, minutes=12)
        assert notes.plain(line) == "Cleo Marsh called for 12 minutes."
        assert unread.count(ada) == 0
        assert not Timer.objects.filter(kind=threads.WAITING).exists()

    def test_its_kind_is_known(self, thread):
        with pytest.raises(UnknownKind):
            threads.note(thread, "nothing like it")


class TestNotice:
    def test_after_two_minutes_and_not_a_second_before(self, ada, cleo, thread, clock):
        threads.say(thread, "one", by=cleo)
        clock.shift(timedelta(minutes=2, seconds=-1))
        timers.run_due()
        assert not Notice.objects.filter(kind=unread.KIND).exists()
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        told = Notice.objects.get(kind=unread.KIND)
        assert (told.user, told.actor, told.url) == (ada, cleo.party, thread.get_absolute_url())

    def test_who_has_read_it_is_not_told(self, ada, cleo, thread, clock):
        threads.say(thread, "one", by=cleo)
        threads.read(thread, by=ada, up_to=1)
        clock.shift(timedelta(minutes=3))
        timers.run_due()
        assert not Notice.objects.filter(kind=unread.KIND).exists()

    def test_a_thread_is_one_notice_until_it_is_read(self, ada, cleo, thread, clock):
        for words in ("one", "two", "three"):
            threads.say(thread, words, by=cleo)
            clock.shift(timedelta(minutes=3))
            timers.run_due()
        assert Notice.objects.filter(kind=unread.KIND).count() == 1
        threads.read(thread, by=ada, up_to=3)
        threads.say(thread, "four", by=cleo)
        clock.shift(timedelta(minutes=3))
        timers.run_due()
        assert Notice.objects.filter(kind=unread.KIND, user=ada).count() == 2

    def test_what_came_later_waits_its_own_two_minutes(self, ada, cleo, thread, clock):
        threads.say(thread, "one", by=cleo)
        threads.read(thread, by=ada, up_to=1)
        clock.shift(timedelta(seconds=90))
        threads.say(thread, "two", by=cleo)
        clock.shift(timedelta(seconds=30))
        timers.run_due()
        assert not Notice.objects.filter(kind=unread.KIND).exists()
        clock.shift(timedelta(seconds=90))
        timers.run_due()
        assert Notice.objects.filter(kind=unread.KIND).count() == 1

    def test_it_comes_by_mail(self, ada, cleo, thread, clock, mailoutbox):
        threads.say(thread, "one", by=cleo)
        clock.shift(timedelta(minutes=3))
        timers.run_due()
        outbox.deliver()
        assert "Cleo Marsh wrote to you about" in mailoutbox[-1].subject


class TestInbox:
    def test_the_unread_stand_first(self, ada, cleo, topics, clock):
        old, new = (talks.of_contract(contract_story.signed(ada, cleo, title=name)) for name in ("Old job", "New job"))
        threads.say(old, "Look", by=cleo)
        clock.shift(60)
        threads.say(new, "Done", by=ada)
        assert [row.thread for row in inboxes.of(ada).rows] == [old, new]
        assert [row.unread for row in inboxes.of(ada).rows] == [1, 0]

    def test_what_nobody_has_written_in_is_not_in_it(self, ada, thread):
        assert inboxes.of(ada).rows == []


class TestFind:
    def test_words_are_found_in_every_thread_one_may_read(self, ada, cleo, eve, thread):
        message = threads.say(thread, "The decaf bag & its label", by=cleo)
        (hit,) = finding.find(ada, "decaf bags").hits
        assert hit.message == message
        assert "&amp; its label" in hit.excerpt
        assert "<mark>" in hit.excerpt
        assert not finding.find(eve, "decaf").hits

    def test_the_new_wording_is_found_and_the_old_is_not(self, ada, cleo, thread):
        threads.edit(threads.say(thread, "friday", by=cleo), "saturday", by=cleo)
        assert finding.find(ada, "saturday").hits
        assert not finding.find(ada, "friday").hits

    @pytest.mark.parametrize("words", ["'", '"', "a & | ! b", "((", "\\", "x" * 300])
    def test_nothing_typed_is_wrong(self, ada, thread, words):
        assert finding.find(ada, words).hits == []


def test_two_forms_at_once_are_numbered_apart(two_connections):
    from tests import cast

    cast.topics()
    ada, cleo = cast.ada(), cast.cleo()
    thread = talks.of_contract(contract_story.signed(ada, cleo))
    said = two_connections(
        lambda: threads.say(thread, "mine", by=ada, key="a"), lambda: threads.say(thread, "yours", by=cleo, key="a")
    )
    assert sorted(message.number for message in said) == [1, 2]
    assert Message.objects.count() == 2

"""Updates: who reads them, who is told, when they are published; and what is said to them."""

from datetime import timedelta

import pytest

from fundraising import updates
from fundraising.models import Update
from marketplace.kit import clock as now
from marketplace.kit.refusals import NotAllowed
from social import comments
from social.models import Comment, Notice, Report
from tests.fundraising import backing
from tests.fundraising.making_story import picture

pytestmark = pytest.mark.django_db
Status = Update.Status


@pytest.fixture
def fundraiser(local_stripe, ada, ben):
    """It runs, and Ben backs it."""
    made = backing.open_fundraiser(ada)
    backing.promised(local_stripe, made, ben, extra=20)
    return made


def written(fundraiser, **told):
    words = {"title": "The oven is lit", "body": "It *bakes*.", **told}
    return updates.write(fundraiser, **words, by=fundraiser.owner.user)


def published(fundraiser, **told):
    return updates.publish(written(fundraiser, **told), by=fundraiser.owner.user)


class TestPublishing:
    def test_a_draft_is_its_makers_alone(self, fundraiser, ada, ben, client_of):
        url = written(fundraiser).get_absolute_url()
        assert client_of(ada).get(url).status_code == 200
        assert client_of(ben).get(url).status_code == 404

    def test_backers_are_told_once_and_everybody_reads_it(self, fundraiser, ada, ben, client):
        update = published(fundraiser)
        updates.publish(update, by=ada)
        backing.work()
        assert Notice.objects.filter(kind="update_published", user=ben).count() == 1
        assert "<em>bakes</em>" in client.get(update.get_absolute_url()).content.decode()
        assert "The oven is lit" in client.get(fundraiser.get_absolute_url()).content.decode()

    def test_what_is_for_backers_is_read_by_them_alone(self, fundraiser, ben, eve, client_of, client):
        update = published(fundraiser, is_for_backers=True)
        assert client_of(ben).get(update.get_absolute_url()).status_code == 200
        answer = client_of(eve).get(update.get_absolute_url())
        assert answer["Location"] == f"/fundraisers/{fundraiser.listing.slug}/updates/"
        page = client.get(f"/fundraisers/{fundraiser.listing.slug}/updates/").content.decode()
        assert "Whoever backs this fundraiser reads it" in page
        assert "bakes" not in page
        assert "bakes" not in client.get(f"/fundraisers/{fundraiser.listing.slug}/updates/feed/").content.decode()

    def test_a_visitor_who_comes_by_its_mail_signs_in_and_reads_it(self, fundraiser, ben, client, client_of):
        url = published(fundraiser, is_for_backers=True).get_absolute_url()
        assert client.get(url)["Location"] == f"/accounts/login/?next={url}"
        draft = written(fundraiser, is_for_backers=True).get_absolute_url()
        assert client.get(draft).status_code == 404
        fundraiser.updates.update(is_for_backers=False)
        assert client.get(url).status_code == 200

    def test_it_is_published_by_itself_at_its_moment_and_not_a_second_before(self, fundraiser, ada, clock):
        update = updates.schedule(written(fundraiser), now.now() + timedelta(hours=5), by=ada)
        backing.later(clock, seconds=5 * 3600 - 1)
        assert backing.fresh(update).status == Status.SCHEDULED
        backing.later(clock, seconds=1)
        assert backing.fresh(update).status == Status.PUBLISHED

    def test_numbers_count_what_was_published(self, fundraiser):
        written(fundraiser)
        assert [published(fundraiser).number, published(fundraiser).number] == [1, 2]

    def test_others_write_nothing(self, fundraiser, ben):
        with pytest.raises(NotAllowed):
            updates.write(fundraiser, title="Mine", body="…", by=ben)

    def test_the_feed_is_one(self, fundraiser, client):
        published(fundraiser)
        answer = client.get(f"/fundraisers/{fundraiser.listing.slug}/updates/feed/")
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert "The oven is lit" in answer.content.decode()


class TestThePages:
    def test_it_is_written_changed_and_published(self, fundraiser, ada, client_of):
        page = client_of(ada)
        answer = page.post(f"/fundraisers/{fundraiser.listing.slug}/updates/new/", {"title": "One", "body": "Text"})
        update = Update.objects.get()
        assert answer["Location"] == f"/updates/{update.pk}/edit/"
        page.post(answer["Location"], {"title": "Two", "body": "Text", "is_for_backers": "on"})
        page.post(f"/updates/{update.pk}/publication/", {"title": "Three", "body": "Text", "is_for_backers": "on"})
        update.refresh_from_db()
        assert (update.title, update.is_for_backers, update.status) == ("Three", True, Status.PUBLISHED)

    @pytest.mark.parametrize("act", ["publication/", "schedule/", "schedule/end/", "pictures/"])
    def test_a_button_loses_nothing_that_was_typed_and_publishes_nothing_wrong(self, fundraiser, ada, client_of, act):
        update = written(fundraiser)
        typed = {"title": "", "body": "All that I wrote", "at": "2031-01-01T10:00"}
        answer = client_of(ada).post(f"/updates/{update.pk}/{act}", typed)
        assert (answer.status_code, backing.fresh(update).status) == (422, Status.DRAFT)
        assert "All that I wrote" in answer.content.decode()

    def test_every_button_saves_what_was_typed_and_a_picture_that_was_chosen(self, fundraiser, ada, client_of):
        update, page = written(fundraiser), client_of(ada)
        at = (now.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        page.post(f"/updates/{update.pk}/schedule/", {"title": "Two", "body": "Text", "at": at})
        assert (backing.fresh(update).title, backing.fresh(update).status) == ("Two", Status.SCHEDULED)
        page.post(f"/updates/{update.pk}/schedule/end/", {"title": "Three", "body": "Text"})
        assert (backing.fresh(update).title, backing.fresh(update).status) == ("Three", Status.DRAFT)
        chosen = {"title": "Four", "body": "Text", "picture": picture(), "alt": "The oven"}
        page.post(f"/updates/{update.pk}/publication/", chosen)
        assert (backing.fresh(update).title, update.pictures.get().alt) == ("Four", "The oven")
        page.post(
            f"/updates/{update.pk}/pictures/{update.pictures.get().pk}/removal/", {"title": "Five", "body": "Text"}
        )
        assert (backing.fresh(update).title, update.pictures.count()) == ("Five", 0)

    @pytest.mark.parametrize(
        "act", ["publication/", "removal/", "pictures/01890000-0000-7000-8000-000000000000/removal/"]
    )
    def test_what_was_typed_when_the_session_ended_stands_there_after_signing_in(self, fundraiser, ada, client, act):
        update = written(fundraiser)
        answer = client.post(f"/updates/{update.pk}/{act}", {"title": "Two", "body": "All that I wrote"})
        assert answer["Location"] == f"/accounts/login/?next=/updates/{update.pk}/edit/"
        client.force_login(ada)
        page = client.get(f"/updates/{update.pk}/edit/").content.decode()
        assert "All that I wrote" in page
        assert backing.fresh(update).title == "The oven is lit"

    @pytest.mark.parametrize("typed", [{}, {"title": "x" * 121, "body": "x"}, {"title": "a\x00", "body": "b"}])
    def test_what_is_wrong_is_said(self, fundraiser, ada, client_of, typed):
        answer = client_of(ada).post(f"/fundraisers/{fundraiser.listing.slug}/updates/new/", typed)
        assert answer.status_code == 422

    @pytest.mark.parametrize("at", ["", "yesterday", "1999-01-01T10:00", "9999-01-01T10:00"])
    def test_a_moment_that_is_none_is_refused(self, fundraiser, ada, client_of, at):
        assert (
            client_of(ada)
            .post(f"/updates/{written(fundraiser).pk}/schedule/", {"title": "One", "body": "Text", "at": at})
            .status_code
            == 422
        )


class TestComments:
    @pytest.fixture
    def update(self, fundraiser):
        return published(fundraiser)

    def test_a_backer_comments_and_the_maker_answers_with_a_badge(self, update, ada, ben, client_of, client):
        said = comments.say("update", update.pk, "When does it ship?", by=ben, key="1")
        assert Notice.objects.filter(kind="comment_said", user=ada).exists()
        client_of(ada).post(f"/comments/{said.pk}/answer/", {"body": "In March.", "key": "2"})
        assert Notice.objects.filter(kind="comment_answered", user=ben).exists()
        page = client.get(update.get_absolute_url()).content.decode()
        assert page.index("When does it ship?") < page.index("In March.")
        assert "Maker" in page

    def test_the_same_form_twice_is_one(self, update, ben, client_of):
        for _time in range(2):
            client_of(ben).post(f"/comments/on/update/{update.pk}/", {"body": "Well done", "key": "k"})
        assert Comment.objects.count() == 1

    def test_who_does_not_back_it_reads_and_says_nothing(self, update, eve, client_of):
        answer = client_of(eve).post(f"/comments/on/update/{update.pk}/", {"body": "Buy my watches", "key": "k"})
        assert (answer.status_code, Comment.objects.count()) == (422, 0)
        assert "Buy my watches" in answer.content.decode()

    def test_what_one_may_not_read_is_not_there(self, fundraiser, eve, client_of):
        secret = published(fundraiser, is_for_backers=True)
        answer = client_of(eve).post(f"/comments/on/update/{secret.pk}/", {"body": "Hello", "key": "k"})
        assert answer.status_code == 404

    @pytest.mark.parametrize("body", ["", "  ", "x" * 2001, "a\x00b"])
    def test_nonsense_is_refused(self, update, ben, client_of, body):
        answer = client_of(ben).post(f"/comments/on/update/{update.pk}/", {"body": body, "key": "k"})
        assert (answer.status_code, Comment.objects.count()) == (422, 0)

    def test_one_changes_and_takes_back_ones_own_and_nobody_elses(self, update, ada, ben, client_of, clock):
        said = comments.say("update", update.pk, "Wel done", by=ben, key="1")
        client_of(ben).post(f"/comments/{said.pk}/edit/", {"body": "Well done"})
        assert Comment.objects.get().body == "Well done"
        assert client_of(ada).post(f"/comments/{said.pk}/removal/").status_code == 404
        client_of(ben).post(f"/comments/{said.pk}/removal/")
        assert Comment.objects.get().is_gone

    def test_one_that_breaks_the_rules_is_reported_and_held(self, update, ada, ben, client_of, client):
        said = comments.say("update", update.pk, "You crook", by=ben, key="1")
        reported = {"category": "harassment", "text": "It insults the one who makes this, in public."}
        assert client_of(ada).post(f"/comments/{said.pk}/report/", reported).status_code == 303
        assert Report.objects.get().comment == said
        comments.hold(said)
        assert "You crook" not in client.get(update.get_absolute_url()).content.decode()

    def test_as_many_queries_for_many_as_for_one(self, update, ben, client, queries):
        first = comments.say("update", update.pk, "One", by=ben, key="0")
        comments.say("update", update.pk, "Re", by=ben, key="00", answers=first)
        url = update.get_absolute_url()
        client.get(url)
        few = queries(lambda: client.get(url))
        Comment.objects.bulk_create(
            Comment(
                kind="update", about=update.pk, listing=first.listing, author=ben.party, by=ben, body="x", key=str(n)
            )
            for n in range(1, 12)
        )
        assert queries(lambda: client.get(url)) == few

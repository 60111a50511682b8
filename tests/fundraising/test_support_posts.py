"""Posts for supporters: who reads them, their files, and what is said to them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts import people
from accounts.refusals import NotAllowed, Refused
from fundraising import standing_support, support_pages, support_posts, support_privacy
from fundraising.forms.delivery import REWARD_FILE
from marketplace.kit import private_files, uploads
from social import comments, fan_out
from social.models import Notice
from tests.fundraising import backing, making_story, support_story
from tests.fundraising.support_story import written
from tests.social import telling

pytestmark = pytest.mark.django_db
WORDS = {"title": "The g", "text": "Nine days.", "teaser": "", "tier": ""}


@pytest.fixture
def page(cleo, local_stripe, clock):
    return support_story.open_page(cleo)


@pytest.fixture
def support(page, local_stripe, ben):
    return support_story.begun(local_stripe, page, ben)


class TestPosts:
    @pytest.mark.parametrize(("tier", "reads"), [("", True), ("Silver", True), ("Gold", False)])
    def test_a_tier_reads_what_it_is_enough_for(self, page, support, cleo, ben, client_of, tier, reads):
        post = written(page, cleo, tier=tier)
        shown = client_of(ben).get(post.get_absolute_url()).content.decode()
        assert ("Nine days." in shown, "Why it took so long." in shown) == (reads, True)

    def test_others_read_the_teaser_and_the_maker_all(self, page, cleo, client, client_of):
        post = written(page, cleo)
        assert "Nine days." not in client.get(post.get_absolute_url()).content.decode()
        assert "Nine days." in client_of(cleo).get(post.get_absolute_url()).content.decode()

    def test_who_has_ended_reads_until_the_end(self, page, support, cleo, ben, clock, client_of):
        post = written(page, cleo)
        standing_support.end(support, by=ben)
        assert "Nine days." in client_of(ben).get(post.get_absolute_url()).content.decode()
        clock.move_to(support.paid_until)
        backing.work()
        assert "Nine days." not in client_of(ben).get(post.get_absolute_url()).content.decode()

    def test_those_who_may_read_it_are_told_by_mail(self, page, local_stripe, support, cleo, ada, mailoutbox):
        support_story.begun(local_stripe, page, ada, "Gold")
        mailoutbox.clear()
        written(page, cleo, tier="Gold")
        backing.work()
        fan_out.run()
        backing.work()
        assert {mail.to[0] for mail in mailoutbox if "The g" in mail.subject} == {ada.email}

    def test_a_draft_is_nobodys(self, page, cleo, ben, client_of):
        draft = support_pages.write(page, by=cleo, title="x", text="y")
        assert client_of(ben).get(draft.get_absolute_url()).status_code == 404


class TestFilesOfPosts:
    @pytest.fixture
    def file(self, page, cleo):
        upload = uploads.check(SimpleUploadedFile("Notes.txt", b"Nine days."), REWARD_FILE)
        return support_posts.attach(written(page, cleo, tier="Silver"), upload, by=cleo)

    def test_are_of_those_who_read_the_post(self, file, support, ben, eve, client, client_of):
        fetched = client_of(ben).get(file.get_absolute_url())
        assert b"".join(fetched.streaming_content) == b"Nine days."
        assert "Notes.txt" in client_of(ben).get(file.post.get_absolute_url()).content.decode()
        assert client_of(eve).get(file.get_absolute_url()).status_code == 404
        assert "Notes.txt" not in client.get(file.post.get_absolute_url()).content.decode()
        assert client.get(file.get_absolute_url()).url.startswith("/accounts/login/")

    def test_of_a_draft_or_one_withdrawn_are_the_makers(self, file, support, cleo, ben, client_of):
        support_pages.withdraw(file.post, by=cleo)
        assert client_of(ben).get(file.get_absolute_url()).status_code == 404
        assert client_of(cleo).get(file.get_absolute_url()).status_code == 200

    def test_a_picture_is_shown_without_what_its_camera_told(self, page, support, cleo, ben, client_of):
        post = written(page, cleo)
        client_of(cleo).post(f"/my/support/posts/{post.pk}/files/", {**WORDS, "file": making_story.picture()})
        kept = post.files.get()
        assert f"/support/files/{kept.pk}/picture/" in client_of(ben).get(post.get_absolute_url()).content.decode()
        shown = client_of(ben).get(f"/support/files/{kept.pk}/picture/")
        assert (shown["Content-Type"], shown["Content-Security-Policy"]) == ("image/webp", "sandbox")

    def test_what_is_no_file_is_refused_at_the_field(self, page, cleo, client_of):
        post = written(page, cleo)
        address = f"/my/support/posts/{post.pk}/files/"
        for sent in ({}, {"file": SimpleUploadedFile("x.exe", b"MZ\x90\x00")}):
            assert client_of(cleo).post(address, {**WORDS, **sent}).status_code == 422
        assert not post.files.exists()

    def test_nobody_else_adds_or_removes_one(self, file, page, cleo, eve, client, client_of):
        support_pages.begin(eve.party, by=eve)
        adding = f"/my/support/posts/{file.post_id}/files/"
        removal = f"{adding}{file.pk}/removal/"
        for address in (adding, removal):
            assert client_of(eve).post(address).status_code == 404
            assert client_of(cleo).get(address).status_code == 405
            assert client.post(address).status_code == 302
        other = written(page, cleo)
        assert client_of(cleo).post(f"/my/support/posts/{other.pk}/files/{file.pk}/removal/", WORDS).status_code == 404
        client_of(cleo).post(removal, WORDS)
        assert not file.post.files.exists()

    def test_there_are_ten_at_most(self, file, cleo, client_of, monkeypatch):
        monkeypatch.setattr(support_posts, "MOST", 1)
        sent = {**WORDS, "file": SimpleUploadedFile("b.txt", b"More.")}
        answer = client_of(cleo).post(f"/my/support/posts/{file.post_id}/files/", sent)
        assert (answer.status_code, "at most 1 files" in answer.content.decode()) == (422, True)

    @pytest.mark.parametrize("act", ["", "files/", "files/{file}/removal/"])
    def test_every_button_saves_what_was_typed_and_a_file_that_was_chosen(self, file, cleo, client_of, act):
        chosen = {**WORDS, "title": "Anew", "file": SimpleUploadedFile("b.txt", b"More.")}
        client_of(cleo).post(f"/my/support/posts/{file.post_id}/{act.format(file=file.pk)}", chosen)
        post = backing.fresh(file.post)
        assert (post.title, "b.txt" in post.files.values_list("name", flat=True)) == ("Anew", True)
        assert post.files.filter(pk=file.pk).exists() == ("removal" not in act)

    @pytest.mark.parametrize("act", ["", "files/", "files/{file}/removal/"])
    def test_what_is_wrong_brings_back_what_was_typed_and_does_nothing(self, file, cleo, client_of, act):
        sent = {**WORDS, "title": "", "text": "All that I wrote", "file": SimpleUploadedFile("b.txt", b"More.")}
        answer = client_of(cleo).post(f"/my/support/posts/{file.post_id}/{act.format(file=file.pk)}", sent)
        assert (answer.status_code, "All that I wrote" in answer.content.decode()) == (422, True)
        assert (file.post.files.get(), backing.fresh(file.post).text) == (file, "Nine days.")

    def test_are_stored_before_the_page_is_locked_and_gone_where_one_is_refused(
        self, file, cleo, settings, monkeypatch
    ):
        depth, store = [], private_files.PrivateFolder._save

        def noting(self, name, content):
            depth.append(len(connection.savepoint_ids))
            return store(self, name, content)

        monkeypatch.setattr(private_files.PrivateFolder, "_save", noting)
        looked, real = iter([None]), support_posts._check_room  # while it was stored, somebody added another
        monkeypatch.setattr(support_posts, "MOST", 1)
        monkeypatch.setattr(support_posts, "_check_room", lambda *args: next(looked, real) and real(*args))
        with pytest.raises(Refused):
            support_posts.attach(file.post, uploads.check(making_story.picture(), REWARD_FILE), by=cleo)
        assert depth == [len(connection.savepoint_ids)] * 2
        assert len([one for one in settings.PRIVATE_ROOT.rglob("*") if one.is_file()]) == 1

    def test_go_with_their_maker(self, file, cleo):
        assert support_privacy.OfSupportFiles().erase(cleo).files == 1
        assert not file.file.storage.exists(str(file.file.name))


class TestWhatIsSaid:
    def test_who_reads_it_comments_and_the_maker_is_told(self, page, support, cleo, ben, client_of):
        people.publish_profile(cleo.party.profile, by=cleo)
        post = written(page, cleo)
        comments.say("support_post", post.pk, "Worth the wait.", by=ben, key="1")
        assert "Worth the wait." in client_of(cleo).get(post.get_absolute_url()).content.decode()
        telling.deliver()
        assert Notice.objects.filter(user=cleo, kind="comment_said").exists()

    def test_who_does_not_read_it_neither_reads_nor_says(self, page, support, local_stripe, cleo, ben, eve, client_of):
        post = written(page, cleo, tier="Gold")
        with pytest.raises(NotAllowed):
            comments.say("support_post", post.pk, "What is it?", by=ben, key="1")
        comments.say("support_post", post.pk, "Soon.", by=cleo, key="2")
        assert "Soon." not in client_of(eve).get(post.get_absolute_url()).content.decode()

    def test_who_no_longer_reads_it_takes_back_what_they_said(
        self, page, support, cleo, ben, clock, client, client_of, eve
    ):
        people.publish_profile(cleo.party.profile, by=cleo)
        post = written(page, cleo)
        said = comments.say("support_post", post.pk, "Worth the wait.", by=ben, key="1")
        comments.say("support_post", post.pk, "Thank you.", by=cleo, key="2", answers=said)
        standing_support.end(support, by=ben)
        clock.move_to(support.paid_until)
        backing.work()
        shown = client_of(ben).get(post.get_absolute_url()).content.decode()
        removal = f"/comments/{said.pk}/removal/"
        assert [text in shown for text in ("Worth the wait.", removal, "Thank you.", "/edit/")] == [
            True, True, False, False,
        ]  # fmt: skip
        for other in (client, client_of(eve)):
            assert "Worth the wait." not in other.get(post.get_absolute_url()).content.decode()
        answer = client_of(ben).post(removal, follow=True)
        assert (answer.redirect_chain, "Taken back." in answer.content.decode()) == ([("/", 303)], True)
        assert backing.fresh(said).is_gone
        assert "Worth the wait." not in client_of(ben).get(post.get_absolute_url()).content.decode()

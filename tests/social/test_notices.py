"""Telling people what happened: once, on the page and by mail, in the act's own transaction."""

import pytest
from django.core import mail
from django.db import transaction
from django.utils import translation

from accounts import companies
from accounts.models import Membership, Party
from marketplace.kit import outbox
from social import kinds, notices
from social.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    kinds.declare("greeted", icon="mail", sentence="%(actor)s greets you with %(sum)s.", button="Look", more="Kindly.")
    kinds.declare("whispered", icon="mail", sentence="%(word)s", button="Look", is_mailed=False)


def tell(user, kind="greeted", key="1", **rest):
    notices.tell([user], kind, key=key, url="/there/", **rest)


class TestTell:
    def test_it_is_a_row_and_a_mail_in_text_and_html(self, ada, cleo):
        tell(ada, actor=cleo.party, sum={"minor": 12_350, "currency": "EUR"})
        outbox.deliver()
        message = mail.outbox[0]
        assert message.subject == "Cleo Marsh greets you with €123.50."
        assert "/there/" in message.body
        assert "Kindly." in message.body
        html = message.alternatives[0].content
        assert "Cleo Marsh" in html
        assert "/there/" in html

    def test_the_same_event_is_told_once(self, ada):
        for _twice in range(2):
            tell(ada, sum="x")
        outbox.deliver()
        assert Notice.objects.count() == 1
        assert len(mail.outbox) == 1

    def test_what_is_rolled_back_was_never_told(self, ada):
        with transaction.atomic():
            tell(ada, sum="x")
            transaction.set_rollback(True)
        outbox.deliver()
        assert not Notice.objects.exists()
        assert not mail.outbox

    def test_a_whisper_is_not_mailed(self, ada):
        tell(ada, "whispered", word="psst")
        outbox.deliver()
        assert Notice.objects.exists()
        assert not mail.outbox

    def test_it_refuses_a_kind_that_nobody_declared(self, ada):
        with pytest.raises(kinds.UnknownKind):
            tell(ada, "shouted")

    def test_a_closed_account_is_not_told(self, ada):
        ada.is_active = False
        ada.save()
        tell(ada)
        assert not Notice.objects.exists()

    def test_a_subject_stays_on_one_line(self, ada):
        tell(ada, sum="two\nlines: Bcc: eve@example.org")
        outbox.deliver()
        assert "\n" not in mail.outbox[0].subject

    def test_many_are_told_in_as_many_queries_as_one(self, ada, ben, cleo, eve, queries):
        one = queries(lambda: notices.tell([ada], "greeted", key="q", url="/", sum="x"))
        assert queries(lambda: notices.tell([ada, ben, cleo, eve], "greeted", key="r", url="/", sum="x")) == one


class TestTellParty:
    def test_a_company_is_its_owner_and_managers(self, ada, ben, eve):
        press = companies.found("Brandt Press", by=ada)
        Membership.objects.create(company=press, user=ben, rank="manager")
        Membership.objects.create(company=press, user=eve, rank="member")
        notices.tell_party(press.party, "greeted", key="1", url="/", sum="x")
        assert {notice.user for notice in Notice.objects.all()} == {ada, ben}

    def test_who_did_it_need_not_be_told(self, ada):
        notices.tell_party(ada.party, "greeted", key="1", url="/", but_not=ada, sum="x")
        assert not Notice.objects.exists()

    def test_a_party_of_a_public_record_has_nobody_to_tell(self):
        artist = Party.objects.create(kind="person", name="J. M. W. Turner", slug="turner")
        notices.tell_party(artist, "greeted", key="1", url="/", sum="x")
        assert not Notice.objects.exists()


class TestWords:
    def test_names_are_set_strong_and_escaped(self, ada, cleo):
        cleo.party.name = "<b>Cleo</b>"
        notice = Notice(user=ada, kind="greeted", actor=cleo.party, facts={"sum": "<i>"})
        assert kinds.marked(notice) == (
            "<strong>&lt;b&gt;Cleo&lt;/b&gt;</strong> greets you with <strong>&lt;i&gt;</strong>."
        )

    def test_a_sum_is_written_as_its_reader_writes_it(self, ada):
        notice = Notice(user=ada, kind="greeted", facts={"sum": {"minor": 123_450, "currency": "EUR"}})
        with translation.override("de"):
            assert "1.234,50" in kinds.plain(notice)

    def test_a_fact_that_is_missing_leaves_a_gap_not_an_error(self, ada):
        assert kinds.plain(Notice(user=ada, kind="greeted")) == "Somebody greets you with …."

    def test_a_kind_of_former_times_still_shows(self, ada):
        assert kinds.plain(Notice(user=ada, kind="of former times")) == ""
        assert str(kinds.of(Notice(user=ada, kind="of former times")).button) == "Look"

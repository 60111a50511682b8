"""Searching the audit, taking it out as a file, and verifying its chain."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse

from marketplace.kit import audit
from marketplace.kit.models import AuditEntry
from tests import staffing

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:kit_auditentry_changelist")
FILE = reverse("admin:kit_auditentry_export")
CHAIN = reverse("admin:kit_auditentry_verify")


@pytest.fixture
def clerk(client_of, dev):
    """The browser of somebody of finance, who may see, take out and verify."""
    dev.groups.add(Group.objects.get(name="finance"))
    return client_of(dev)


@pytest.fixture
def lines(ada, cleo):
    """Two acts by two people."""
    audit.append("shut_out", by=ada.pk, subject=audit.subject_of(cleo), data={"reason": "a stolen account"})
    audit.append("withdraw", by=cleo.pk, subject="social.report:1", data={"reason": "=copied pictures"})


def reasons(page):
    return [one["line"].data["reason"] for one in page.context["lines"]]


class TestSearching:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"person": "ada@"}, 1),
            ({"person": "Marsh"}, 2),  # one by her, one about her
            ({"thing": "report"}, 1),
            ({"act": "shut out"}, 1),
            ({"words": "STOLEN"}, 1),
            ({"words": "nothing"}, 0),
            ({"since": "2100-01-01"}, 0),
            ({"until": "2100-01-01"}, 2),
        ],
    )
    def test_it_finds_what_was_asked_for(self, clerk, lines, asked, found):
        assert len(reasons(clerk.get(PAGE, asked))) == found

    @pytest.mark.parametrize("asked", [{"since": "yesterday"}, {"person": "a\0b"}, {"words": "x" * 300}])
    def test_what_cannot_be_read_is_said(self, clerk, lines, asked):
        assert clerk.get(PAGE, asked).status_code == 422

    def test_it_goes_on_where_the_page_ends(self, clerk, monkeypatch, lines):
        monkeypatch.setattr("marketplace.staff.admin.PER_PAGE", 1)
        first = clerk.get(PAGE, {"act": ""})
        second = clerk.get(PAGE, {"after": first.context["next_cursor"]})
        assert reasons(first) + reasons(second) == ["=copied pictures", "a stolen account"]

    def test_a_row_that_was_changed_shows(self, clerk, lines):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE kit_auditentry DISABLE TRIGGER USER")
            cursor.execute("UPDATE kit_auditentry SET kind = 'praise' WHERE number = 1")
        assert [one["holds"] for one in clerk.get(PAGE).context["lines"]] == [True, False]

    def test_a_page_takes_as_many_queries_for_two_lines_as_for_twenty(self, clerk, lines, queries, cleo):
        few = queries(lambda: clerk.get(PAGE))
        for number in range(18):
            audit.append("looked", by=cleo.pk, subject=f"x:{number}", data={"reason": "to see"})
        assert queries(lambda: clerk.get(PAGE)) == few


class TestTheFile:
    def test_it_needs_a_reason_and_is_itself_a_line(self, clerk, lines, dev):
        assert clerk.post(FILE, {}).status_code == 422
        answer = clerk.post(f"{FILE}?words=copied", {"reason": staffing.REASON})
        text = b"".join(answer.streaming_content).decode()
        assert "stolen" not in text
        assert "copied pictures" in text
        last = AuditEntry.objects.latest("number")
        assert (last.kind, last.by, last.data["reason"]) == ("audit_exported", dev.pk, staffing.REASON)

    def test_a_formula_comes_out_as_text(self, clerk):
        audit.append("=cmd", by=None, subject="@x")
        answer = clerk.post(FILE, {"reason": staffing.REASON})
        text = b"".join(answer.streaming_content).decode()
        assert ",'=cmd," in text
        assert ",'@x," in text


class TestTheChain:
    def test_whole_it_says_so(self, clerk, lines):
        assert "All 2 lines are as they were written" in clerk.post(CHAIN, follow=True).text

    def test_broken_it_says_where(self, clerk, lines):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE kit_auditentry DISABLE TRIGGER USER")
            cursor.execute("UPDATE kit_auditentry SET kind = 'praise' WHERE number = 1")
        assert "line 1 was changed" in clerk.post(CHAIN, follow=True).text

    def test_looking_alone_does_not_walk_it(self, clerk):
        assert clerk.get(CHAIN).status_code == 405


class TestWhoMay:
    @pytest.mark.parametrize("group", ["moderator", "reviewer", "analyst"])
    def test_others_neither_take_out_nor_verify(self, client_of, dev, lines, group):
        dev.groups.add(Group.objects.get(name=group))
        browser = client_of(dev)
        assert browser.post(FILE, {"reason": staffing.REASON}).status_code == 403
        assert browser.post(CHAIN).status_code == 403
        assert browser.get(PAGE).status_code == (200 if group == "moderator" else 403)


class TestTheFirstPage:
    def test_a_group_sees_the_queues_that_wait_for_it(self, client_of, dev):
        dev.groups.add(Group.objects.get(name="moderator"))
        page = client_of(dev).get("/admin/")
        shown = [str(queue.title) for queue in page.context["queues"]]
        assert shown == ["Reports to decide", "Appeals to answer", "Disputes to mediate or decide"]

    def test_the_figure_is_what_its_list_shows(self, client_of, dev, eve, cleo):
        from tests.social import moderating as story

        dev.groups.add(Group.objects.get(name="moderator"))
        story.reported(story.shown(cleo), by=eve)
        browser = client_of(dev)
        queue = browser.get("/admin/").context["queues"][0]
        assert queue.count == browser.get(queue.url).context["cl"].result_count == 1

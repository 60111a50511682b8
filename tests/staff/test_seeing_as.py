"""Seeing the site as somebody else: reading only, for a quarter of an hour, under both names, and never as staff."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from accounts.models import User
from marketplace.kit import timers
from marketplace.kit.models import AuditEntry
from marketplace.kit.pagecache import PageCache
from marketplace.staff.models import Impersonation
from social.models import Notice
from tests import cast, staffing

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    """A moderator."""
    user = cast.joined("Mo Ibe", is_staff=True)
    user.groups.add(Group.objects.get(name="moderator"))
    return user


@pytest.fixture
def desk(mo, client_of):
    """The moderator's browser."""
    return client_of(mo)


def begin(desk, person, reason=staffing.REASON):
    return desk.post(reverse("staff:see_as", args=[person.pk]), {"reason": reason})


@pytest.fixture
def seeing(desk, cleo):
    """The moderator's browser, seeing the site as Cleo does."""
    begin(desk, cleo)
    return desk


class TestBeginning:
    def test_it_needs_a_reason(self, desk, cleo):
        assert begin(desk, cleo, reason=" ").status_code == 422
        assert not Impersonation.objects.exists()

    def test_the_button_stands_on_the_person_s_page(self, desk, cleo):
        assert reverse("staff:see_as", args=[cleo.pk]) in desk.get(staffing.page_of(cleo)).text

    def test_looking_at_the_page_begins_nothing(self, desk, cleo):
        assert desk.get(reverse("staff:see_as", args=[cleo.pk])).status_code == 200
        assert not Impersonation.objects.exists()

    @pytest.mark.parametrize("kind", ["staff", "superuser", "oneself"])
    def test_never_as_somebody_of_the_staff(self, desk, mo, dev, kind):
        if kind == "superuser":
            User.objects.filter(pk=dev.pk).update(is_superuser=True, is_staff=False)
        begin(desk, mo if kind == "oneself" else dev)
        assert not Impersonation.objects.exists()

    @pytest.mark.parametrize("group", ["finance", "reviewer", "analyst", None])
    def test_other_groups_and_strangers_are_refused(self, client_of, dev, eve, cleo, group):
        if group:
            dev.groups.add(Group.objects.get(name=group))
        assert begin(client_of(dev if group else eve), cleo).status_code == 403

    def test_an_anonymous_visitor_signs_in_first(self, client, cleo):
        assert begin(client, cleo)["Location"].startswith("/accounts/login/")


class TestMeanwhile:
    def test_every_page_shows_both_names_and_the_way_out(self, seeing, cleo, mo):
        for path in ("/", "/discover/", "/notices/", "/nothing-here/"):
            page = seeing.get(path).text
            assert mo.party.name in page, path
            assert cleo.party.name in page, path
            assert reverse("staff:end") in page, path

    def test_it_is_the_person_s_own_view(self, seeing, cleo):
        assert seeing.get("/notices/").wsgi_request.user == cleo

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_can_be_changed(self, seeing, method):
        answer = getattr(seeing, method)("/notices/reading/")
        assert answer.status_code == 403
        assert "read but not change" in answer.text

    @pytest.mark.parametrize(
        "path", ["/settings/", "/settings/security/", "/settings/privacy/", "/accounts/email/", "/admin/", "/role/"]
    )
    def test_account_settings_privacy_and_admin_stay_shut(self, seeing, path):
        answer = seeing.get(path)
        assert answer.status_code == 403
        assert "stays shut" in answer.text

    def test_every_request_is_in_the_audit_under_both_names(self, seeing, mo, cleo):
        seeing.get("/discover/?q=maps")
        seeing.post("/notices/reading/")
        read, tried = AuditEntry.objects.filter(kind="seen_as").order_by("-number")[:2][::-1]
        assert (read.by, read.subject, read.data["as"]) == (mo.pk, f"accounts.user:{cleo.pk}", str(cleo.pk))
        assert (read.data["path"], tried.data["method"], tried.data["refused"]) == ("/discover/", "POST", True)

    def test_drawn_pictures_are_no_lines_of_the_audit(self, seeing):
        before = AuditEntry.objects.count()
        assert seeing.get("/covers/person/C-x.svg").status_code == 200
        assert AuditEntry.objects.count() == before

    def test_no_cache_keeps_the_page(self, seeing):
        assert "no-store" in seeing.get("/discover/")["Cache-Control"]

    def test_it_goes_past_the_pages_that_are_kept_for_visitors(self, settings, seeing, cleo):
        settings.PAGE_CACHE_SECONDS = 60
        cache = PageCache(get_wsgi_application())
        cookies = f"{settings.SESSION_COOKIE_NAME}={seeing.cookies[settings.SESSION_COOKIE_NAME].value}"
        visitor = {"PATH_INFO": "/help/", "REQUEST_METHOD": "GET", "HTTP_HOST": "testserver"}
        assert cache._is_for_all(visitor)
        assert not cache._is_for_all({**visitor, "HTTP_COOKIE": cookies})

    def test_no_live_notices_of_anybody_come(self, seeing):
        assert "data-live" not in seeing.get("/").text


class TestEnding:
    def test_the_button_ends_it_and_the_person_is_told_why(self, seeing, mo, cleo):
        seeing.post(reverse("staff:end"))
        assert seeing.get("/notices/").wsgi_request.user == mo
        told = Notice.objects.get(user=cleo, kind="seen_as")
        assert told.facts == {"staff": mo.party.name, "reason_given": staffing.REASON}

    def test_it_ends_by_itself_after_a_quarter_of_an_hour(self, clock, desk, cleo, mo):
        begin(desk, cleo)
        clock.shift(timedelta(minutes=15, seconds=1))
        desk.get("/notices/")
        assert desk.get("/notices/").wsgi_request.user == mo
        timers.run_due()
        assert Notice.objects.filter(user=cleo, kind="seen_as").count() == 1

    def test_pressing_twice_tells_once(self, seeing, cleo):
        for _twice in range(2):
            seeing.post(reverse("staff:end"))
        assert Notice.objects.filter(user=cleo, kind="seen_as").count() == 1

    def test_it_ends_with_the_right_to_it(self, seeing, mo):
        mo.groups.clear()
        seeing.get("/notices/")
        assert seeing.get("/notices/").wsgi_request.user == mo

    def test_a_get_does_not_end_it(self, seeing):
        assert seeing.get(reverse("staff:end")).status_code == 405
        assert Impersonation.objects.running().exists()


def test_somebody_else_s_impersonation_in_the_session_is_nobody_s(seeing, client_of, eve):
    browser = client_of(eve)
    session = browser.session
    session["seeing_as"] = str(Impersonation.objects.get().pk)
    session.save()
    browser.get("/notices/")
    assert browser.get("/notices/").wsgi_request.user == eve

"""Reporting: once a thing, never one's own, with a limit, and without the owner learning who did."""

import pytest
from django.urls import reverse

from accounts import companies
from accounts.models import Membership
from accounts.refusals import NotAllowed, Refused
from marketplace.kit.models import IllegalMove
from social.models import Report
from social.moderation import reports
from tests.social import moderating as story

pytestmark = pytest.mark.django_db

TYPED = {"category": "copied", "text": "This is the museum's picture."}


@pytest.fixture
def page(cleo):
    """Cleo's page, for everybody to see."""
    return story.shown(cleo)


def address(listing):
    return reverse("social:report", args=[listing.pk])


class TestThePage:
    def test_it_takes_a_report_and_leads_back(self, client_of, eve, page):
        answer = client_of(eve).post(address(page), TYPED)
        assert (answer.status_code, answer["Location"]) == (303, page.url)
        assert Report.objects.get().reporter == eve

    def test_an_anonymous_visitor_signs_in_first(self, client, page):
        assert client.post(address(page), TYPED)["Location"].startswith("/accounts/login/")

    def test_what_is_not_public_is_not_found(self, client_of, eve, cleo):
        assert client_of(eve).get(address(cleo.party.profile.listing)).status_code == 404

    @pytest.mark.parametrize(
        "typed", [{}, {**TYPED, "category": "ugly"}, {**TYPED, "text": "no"}, {**TYPED, "text": "x" * 2001},
                  {**TYPED, "text": "a nul \0 in a long enough text"}],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_kept(self, client_of, eve, page, typed):
        answer = client_of(eve).post(address(page), typed)
        assert answer.status_code == 422
        assert not Report.objects.exists()

    def test_pressing_twice_is_one_report(self, client_of, eve, page):
        browser = client_of(eve)
        for _twice in range(2):
            answer = browser.post(address(page), TYPED, follow=True)
        assert "You have reported this already" in answer.text
        assert Report.objects.count() == 1

    def test_every_public_page_has_the_link_but_not_to_oneself(self, client, client_of, cleo, page):
        assert address(page) in client.get(page.url).text
        assert address(page) not in client_of(cleo).get(page.url).text

    def test_the_owner_never_reads_who_reported(self, client_of, eve, cleo, page):
        story.withdrawn(page, reporter=eve, by=story.moderator())
        browser = client_of(cleo)
        for where in ("social:standing", "social:notices", "social:my_reports"):
            assert eve.party.name not in browser.get(reverse(where)).text


def test_nobody_reports_their_own(cleo, page):
    with pytest.raises(Refused):
        story.reported(page, by=cleo)


def test_a_flood_of_reports_ends(eve, ada, page, monkeypatch, clock):
    monkeypatch.setattr(reports, "A_DAY", 1)
    story.reported(page, by=eve)
    with pytest.raises(reports.TooMany):
        story.reported(story.shown(ada), by=eve)
    clock.shift(86_401)
    assert story.reported(ada.party.profile.listing, by=eve)


def test_two_at_once_make_one_report(two_connections, eve, page):
    one, other = two_connections(*[lambda: story.reported(page, by=eve)] * 2)
    assert sum(isinstance(done, Report) for done in (one, other)) == 1


class TestClaiming:
    def test_one_who_claims_is_enough(self, eve, page):
        mo, jo = story.moderator(), story.moderator("Jo Lund")
        report = story.claimed(story.reported(page, by=eve), by=mo)
        with pytest.raises(IllegalMove):
            reports.claim(report, by=jo)

    def test_nobody_claims_what_they_reported(self, page):
        mo = story.moderator()
        with pytest.raises(NotAllowed):
            reports.claim(story.reported(page, by=mo), by=mo)

    def test_nobody_claims_what_concerns_a_company_they_belong_to(self, ada, eve):
        mo = story.moderator()
        firm = companies.found("Ridge Press", by=ada)
        Membership.objects.create(company=firm, user=mo, rank=Membership.Rank.MEMBER)
        report = story.reported(companies.publish_company(firm, by=ada), by=eve)
        with pytest.raises(NotAllowed):
            reports.claim(report, by=mo)

    def test_what_is_put_back_can_be_claimed_by_another(self, eve, page):
        mo, jo = story.moderator(), story.moderator("Jo Lund")
        report = reports.release(story.claimed(story.reported(page, by=eve), by=mo), by=mo)
        assert reports.claim(report, by=jo).claimed_by == jo


def test_ones_own_reports_take_as_many_queries_for_one_as_for_ten(client_of, eve, page, queries):
    browser = client_of(eve)
    story.reported(page, by=eve)
    few = queries(lambda: browser.get(reverse("social:my_reports")))
    for number in range(10):
        from tests import cast

        story.reported(story.shown(cast.joined(f"P{number} Ibe")), by=eve)
    assert queries(lambda: browser.get(reverse("social:my_reports"))) == few

"""Certifications: the document is private, the badge is given by somebody else, the end is announced."""

import io
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts import certifications, people
from accounts.models import Certification, User
from accounts.refusals import NotAllowed
from marketplace.kit import timers
from marketplace.kit.models import AuditEntry, IllegalMove, Timer
from social.models import Notice
from tests.conftest import MONDAY

pytestmark = pytest.mark.django_db

PAGE = "/settings/certifications/"
SENT = {"name": "Master typesetter", "issuer": "Guild of Printers", "issued_on": "2026-03-01", "expires_on": ""}
WHY = "The document names her and the year."


def proof() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(made, "PNG")
    return SimpleUploadedFile("My <diploma>.png", made.getvalue())


@pytest.fixture
def reviewer(dev: User) -> User:
    """Dev, who may see, verify and reject certifications."""
    dev.is_superuser = True
    dev.save()
    return dev


@pytest.fixture
def waiting(cleo: User, client_of: Any) -> Certification:
    """Cleo's, with its document."""
    client_of(cleo).post(PAGE, {**SENT, "document": proof()})
    return Certification.objects.get()


class TestAdd:
    def test_without_a_document_it_is_a_claim(self, cleo: User, client_of: Any) -> None:
        assert client_of(cleo).post(PAGE, SENT)["Location"] == PAGE
        assert Certification.objects.get().status == "claimed"

    def test_with_one_it_goes_to_the_reviewers(self, waiting: Certification) -> None:
        assert waiting.status == "waiting"
        assert list(Certification.objects.waiting()) == [waiting]
        assert "diploma" not in waiting.document.name

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("name", "", "Give its name"),
            ("name", "x" * 141, "at most 140"),
            ("issuer", "a\0", "Null characters"),
            ("issued_on", "2099-01-01", "day that has passed"),
            ("issued_on", "0001-01-01", "day that has passed"),
            ("expires_on", "2020-01-01", "a day after"),
        ],
    )
    def test_it_says_what_is_wrong(self, cleo: User, client_of: Any, field: str, value: str, said: str) -> None:
        response = client_of(cleo).post(PAGE, {**SENT, field: value})
        assert response.status_code == 422
        assert said in response.content.decode()

    def test_a_document_that_is_no_document_is_refused(self, cleo: User, client_of: Any) -> None:
        sent = {**SENT, "document": SimpleUploadedFile("d.pdf", b"<html><script>alert(1)</script>")}
        assert client_of(cleo).post(PAGE, sent).status_code == 422
        assert not Certification.objects.exists()


class TestDocument:
    def test_its_owner_reads_it_as_a_download(self, waiting: Certification, cleo: User, client_of: Any) -> None:
        answer = client_of(cleo).get(f"/certifications/{waiting.pk}/document/")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Cache-Control"] == "private, no-store"
        assert b"PNG" in b"".join(answer.streaming_content)

    def test_a_look_of_a_reviewer_is_in_the_audit(self, waiting: Certification, reviewer: User, client_of: Any) -> None:
        assert client_of(reviewer).get(f"/certifications/{waiting.pk}/document/").status_code == 200
        assert AuditEntry.objects.get(kind="looked").by == reviewer.pk

    def test_nobody_else_finds_it(self, waiting: Certification, eve: User, dev: User, client_of: Any) -> None:
        address = f"/certifications/{waiting.pk}/document/"
        assert [client_of(user).get(address).status_code for user in (eve, dev)] == [404, 404]
        assert "/login/" in Client().get(address)["Location"]
        assert Client().get(f"/media/{waiting.document.name}").status_code == 404

    def test_it_goes_with_the_certification(
        self, waiting: Certification, cleo: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        storage, name = waiting.document.storage, waiting.document.name
        with django_capture_on_commit_callbacks(execute=True):
            certifications.remove(waiting, by=cleo)
        assert not storage.exists(name)


class TestJudging:
    def test_verified_is_a_badge_on_the_page(self, waiting: Certification, cleo: User, reviewer: User) -> None:
        people.publish_profile(cleo.party.profile, by=cleo)
        certifications.verify(waiting, by=reviewer, why=WHY)
        assert "Verified" in Client().get("/people/cleo-marsh/").content.decode()
        assert Notice.objects.filter(user=cleo, kind="certification_verified").exists()

    def test_rejected_tells_its_owner_why(
        self, waiting: Certification, cleo: User, reviewer: User, client_of: Any
    ) -> None:
        certifications.reject(waiting, by=reviewer, why="The name on it is another.")
        assert "The name on it is another." in client_of(cleo).get(PAGE).content.decode()

    def test_nobody_verifies_their_own(self, waiting: Certification, cleo: User) -> None:
        cleo.is_staff = cleo.is_superuser = True
        cleo.save()
        with pytest.raises(NotAllowed):
            certifications.verify(waiting, by=cleo, why=WHY)

    def test_it_takes_staff(self, waiting: Certification, eve: User) -> None:
        with pytest.raises(NotAllowed):
            certifications.verify(waiting, by=eve, why=WHY)

    def test_one_without_a_document_cannot_be_verified(self, cleo: User, reviewer: User) -> None:
        claim = certifications.add(
            cleo.party.profile, by=cleo, name="Rider", issuer="Guild", issued_on=date(2026, 1, 1), expires_on=None
        )
        with pytest.raises(IllegalMove):
            certifications.verify(claim, by=reviewer, why=WHY)

    def test_a_verified_one_that_changes_is_looked_at_again(
        self, waiting: Certification, cleo: User, reviewer: User, client_of: Any
    ) -> None:
        certifications.verify(waiting, by=reviewer, why=WHY)
        browser = client_of(cleo)
        browser.post(f"{PAGE}{waiting.pk}/", SENT)
        assert Certification.objects.get().is_verified
        browser.post(f"{PAGE}{waiting.pk}/", {**SENT, "name": "Grand master"})
        assert Certification.objects.get().status == "waiting"

    def test_staff_verify_in_the_admin_with_a_reason(
        self, waiting: Certification, reviewer: User, client_of: Any
    ) -> None:
        address = f"/admin/accounts/certification/{waiting.pk}/acts/verify/"
        client_of(reviewer).post(address, {"confirmed": "1", "reason": WHY})
        assert Certification.objects.get().is_verified


class TestTheEnd:
    def test_its_owner_is_told_thirty_days_before(self, cleo: User, clock: Any) -> None:
        certifications.add(
            cleo.party.profile, by=cleo, name="Rider", issuer="Guild", issued_on=date(2026, 1, 1),
            expires_on=date(2027, 1, 10),
        )  # fmt: skip
        clock.move_to("2026-12-10T08:00:00+00:00")
        timers.run_due()
        assert not Notice.objects.filter(kind="certification_runs_out").exists()
        clock.move_to("2026-12-11T08:00:00+00:00")
        timers.run_due()
        assert Notice.objects.get(kind="certification_runs_out").facts["day"] == "10 January 2027"

    def test_one_that_ran_out_says_so(self, waiting: Certification, cleo: User, reviewer: User, clock: Any) -> None:
        people.publish_profile(cleo.party.profile, by=cleo)
        certifications.change(waiting, by=cleo, expires_on=MONDAY.date() + timedelta(days=3))
        certifications.verify(waiting, by=reviewer, why=WHY)
        clock.shift(timedelta(days=5))
        page = Client().get("/people/cleo-marsh/").content.decode()
        assert "Expired" in page
        assert "Verified" not in page

    def test_a_later_day_moves_the_reminder_and_no_day_calls_it_off(self, cleo: User, clock: Any) -> None:
        held = certifications.add(
            cleo.party.profile, by=cleo, name="Rider", issuer="Guild", issued_on=date(2026, 1, 1),
            expires_on=date(2027, 1, 10),
        )  # fmt: skip
        certifications.change(held, by=cleo, expires_on=date(2028, 1, 10))
        assert Timer.objects.get(kind=certifications.REMINDER).at.year == 2027
        certifications.change(held, by=cleo, expires_on=None)
        assert not Timer.objects.filter(kind=certifications.REMINDER).exists()


def test_nobody_changes_or_removes_what_is_not_theirs(waiting: Certification, eve: User, client_of: Any) -> None:
    assert client_of(eve).post(f"{PAGE}{waiting.pk}/", SENT).status_code == 404
    assert client_of(eve).post(f"{PAGE}{waiting.pk}/removal/").status_code == 404
    assert client_of(eve).post(f"{PAGE}{uuid4()}/removal/").status_code == 404
    with pytest.raises(NotAllowed):
        certifications.remove(waiting, by=eve)


def test_removing_answers_no_get_and_a_second_time_nothing_is_there(
    waiting: Certification, cleo: User, client_of: Any
) -> None:
    address = f"{PAGE}{waiting.pk}/removal/"
    assert client_of(cleo).get(address).status_code == 405
    assert [client_of(cleo).post(address).status_code for _ in range(2)] == [303, 404]

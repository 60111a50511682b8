"""What is old is let go, by rules that are data, and the page prints the same rules."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import people
from accounts.models import Consent, Device, Erasure, Export, Party, SecurityEvent, User
from accounts.privacy import erasures, retention
from marketplace.catalog.models import Listing
from marketplace.kit import outbox, private_files
from social.models import Notice
from tests.accounts.privacy import story

Clock = time_machine.Traveller
SECOND = timedelta(seconds=1)


def after(name: str) -> timedelta:
    return timedelta(days=settings.KEPT_DAYS[name])


def unconfirmed(email: str = "never@example.org") -> User:
    """Somebody who joined and never typed the code."""
    user = User.objects.create_user(email, "correct horse battery")
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    people.join(user, name="Never Here")
    return user


class TestRules:
    def test_every_name_of_the_settings_has_a_rule(self) -> None:
        assert [rule.name for rule in retention.rules()] == list(settings.KEPT_DAYS)

    def test_the_page_prints_the_rules(self, client: Client, db: None) -> None:
        page = client.get("/privacy/").content.decode()
        for rule in retention.rules():
            assert str(rule.title) in page
            assert rule.how_long in page

    @pytest.mark.parametrize(
        ("name", "words"),
        [("events", "14 months"), ("notices", "2 years"), ("messages", "30 days"), ("exports", "7 days")],
    )
    def test_it_says_how_long_in_words(self, name: str, words: str) -> None:
        assert {rule.name: rule.how_long for rule in retention.rules()}[name] == words

    def test_the_outbox_keeps_as_long_as_the_page_says(self) -> None:
        assert after("messages") == outbox.KEPT

    def test_a_rule_that_fails_stops_no_other(self, cleo: User, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(before: object) -> int:
            raise OSError

        broken = retention.Rule("notices", "x", "x", fails)
        monkeypatch.setitem(retention._rules, "notices", broken)
        assert retention.sweep()["notices"] == 0
        assert "receipts" in retention.sweep()


class TestSweep:
    @pytest.mark.parametrize("name", ["notices", "devices", "security_events"])
    def test_rows_go_after_their_time_and_not_before(self, cleo: User, clock: Clock, name: str) -> None:
        Notice.objects.create(user=cleo, kind="x", key="1", url="/")
        Device.objects.create(user=cleo, token="t")
        SecurityEvent.objects.create(user=cleo, kind="password_changed")
        clock.shift(after(name))
        assert retention.sweep()[name] == 0
        clock.shift(SECOND)
        assert retention.sweep()[name] == 1
        assert retention.sweep()[name] == 0

    def test_a_session_goes_once_it_has_ended(self, cleo: User, client: Client, clock: Clock) -> None:
        client.force_login(cleo)
        clock.shift(timedelta(days=13))
        assert retention.sweep()["sessions"] == 0
        clock.shift(timedelta(days=2))
        assert retention.sweep()["sessions"] == 1
        assert not Session.objects.exists()

    def test_an_account_that_was_never_confirmed_goes(self, db: None, clock: Clock) -> None:
        user = unconfirmed()
        clock.shift(after("unverified"))
        assert retention.sweep()["unverified"] == 0
        clock.shift(SECOND)
        assert retention.sweep()["unverified"] == 1
        assert not User.objects.filter(pk=user.pk).exists()
        assert not Party.objects.filter(name="Never Here").exists()
        assert not Listing.objects.filter(title="Never Here").exists()

    def test_one_that_was_confirmed_or_made_by_staff_stays(self, cleo: User, dev: User, clock: Clock) -> None:
        made_by_staff = User.objects.create_user("made@example.org")
        clock.shift(after("unverified") + SECOND)
        assert retention.sweep()["unverified"] == 0
        assert User.objects.filter(pk__in=[cleo.pk, dev.pk, made_by_staff.pk]).count() == 3

    def test_a_file_whose_timer_never_ran_is_deleted(self, cleo: User, clock: Clock) -> None:
        export = story.exported(cleo)
        clock.shift(after("exports") + SECOND)
        retention.sweep()
        export.refresh_from_db()
        assert export.status == Export.Status.GONE
        assert not private_files.store().exists(export.path)

    def test_the_proof_of_consent_outlives_the_account_by_three_years(self, cleo: User, clock: Clock) -> None:
        story.forgotten(erasures.ask(by=cleo))
        clock.shift(after("consents"))
        assert retention.sweep()["consents"] == 0
        assert Consent.objects.filter(user=cleo).exists()
        clock.shift(SECOND)
        retention.sweep()
        assert not Consent.objects.filter(user=cleo).exists()
        assert not Erasure.objects.filter(user=cleo).exists()

    def test_many_go_in_batches(self, cleo: User, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(retention, "BATCH", 3)
        Notice.objects.bulk_create(Notice(user=cleo, kind="x", key=str(n), url="/") for n in range(7))
        clock.shift(after("notices") + SECOND)
        assert retention.sweep()["notices"] == 7

"""What happens to one thing within a quarter of an hour is told as one, and nothing of it is lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.kit import clock as now_of
from marketplace.kit import outbox
from social import inbox, notices
from social.models import Notice
from social.together import bundles
from tests import cast
from tests.social import telling

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    telling.declare()


@pytest.fixture
def liked(ada, ben, cleo, eve, clock):
    """Three people like a job of Ada's within ten minutes."""
    job = telling.job(ada)
    for person in (ben, cleo, eve):
        telling.likes(ada, person, job.listing)
        clock.shift(timedelta(minutes=5))
    return job


def leading(user):
    return bundles(Notice.objects.filter(user=user, kind="liked").leading())


def test_three_are_one_line_that_names_the_newest_and_counts_the_others(ada, liked):
    (bundle,) = leading(ada)
    assert bundle.plain() == "Eve Stone and 2 others like Layout for an A5 toolbox journal."
    assert [one["text"].split()[0] for one in bundle.each()] == ["Eve", "Cleo", "Ben"]


def test_two_are_both_named(ada, ben, cleo):
    job = telling.job(ada)
    telling.likes(ada, ben, job.listing)
    telling.likes(ada, cleo, job.listing)
    assert leading(ada)[0].plain().startswith("Cleo Marsh and Ben Okoro like")


def test_the_bell_counts_one(ada, liked):
    assert notices.count_unread(ada) == 1


def test_all_of_them_stand_in_the_centre(ada, liked, client_of):
    page = client_of(ada).get(reverse("social:notices")).text
    assert "See all 3" in page
    assert "Ben Okoro likes" in page


def test_after_a_quarter_of_an_hour_a_new_one_stands_alone(ada, ben, cleo, clock):
    job = telling.job(ada)
    telling.likes(ada, ben, job.listing)
    clock.shift(timedelta(minutes=15))
    telling.likes(ada, cleo, job.listing)
    assert len(leading(ada)) == 2


def test_what_was_read_meanwhile_is_not_taken_along(ada, ben, cleo, clock):
    job = telling.job(ada)
    telling.likes(ada, ben, job.listing)
    notices.mark_read(ada)
    telling.likes(ada, cleo, job.listing)
    assert len(leading(ada)) == 2


def test_other_things_and_other_kinds_stay_apart(ada, ben, cleo):
    job = telling.job(ada)
    telling.likes(ada, ben, job.listing)
    telling.tell(ada, "liked", key="x", actor=cleo.party, listing=ada.party.profile.listing)
    telling.tell(ada, "waved", key="y", actor=cleo.party, listing=job.listing)
    assert Notice.objects.filter(user=ada, under__isnull=False).count() == 0


def test_the_first_is_mailed_at_once_and_the_others_in_one_mail(ada, ben, cleo, eve, clock):
    job = telling.job(ada)
    start = now_of.now()
    telling.likes(ada, ben, job.listing)
    outbox.deliver()
    assert [message.subject for message in mail.outbox] == ["Ben Okoro likes Layout for an A5 toolbox journal."]
    for person in (cleo, eve):
        clock.shift(timedelta(minutes=2))
        telling.likes(ada, person, job.listing)
    (gathered,) = telling.run_clock(clock, start + timedelta(minutes=16))
    assert gathered.subject.startswith("Eve Stone and 2 others")
    assert "Cleo Marsh likes" in gathered.body
    assert telling.run_clock(clock, start + timedelta(hours=2)) == []


def test_putting_it_away_puts_all_away(ada, liked):
    inbox.archive(leading(ada)[0].notice, by=ada)
    assert not Notice.objects.filter(user=ada, kind="liked", archived_at__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_see_each_other(two_connections):
    telling.declare()
    ada, ben, cleo = cast.ada(), cast.ben(), cast.cleo()
    job = telling.job(ada)
    two_connections(
        lambda: telling.likes(ada, ben, job.listing),
        lambda: telling.likes(ada, cleo, job.listing),
    )
    assert [bundle.count for bundle in leading(ada)] == [2]

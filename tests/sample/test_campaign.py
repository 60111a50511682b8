"""The sample fundraiser that came together: made once by our own acts, with a parcel in every state."""

import pytest
from django.core.management import call_command

from fundraising.models import Delivery, Fundraiser, Update
from marketplace.sample import deal
from social.models import Comment
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings, tmp_path, local_stripe, topics, monkeypatch):
    """The sample sign-ins of a first start, and their fundraiser alone."""
    settings.EMBEDDED, settings.VAR_DIR = True, tmp_path
    monkeypatch.setattr(deal, "make", lambda *_args, **_people: False)
    call_command("sample_sign_ins")
    return Fundraiser.objects.get(listing__title__startswith="Sample:")


def test_its_parcels_are_in_every_state(made):
    states = set(Delivery.objects.values_list("status", flat=True))
    assert states == {"waiting_survey", "to_ship", "shipped", "received", "problem"}
    assert Delivery.objects.overdue().get().line.reward.name == "Linen apron"
    assert_books_balance()


def test_it_tells_two_updates_and_is_talked_about(made):
    assert list(Update.objects.order_by("number").values_list("is_for_backers", flat=True)) == [False, True]
    assert Comment.objects.filter(answers__isnull=False).count() == 1


def test_a_second_start_makes_no_second_one(made):
    call_command("sample_sign_ins")
    assert Fundraiser.objects.count() == 1

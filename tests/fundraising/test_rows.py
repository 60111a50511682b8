"""What the database refuses to keep of fundraisers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from fundraising.models import Fundraiser
from marketplace.kit import clock
from tests.fundraising.raising import Status, a_draft, a_filing, a_fundraiser, a_reward, budget


@pytest.mark.parametrize(
    "columns",
    [
        {"goal_minor": 0},
        {"goal_minor": None, "status": "in_review"},
        {"record_raised_minor": -1},
        {"deadline_at": clock.now() - timedelta(days=300)},
    ],
)
def test_it_refuses_a_fundraiser_that_cannot_be(cleo: User, columns: dict[str, Any]) -> None:
    draft = a_draft(cleo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fundraiser.objects.filter(pk=draft.pk).update(**columns)


def test_standing_support_needs_no_goal(cleo: User) -> None:
    draft = a_draft(cleo, kind="support")
    assert Fundraiser.objects.filter(pk=draft.pk).update(goal_minor=None) == 1


@pytest.mark.parametrize("missing", ["launched_at", "deadline_at"])
def test_it_refuses_all_or_nothing_that_runs_without_its_times(cleo: User, missing: str) -> None:
    shown = a_fundraiser(cleo, status=Status.ONGOING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fundraiser.objects.filter(pk=shown.pk).update(**{missing: None})


@pytest.mark.parametrize(
    "columns", [{"price_minor": 0}, {"limit": 0}, {"limit": 3, "record_backers": 4}], ids=["free", "none", "oversold"]
)
def test_it_refuses_a_reward_that_cannot_be(cleo: User, columns: dict[str, Any]) -> None:
    draft = a_draft(cleo)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_reward(draft, **columns)


def test_it_refuses_a_budget_line_of_nothing(cleo: User) -> None:
    draft = a_draft(cleo)
    with pytest.raises(IntegrityError), transaction.atomic():
        budget(draft, 0)


def test_it_refuses_the_same_document_twice(cleo: User, eve: User) -> None:
    a_filing(cleo)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_filing(eve)

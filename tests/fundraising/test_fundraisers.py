"""What can be done with a fundraiser, by whom, and along which chart."""

import pytest
from moneyed import Money

from accounts.models import User
from accounts.refusals import NotAllowed
from fundraising import fundraisers
from fundraising.fundraisers import NotReady
from fundraising.models import Disbursement, Fundraiser
from marketplace.catalog.models import Listing, Topic
from marketplace.kit.models import IllegalMove, Move
from tests import cast
from tests.fundraising.raising import GOAL, WAYS, Status, a_draft, a_fundraiser, budget


def test_a_draft_is_seen_by_its_owner_and_by_reviewers_alone(cleo: User, eve: User, dev: User) -> None:
    draft = a_draft(cleo)
    assert Fundraiser.objects.visible_to(cleo).get() == draft
    assert not Fundraiser.objects.visible_to(dev).exists()
    assert Fundraiser.objects.visible_to(cast.in_group(dev, "reviewer")).get() == draft
    assert not Fundraiser.objects.visible_to(eve).exists()


def test_it_refuses_a_fundraiser_in_somebody_elses_name(cleo: User, eve: User) -> None:
    with pytest.raises(NotAllowed):
        fundraisers.start(owner=cleo.party, title="Mine", kind="donation", goal=GOAL, by=eve)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.REJECTED])
def test_it_is_not_shown_before_it_has_passed_review(cleo: User, status: str) -> None:
    draft = a_draft(cleo)
    for step in {Status.DRAFT: [], Status.IN_REVIEW: [Status.IN_REVIEW]}.get(status, [Status.IN_REVIEW, status]):
        draft.move_to(step)
    with pytest.raises(NotReady, match="passed review"):
        fundraisers.publish(draft, by=cleo)


@pytest.mark.parametrize("status", sorted(Fundraiser.PUBLIC))
def test_search_knows_the_state_the_sums_and_whether_it_runs(cleo: User, status: str) -> None:
    shown = a_fundraiser(cleo, status=status, record_raised_minor=112_000, record_backers=31)
    listing = Listing.objects.get(pk=shown.pk)
    assert (listing.state, listing.is_open) == (status, status == Status.ONGOING)
    assert (listing.goal_minor, listing.raised_minor, listing.funded_permille) == (100_000, 112_000, 1120)
    assert listing.facts == {"backers": 31}


def test_what_nobody_knows_is_left_out(cleo: User) -> None:
    shown = a_fundraiser(cleo, status=Status.FAILED, record_raised_minor=None, record_backers=None)
    listing = Listing.objects.get(pk=shown.pk)
    assert (listing.raised_minor, listing.funded_permille, listing.facts) == (None, None, {})


def test_it_refuses_a_budget_that_does_not_add_up_to_the_goal(cleo: User) -> None:
    shown = a_fundraiser(cleo)
    budget(shown, 60_000, 39_999)
    with pytest.raises(NotReady, match=r"budget adds up to €999.99, and the goal is €1,000.00"):
        fundraisers.publish(shown, by=cleo)


def test_it_refuses_a_plan_of_payments_that_does_not_add_up(cleo: User) -> None:
    shown = a_fundraiser(cleo)
    budget(shown, 60_000, 40_000)
    Disbursement.objects.create(fundraiser=shown, name="Paper", amount_minor=100_001)
    with pytest.raises(NotReady, match="plan of payments"):
        fundraisers.publish(shown, by=cleo)


def test_parts_that_add_up_are_shown(cleo: User) -> None:
    shown = a_fundraiser(cleo)
    budget(shown, 60_000, 40_000)
    Disbursement.objects.create(fundraiser=shown, name="Paper", amount_minor=100_000)
    assert fundraisers.publish(shown, by=cleo).listing.is_live


def test_it_refuses_a_stranger(cleo: User, eve: User) -> None:
    shown = a_fundraiser(cleo)
    with pytest.raises(NotAllowed):
        fundraisers.publish(shown, by=eve)
    with pytest.raises(NotAllowed):
        fundraisers.withdraw(shown, by=eve)


def test_what_is_withdrawn_is_seen_by_its_owner_alone(cleo: User, eve: User, topics: dict[str, Topic]) -> None:
    shown = a_fundraiser(cleo, topics["design"])
    fundraisers.withdraw(shown, by=cleo)
    assert not Fundraiser.objects.visible_to(eve).exists()
    assert Fundraiser.objects.visible_to(cleo).get() == shown


@pytest.mark.parametrize(("status", "way"), WAYS.items())
def test_each_state_is_reached_along_the_chart_and_written_down(cleo: User, status: str, way: tuple[str, ...]) -> None:
    draft = a_draft(cleo)
    for step in way:
        draft.move_to(step, by=cleo)
    assert Fundraiser.objects.get().status == status
    assert [move.new for move in Move.objects.filter(subject_id=draft.pk).order_by("at", "id")] == list(way)


@pytest.mark.parametrize(
    ("status", "to"),
    [
        (Status.FAILED, Status.SUCCESSFUL),
        (Status.CANCELLED, Status.ONGOING),
        (Status.COMPLETED, Status.CANCELLED),
        (Status.SCHEDULED, Status.SUCCESSFUL),
        (Status.COLLECTING, Status.FAILED),
    ],
)
def test_it_refuses_a_move_that_the_chart_does_not_have(cleo: User, status: str, to: str) -> None:
    shown = a_fundraiser(cleo, status=status)
    with pytest.raises(IllegalMove):
        shown.move_to(to)
    assert Fundraiser.objects.get().status == status


def test_the_goal_brings_its_currency(cleo: User) -> None:
    draft = fundraisers.start(owner=cleo.party, title="Tea", kind="donation", goal=Money("5000", "JPY"), by=cleo)
    assert (draft.goal_minor, draft.currency) == (5000, "JPY")

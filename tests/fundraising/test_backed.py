"""Where a pledge stands, in the words that its backer reads."""

import pytest

from fundraising import backed, disbursements, launching
from fundraising.models import Disbursement
from tests.fundraising import backing

pytestmark = pytest.mark.django_db


@pytest.fixture
def fundraiser(local_stripe, ada, ben, clock):
    """One of 100 in two steps of 40 and 60, which Ben has paid for."""
    made = backing.open_fundraiser(ada, goal="100")
    Disbursement.objects.filter(fundraiser=made).update(amount_minor=4000)
    Disbursement.objects.create(fundraiser=made, position=1, name="Oven lit", amount_minor=6000)
    backing.promised(local_stripe, made, ben, extra=100)
    backing.end(made, clock)
    backing.later(clock, minutes=11)
    return backing.fresh(made)


def said(fundraiser):
    return backed.account_of(fundraiser.pledges.with_all().get()).said


def paid_out(fundraiser, place, clock):
    step = fundraiser.disbursements.order_by("position")[place]
    disbursements.submit(step, evidence="The oven stands behind the school since Friday.", by=fundraiser.owner.user)
    backing.later(clock, days=15)
    backing.later(clock, minutes=11)


def test_it_tells_how_much_of_what_was_paid_still_lies_in_escrow(fundraiser, clock):
    assert said(fundraiser) == "Paid: €100.00. It lies in escrow and is paid out by the steps of the plan."
    paid_out(fundraiser, 0, clock)
    assert said(fundraiser).startswith("Paid: €100.00. Of it €60.00 lie in escrow")
    paid_out(fundraiser, 1, clock)
    assert said(fundraiser) == "Paid: €100.00. All of it was paid out to the maker."


def test_and_what_became_of_it_where_it_was_called_off(fundraiser, clock):
    paid_out(fundraiser, 0, clock)
    launching.cancel(backing.fresh(fundraiser), why="The field was sold.", by=fundraiser.owner.user)
    assert "the €60.00 that are left in escrow go back to you" in said(fundraiser)
    backing.work()
    backing.work()
    assert said(fundraiser).endswith("€40.00 were paid out to the maker, and €60.00 went back to you.")


def test_the_way_from_what_was_paid_out_leads_to_the_plan(fundraiser, ben, client_of):
    page = client_of(ben).get(fundraiser.pledges.get().get_absolute_url()).text
    assert f'href="{fundraiser.listing.url}#plan"' in page

"""Charging by the hundred: what is usual goes together, the rest alone, and the books can't tell which was which."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fundraising import collecting, deadline, launching
from fundraising.models import Pledge
from marketplace.kit import outbox, timers
from payments import outgoing, settling
from payments.models import Checkout, Document, GatewayRequest, Payment
from social.models import Notice
from tests import cast
from tests.fundraising import backing
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Pledge.Status


@pytest.fixture
def fundraiser(ada):
    return backing.open_fundraiser(ada, goal="10")


def promised(stripe, fundraiser, *cards: str) -> list[Pledge]:
    """A backer with each of these cards."""
    several = [cast.joined(f"Backer{number}{fundraiser.pk.hex[-4:]} Stone") for number in range(len(cards))]
    return [
        backing.promised(stripe, fundraiser, backer, with_card=card, extra=20)
        for backer, card in zip(several, cards, strict=True)
    ]


def decided(fundraiser, clock) -> None:
    clock.move_to(backing.fresh(fundraiser).deadline_at)
    deadline.decide(fundraiser)


def charged() -> None:
    timers.run_due()
    outgoing.send_due()


def queries_of(fundraiser) -> tuple[int, int]:
    """How many queries it takes to begin all of its charges, and to make them."""
    due = [str(pk) for pk in fundraiser.pledges.values_list("pk", flat=True)]
    with CaptureQueriesContext(connection) as beginning:
        collecting.charge_together(due)
    with CaptureQueriesContext(connection) as charging:
        outgoing.send_due()
    return len(beginning), len(charging)


class TestTogether:
    def test_twelve_take_as_many_queries_as_three(self, local_stripe, ada, clock):
        counts, first = [], backing.open_fundraiser(ada, goal="10")
        for many in (3, 12):
            fundraiser = first if many == 3 else another(ada, like=first)
            promised(local_stripe, fundraiser, *["good"] * many)
            decided(fundraiser, clock)
            counts.append(queries_of(fundraiser))
        assert counts[0] == counts[1]
        assert Pledge.objects.filter(status=Status.COLLECTED).count() == 15
        assert_books_balance()

    def test_each_way_in_which_one_can_end_is_its_own(self, local_stripe, fundraiser, clock):
        made = promised(local_stripe, fundraiser, "good", "fails_later", "good", "asks", "good")
        made[4].method.delete()
        decided(fundraiser, clock)
        charged()
        ends = [backing.fresh(one).status for one in made]
        wanted = [Status.COLLECTED, Status.RETRYING, Status.COLLECTED, Status.ACTION_NEEDED, Status.RETRYING]
        assert ends == wanted
        assert len(local_stripe.all("charge", status="succeeded")) == 2
        assert_books_balance()

    def test_it_is_written_down_as_one_alone_is(self, local_stripe, fundraiser, clock):
        promised(local_stripe, fundraiser, "good", "good")
        decided(fundraiser, clock)
        charged()
        for payment in Payment.objects.select_related("checkout"):
            assert (payment.status, payment.checkout.status) == (Payment.Status.SUCCEEDED, Checkout.Status.PAID)
            assert payment.gateway_fee_minor > 0
            assert payment.method.endswith("4242")
            assert payment.holds.get().must_leave_by
        assert set(GatewayRequest.objects.filter(kind="payment").values_list("status", flat=True)) == {"done"}

    def test_receipts_and_notices_follow_once(self, local_stripe, fundraiser, clock):
        promised(local_stripe, fundraiser, "good", "good", "good")
        decided(fundraiser, clock)
        charged()
        assert not Notice.objects.filter(kind="payment_made").exists()
        for _twice in range(2):
            outbox.deliver()
        assert Notice.objects.filter(kind="payment_made").count() == 3
        assert Document.objects.filter(sort="RC").count() == Payment.objects.count()

    def test_one_that_can_not_be_settled_stops_no_other(self, local_stripe, fundraiser, clock, monkeypatch):
        made = promised(local_stripe, fundraiser, "good", "good", "good")
        decided(fundraiser, clock)
        timers.run_due()
        whole = settling._succeed
        poisoned = Payment.objects.get(checkout__lines__subject=made[1].pk)

        def succeed(paid):
            if any(payment.pk == poisoned.pk for payment, _told in paid):
                raise RuntimeError("poison")
            whole(paid)

        monkeypatch.setattr(settling, "_succeed", succeed)
        outgoing.send_due()
        assert [backing.fresh(one).status for one in made] == [Status.COLLECTED, Status.CHARGING, Status.COLLECTED]
        monkeypatch.undo()
        backing.later(clock, minutes=2)
        assert backing.fresh(made[1]).status == Status.COLLECTED
        assert len(local_stripe.all("charge")) == 3
        assert_books_balance()


def another(maker, *, like):
    """A second fundraiser of the same maker."""
    draft = backing.a_whole_draft(maker, goal="10")
    draft.listing.summary, draft.listing.topics = like.listing.summary, like.listing.topics
    draft.listing.save(update_fields=["summary", "topics"])
    launching.hand_in(draft, by=maker)
    launching.pass_review(draft, by=backing.reviewer())
    return launching.launch(draft, by=maker)

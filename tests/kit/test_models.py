"""What every app's tables share."""

import time

import pytest
from django.db import models, transaction

from marketplace.kit.ids import uuid7
from marketplace.kit.models import IllegalMove, Lockable, MoneyIn, Move, Stateful
from marketplace.kit.money import Money


class Lamp(Stateful):
    """A thing with a chart: it is lit once, and may break at any time."""

    class Status(models.TextChoices):
        OFF = "off"
        LIT = "lit"
        BROKEN = "broken"

    MOVES = {Status.OFF: {Status.LIT, Status.BROKEN}, Status.LIT: {Status.BROKEN}}

    status = models.CharField(max_length=10, choices=Status, default=Status.OFF)
    price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="EUR")
    price = MoneyIn("price_minor")

    class Meta:
        app_label = "kit"
        managed = False

    def save(self, **how: object) -> None:
        """Its table is not what is under test."""


@pytest.fixture
def lamp() -> Lamp:
    return Lamp(pk=uuid7())


class TestStateful:
    def test_it_follows_an_arrow_and_writes_it_down(self, lamp, ada):
        lamp.move_to("lit", by=ada, why="it is dark")
        move = Move.objects.get()
        assert (move.subject_kind, move.subject_id) == ("kit.lamp", lamp.pk)
        assert (move.old, move.new, move.by, move.why) == ("off", "lit", ada, "it is dark")

    def test_it_refuses_where_there_is_no_arrow(self, lamp, db):
        lamp.move_to("broken")
        with pytest.raises(IllegalMove, match="This is broken now"):
            lamp.move_to("lit")
        assert (lamp.status, Move.objects.count()) == ("broken", 1)

    def test_it_refuses_to_stay(self, lamp, db):
        with pytest.raises(IllegalMove):
            lamp.move_to("off")

    def test_it_refuses_a_state_that_does_not_exist(self, lamp, db):
        with pytest.raises(IllegalMove):
            lamp.move_to("dim")

    def test_it_says_beforehand_where_it_may_go(self, lamp):
        assert (lamp.may_move_to("lit"), lamp.may_move_to("off")) == (True, False)


class TestMoneyIn:
    def test_it_reads_and_writes_both_columns(self, lamp):
        lamp.price = Money("12.50", "USD")
        assert (lamp.price_minor, lamp.currency) == (1250, "USD")
        assert lamp.price == Money("12.50", "USD")

    def test_none_stays_none_and_keeps_the_currency(self, lamp):
        lamp.price = None
        assert (lamp.price, lamp.currency) == (None, "EUR")


class TestLocked:
    def test_the_second_waits_until_the_first_has_committed(self, two_connections, request):
        """Without the lock, the second would read before the first has written."""
        ada = request.getfixturevalue("ada")
        seen: list[str] = []

        def hold(name: str) -> None:
            with transaction.atomic():
                Lockable(type(ada)).locked().get(pk=ada.pk)
                seen.append(f"{name} has it")
                time.sleep(0.2)
                seen.append(f"{name} lets go")

        two_connections(lambda: hold("first"), lambda: hold("second"))
        assert [word.split()[0] for word in seen] in (["first"] * 2 + ["second"] * 2, ["second"] * 2 + ["first"] * 2)

    def test_rows_are_taken_in_the_order_of_their_ids(self):
        assert Lockable(Move).locked().query.order_by == ("pk",)

"""Cards: added, changed, moved, put away; what happens where two do so at once."""

from datetime import date

import pytest

from accounts import companies
from accounts.models import Membership
from accounts.refusals import NotAllowed, Refused
from projects import contract_endings
from projects.boards import cards, columns, opening, people, ranks, words
from projects.boards.cards import Details
from projects.boards.columns import Shape
from projects.models import Board
from social.models import Notice
from tests import cast
from tests.projects import board_story, contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh


@pytest.fixture
def board(ada, cleo, topics, clock):
    return board_story.board_of(contract_story.signed(ada, cleo))


@pytest.fixture
def card(board, cleo):
    return board_story.added(board, by=cleo)


class TestRanks:
    def test_a_rank_fits_between_any_two_and_stays_short(self):
        low, high = ranks.spread(2)
        for _each in range(200):
            middle = ranks.between(low, high)
            assert low < middle < high
            high = middle
        assert len(high) < 60

    def test_at_either_end_it_grows_not_at_all(self):
        first = last = ranks.between("", "")
        for _each in range(1000):
            before, after = ranks.between("", first), ranks.between(last, "")
            assert before < first
            assert last < after
            first, last = before, after
        assert len(first) == len(last) == ranks.WHOLE

    def test_between_neighbours_of_every_kind(self):
        pairs = [("V00000", "V00001"), ("V00000", "V000001"), ("V00000z", "V00001"), ("V000000V", "V00001")]
        for low, high in pairs:
            assert low < ranks.between(low, high) < high


class TestOpening:
    def test_it_comes_with_the_second_signature_in_four_columns(self, board):
        assert [one.name for one in board.columns.all()] == ["To do", "Doing", "With the client", "Done"]
        assert [one.is_done for one in board.columns.all()] == [False, False, False, True]

    def test_twice_gives_one(self, board):
        assert opening.of(board.contract) == board
        assert Board.objects.count() == 1


class TestAdd:
    def test_it_stands_at_the_end_of_its_column(self, board, ada, cleo):
        for title in ("One", "Two", "Three"):
            board_story.added(board, title, by=ada)
        assert board_story.titles(board) == ["One", "Two", "Three"]
        assert [card.number for card in board.cards.order_by("rank")] == [1, 2, 3]

    def test_a_stranger_is_refused(self, board, eve):
        with pytest.raises(NotAllowed):
            board_story.added(board, by=eve)

    def test_a_member_of_the_company_works_on_it(self, board, ada, ben):
        company = companies.found("Ridge Press", by=ada)
        Membership.objects.create(company=company, user=ben, rank=Membership.Rank.MEMBER)
        board.contract.client = company.party
        board.contract.save()
        assert board_story.added(board, by=ben, assignee=ben).assignee == ben

    def test_it_is_for_somebody_of_the_two_sides(self, board, ada, eve):
        with pytest.raises(Refused, match="two sides"):
            board_story.added(board, by=ada, assignee=eve)

    def test_whom_it_is_for_is_told(self, board, ada, cleo):
        card = board_story.added(board, by=ada, assignee=cleo)
        told = Notice.objects.get(user=cleo, kind="card_assigned")
        assert (told.url, told.facts["card"]) == (card.get_absolute_url(), "Set the index")

    def test_not_once_the_contract_has_ended(self, board, ada):
        contract_endings.end(board.contract, by=ada)
        with pytest.raises(Refused, match="stays as it is"):
            board_story.added(board, by=ada)


class TestChange:
    def test_it_says_something_else_and_the_change_is_written_down(self, board, card, ada):
        cards.change(card, Details(title="Set the register", due_on=date(2026, 12, 4)), by=ada, seen=1)
        assert (fresh(card).title, fresh(card).version) == ("Set the register", 2)
        assert board.changes.get(what="card_changed").facts["fields"] == ["title", "due_on"]

    def test_what_changes_nothing_writes_nothing(self, board, card, ada):
        cards.change(card, Details(title=card.title), by=ada, seen=99)
        assert fresh(card).version == 1
        assert board_story.history(board) == ["card_added"]

    def test_an_older_text_does_not_overwrite_a_newer_one(self, card, ada, cleo):
        cards.change(card, Details(title="Ada’s"), by=ada, seen=1)
        with pytest.raises(cards.Conflict) as conflict:
            cards.change(card, Details(title="Cleo’s"), by=cleo, seen=1)
        assert conflict.value.card.title == "Ada’s"
        assert fresh(card).title == "Ada’s"

    def test_a_move_does_not_make_a_text_old(self, board, card, ada, cleo):
        cards.move(card, to=board_story.column(board, 1), by=ada)
        assert cards.change(card, Details(title="Cleo’s"), by=cleo, seen=1).title == "Cleo’s"

    def test_a_milestone_of_another_contract_is_refused(self, card, ada, ben, cleo):
        other = contract_story.signed(ben, cleo, title="Another job").milestones.first()
        with pytest.raises(Refused, match="another contract"):
            cards.change(card, Details(title="x", milestone=other), by=ada, seen=1)


class TestMove:
    def test_before_a_card_or_at_the_end(self, board, cleo):
        one, _two, three = (board_story.added(board, title, by=cleo) for title in ("One", "Two", "Three"))
        cards.move(three, to=board_story.column(board), before=one, by=cleo)
        assert board_story.titles(board) == ["Three", "One", "Two"]
        cards.move(one, to=board_story.column(board), by=cleo)
        assert board_story.titles(board) == ["Three", "Two", "One"]

    def test_one_row_is_rewritten(self, board, cleo):
        one, two = (board_story.added(board, title, by=cleo) for title in ("One", "Two"))
        before = fresh(one).rank
        cards.move(two, to=board_story.column(board), before=one, by=cleo)
        assert fresh(one).rank == before

    def test_before_a_card_that_has_gone_elsewhere_it_stands_at_the_end(self, board, cleo):
        one, two, _three = (board_story.added(board, title, by=cleo) for title in ("One", "Two", "Three"))
        cards.move(two, to=board_story.column(board, 1), by=cleo)
        cards.move(one, to=board_story.column(board), before=two, by=cleo)
        assert board_story.titles(board) == ["Three", "One"]

    def test_the_last_one_wins_and_both_are_told(self, board, card, ada, cleo):
        cards.move(card, to=board_story.column(board, 1), by=ada, seen=0)
        moved = cards.move(card, to=board_story.column(board, 3), by=cleo, seen=0)
        assert moved.overtook == "Ada Brandt"
        assert board_story.titles(board, 3) == ["Set the index"]
        said = words.of(board.changes.first())
        assert said == ("Cleo Marsh moved “Set the index” from Doing to Done. Ada Brandt had moved it meanwhile.")

    def test_long_ranks_are_numbered_anew(self, board, cleo, monkeypatch):
        monkeypatch.setattr(ranks, "TOO_LONG", 6)
        _first, last = (board_story.added(board, title, by=cleo) for title in ("First", "Last"))
        for number in range(12):
            card = board_story.added(board, f"{number}", by=cleo)
            cards.move(card, to=board_story.column(board), before=last, by=cleo)
            last = card
        assert board_story.titles(board)[:3] == ["First", "11", "10"]
        assert "column_ordered" in board_story.history(board)

    def test_into_a_column_of_another_board_is_refused(self, board, card, ada, ben, cleo):
        other = board_story.board_of(contract_story.signed(ben, cleo, title="Another job"))
        with pytest.raises(Refused, match="not there"):
            cards.move(card, to=board_story.column(other), by=cleo)


class TestLimits:
    @pytest.fixture
    def narrow(self, board, cleo):
        column = board_story.column(board, 1)
        return columns.change(column, Shape("Doing", limit=1, is_strict=True), by=cleo)

    def test_a_strict_one_refuses_the_next_card(self, board, narrow, card, cleo):
        cards.move(card, to=narrow, by=cleo)
        with pytest.raises(Refused, match="holds 1 cards at most"):
            board_story.added(board, "Two", by=cleo, place=1)

    def test_within_it_cards_change_places(self, board, narrow, card, cleo):
        cards.move(card, to=narrow, by=cleo)
        assert cards.move(card, to=narrow, by=cleo).card.column == narrow

    def test_a_soft_one_lets_it_in(self, board, narrow, card, cleo):
        columns.change(narrow, Shape("Doing", limit=1), by=cleo)
        cards.move(card, to=narrow, by=cleo)
        board_story.added(board, "Two", by=cleo, place=1)
        assert board_story.titles(board, 1) == ["Set the index", "Two"]


class TestArchive:
    def test_it_is_off_the_board_and_comes_back(self, board, card, cleo):
        for _twice in range(2):
            cards.archive(card, by=cleo)
        assert board_story.titles(board) == []
        for _twice in range(2):
            cards.restore(card, by=cleo)
        assert board_story.titles(board) == ["Set the index"]
        assert board_story.history(board) == ["card_added", "card_archived", "card_restored"]

    def test_while_it_is_away_it_does_not_change(self, board, card, cleo):
        cards.archive(card, by=cleo)
        with pytest.raises(Refused, match="put away"):
            cards.move(card, to=board_story.column(board, 1), by=cleo)


class TestTwoAtOnce:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_two_who_move_one_card_both_land_one_after_the_other(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        board = board_story.board_of(contract_story.signed(ada, cleo))
        card = board_story.added(board, by=cleo)
        doing, done = board_story.column(board, 1), board_story.column(board, 3)
        moved = two_connections(
            lambda: cards.move(card, to=doing, by=ada, seen=0), lambda: cards.move(card, to=done, by=cleo, seen=0)
        )
        assert sorted(bool(one.overtook) for one in moved) == [False, True]
        assert sorted(one.number for one in moved) == [2, 3]
        last = max(moved, key=lambda one: one.number)
        assert fresh(card).column == last.card.column

    def test_two_who_write_one_card_do_not_lose_either_text(self, two_connections):
        cast.topics()
        ada, cleo = cast.ada(), cast.cleo()
        card = board_story.added(board_story.board_of(contract_story.signed(ada, cleo)), by=cleo)
        written = two_connections(
            lambda: cards.change(card, Details(title="Ada’s"), by=ada, seen=1),
            lambda: cards.change(card, Details(title="Cleo’s"), by=cleo, seen=1),
        )
        assert sorted(isinstance(one, cards.Conflict) for one in written) == [False, True]

    def test_two_who_open_the_board_open_one(self, two_connections):
        cast.topics()
        contract = contract_story.signed(cast.ada(), cast.cleo())
        Board.objects.all().delete()
        opened = two_connections(lambda: opening.of(contract), lambda: opening.of(contract))
        assert opened[0] == opened[1]


def test_the_people_of_a_board_are_those_who_may_read_its_contract(board, ada, ben, cleo, eve):
    company = companies.found("Ridge Press", by=ada)
    Membership.objects.create(company=company, user=ben, rank=Membership.Rank.MEMBER)
    board.contract.client = company.party
    board.contract.save()
    readers = {one.pk for one in (ada, ben, cleo, eve) if type(board.contract).objects.visible_to(one).exists()}
    assert people.ids([board.contract])[board.contract_id] == readers == {ada.pk, ben.pk, cleo.pk}

"""Boards out and in: from Trello's JSON, twice without doubling; out as a table and as JSON that comes back."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.boards import checklists, comments, exports, fields, imports, labels, relations, trello
from projects.models import CardComment, CheckItem
from tests.projects import board_story, contract_story, trello_board

pytestmark = pytest.mark.django_db
ROOTLESS = {"id": "c8"}


@pytest.fixture
def board(ada, cleo, topics, clock):
    return board_story.board_of(contract_story.signed(ada, cleo))


@pytest.fixture
def brought(board, ada):
    return imports.bring(board, trello.read(trello_board.content()), by=ada)


def at(name, board):
    return reverse(f"projects:{name}", args=[board.contract_id])


def sent(content):
    return {"file": SimpleUploadedFile("board.json", content, "application/json")}


class TestBring:
    def test_lists_become_columns_and_those_of_the_same_name_are_one(self, board, brought):
        names = [column.name for column in board.columns.all()]
        assert names == ["To do", "Doing", "With the client", "Done", "Set"]
        assert board.columns.get(name="Done").is_done

    def test_cards_come_with_all_that_they_have(self, board, brought):
        card = board.cards.get(title="Set the plates")
        assert (card.text, card.due_on, card.column.name) == ("All **eight**.", date(2026, 12, 4), "Set")
        assert [(label.name, label.tone) for label in card.labels.all()] == [("Print", "sea"), ("Red", "wine")]
        assert [(item.text, item.is_done) for item in card.checklist.all()] == [("Moss", True), ("Fern", False)]
        said = card.comments.get()
        assert (said.elsewhere, said.text, said.at.date()) == (
            "Robin Vale", "The fern is upside down.", date(2026, 10, 2),
        )  # fmt: skip

    def test_what_was_closed_there_is_put_away_here(self, board, brought):
        assert board.cards.get(title="Old cover").archived_at
        assert board_story.titles(board) == ["Write the preface"]

    def test_the_same_file_twice_makes_nothing_double(self, board, brought, ada):
        assert imports.bring(board, trello.read(trello_board.content()), by=ada) is None
        assert (board.cards.count(), board.labels.count(), board.columns.count()) == (3, 2, 5)
        assert (CheckItem.objects.count(), CardComment.objects.count()) == (2, 1)

    def test_a_later_file_brings_what_is_new_in_it(self, board, brought, ada):
        later = trello_board.board()
        later["cards"].append({"id": "c4", "name": "Blurb", "idList": "l1", "pos": 9})
        change = imports.bring(board, trello.read(json.dumps(later).encode()), by=ada)
        assert change.facts["cards"] == 1
        assert board_story.titles(board) == ["Write the preface", "Blurb"]

    def test_the_page_lists_what_was_brought_and_what_was_left_out(self, board, ada, client_of):
        page = client_of(ada).post(at("import_board", board), sent(trello_board.content()), follow=True).text
        for said in ("The board is here", "Left out", "Trello keeps them behind its own sign-in", "Custom fields"):
            assert said in page
        again = client_of(ada).post(at("import_board", board), sent(trello_board.content()), follow=True).text
        assert "Everything in this file is on the board already." in again

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"no json",
            b"[]",
            b"{}",
            b'{"lists": 1, "cards": []}',
            b"[" * 100_000,
            b"\xff\xfe",
            b"x" * 5_300_000,
        ],
    )
    def test_a_file_that_is_no_board_is_answered(self, board, ada, client_of, content):
        answer = client_of(ada).post(at("import_board", board), sent(content))
        assert answer.status_code == 422
        assert not board.cards.exists()

    def test_a_file_that_is_wrong_in_every_part_breaks_nothing(self, board, ada):
        odd = trello_board.board(
            cards=[
                1,
                {},
                {"id": "c9", "name": None, "idList": "l1", "due": "soon", "pos": "x", "idLabels": "y"},
                {"id": "c8"},
            ],
            checklists=[{"idCard": 3, "checkItems": [7, {"name": ""}]}],
            actions=[{"id": "x9", "type": "commentCard", "data": 1, "memberCreator": None}, {"id": "x8", "date": 5}],
            labels=[{"id": "y9", "name": 4, "color": None}],
        )
        change = imports.bring(board, trello.read(json.dumps(odd).encode()), by=ada)
        assert (change.facts["cards"], change.facts["left_out"]["lists"]) == (1, 1)
        assert board.cards.get().title == "–"

    def test_extras_that_are_none_of_ours_are_left_out(self, board, ada):
        wrong = {"c1": {"for": "Nobody Here", "milestone": 7, "values": {"f1": "x" * 9_000, "f2": []}}, "c2": 3, "": {}}
        content = trello_board.content(
            more=wrong, fields=[{"id": "f1", "name": "Day", "kind": "date"}, {"id": "f3", "kind": "choice"}, 4],
            relations=[{"card": "c1", "kind": "blocks", "other": "c1"}, {"card": "c1", "kind": "eats", "other": 2}, {}],
        )  # fmt: skip
        change = imports.bring(board, trello.read(content), by=ada)
        assert (change.facts["fields"], change.facts["relations"]) == (1, 0)
        assert (change.facts["left_out"]["members"], board.cards.get(title="Write the preface").values) == (2, {})

    def test_a_day_of_another_age_is_none(self, board, ada):
        cards = [{"id": "c1", "name": "Odd", "idList": "l1", "due": "0001-01-01T00:00:00.000Z"}]
        imports.bring(board, trello.read(trello_board.content(cards=cards)), by=ada)
        assert board.cards.get(title="Odd").due_on is None

    def test_a_stranger_brings_nothing_and_reads_no_file(self, board, eve, client_of):
        assert client_of(eve).post(at("import_board", board), sent(trello_board.content())).status_code == 404
        assert {client_of(eve).get(at(name, board)).status_code for name in ("board_csv", "board_json")} == {404}


class TestExport:
    @pytest.fixture
    def filled(self, board, ada, cleo):
        label = labels.add(board, name="Print", tone="sea", by=ada)
        pages = fields.add(board, name="Pages", kind="number", by=ada)
        card = board_story.added(
            board, "=SUM(A1)", by=ada, text="Mind the **gutter**", assignee=cleo, due_on=date(2026, 12, 4),
            labels=[label], values={str(pages.pk): "12"},
        )  # fmt: skip
        relations.relate(card, "blocks", board_story.added(board, "Print it", by=ada), by=ada)
        checklists.tick(checklists.add(card, text="Moss", by=ada), by=cleo)
        comments.write(card, text="Yes", by=cleo)
        return board

    def test_the_table_holds_every_card_and_no_formula(self, filled, ada, client_of):
        text = b"".join(client_of(ada).get(at("board_csv", filled)).streaming_content).decode("utf-8-sig")
        row = next(row for row in csv.DictReader(io.StringIO(text)) if row["For"])
        assert (row["Card"], row["For"], row["Due"], row["Pages"]) == ("'=SUM(A1)", "Cleo Marsh", "2026-12-04", "12")

    def test_json_comes_back_on_another_board_as_it_was(self, filled, ada, ben, cleo, client_of):
        content = client_of(ada).get(at("board_json", filled)).content
        other = board_story.board_of(contract_story.signed(ben, cleo, title="Another job"))
        imports.bring(other, trello.read(content), by=ben)
        before, after = (_without_ids(exports.as_json(one)) for one in (filled, other))
        assert before == after

    def test_json_on_its_own_board_makes_nothing_double(self, filled, ada):
        content = json.dumps(exports.as_json(filled)).encode()
        assert imports.bring(filled, trello.read(content), by=ada) is None


def _without_ids(whole):
    """What stands on a board, whatever its rows are called inside."""
    names = {row["id"]: row["name"] for kind in ("lists", "labels", "cards") for row in whole[kind]}
    cards = [
        {**card, "id": "", "idList": names[card["idList"]], "idLabels": [names[label] for label in card["idLabels"]]}
        for card in whole["cards"]
    ]
    lines = [(item["name"], item["state"]) for one in whole["checklists"] for item in one["checkItems"]]
    said = [(one["data"]["text"], one["memberCreator"], one["date"]) for one in whole["actions"]]
    own = {one["id"]: one["name"] for one in whole["fields"]}
    more = [
        (names[card], said["for"], {own[key]: value for key, value in said["values"].items()})
        for card, said in whole["more"].items()
    ]
    related = [(names[one["card"]], one["kind"], names[one["other"]]) for one in whole["relations"]]
    return cards, [{**one, "id": ""} for one in whole["lists"]], lines, said, more, related

"""The pages of a board over HTTP: who finds them, what each form does, refuses and keeps."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from marketplace.kit import timers
from projects import contract_endings, milestones
from projects.boards import cards, checklists, columns, comments, fields, labels, relations
from projects.boards.cards import Details
from projects.boards.columns import Shape
from projects.models import Card, CardComment, CardFile, CardRelation, Column
from social.models import Notice
from tests.projects import board_story, contract_story

pytestmark = pytest.mark.django_db
fresh = contract_story.fresh
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
VIEWS = ["board", "board_list", "board_calendar", "board_activity", "board_archive", "board_setup"]


@pytest.fixture
def board(ada, cleo, topics, clock):
    return board_story.board_of(contract_story.signed(ada, cleo))


@pytest.fixture
def card(board, cleo):
    return board_story.added(board, by=cleo)


def at(name, row):
    return reverse(f"projects:{name}", args=[getattr(row, "contract_id", None) or row.pk])


class TestWhoFindsIt:
    @pytest.mark.parametrize("name", VIEWS)
    def test_only_the_two_sides(self, ada, cleo, eve, board, client_of, client, name):
        found = [client_of(person).get(at(name, board)).status_code for person in (ada, cleo, eve)]
        assert found == [200, 200, 404]
        assert client.get(at(name, board)).url.startswith("/accounts/login/")

    def test_there_is_none_before_both_have_signed(self, ada, cleo, topics, client_of):
        contract = contract_story.offered(ada, cleo)
        assert client_of(ada).get(reverse("projects:board", args=[contract.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["card", "edit_card"])
    def test_a_stranger_finds_no_card(self, ada, eve, card, client_of, name):
        assert client_of(eve).get(reverse(f"projects:{name}", args=[card.pk])).status_code == 404
        assert client_of(ada).get(reverse(f"projects:{name}", args=[card.pk])).status_code == 200

    @pytest.mark.parametrize(
        "name",
        ["move_card", "archive_card", "restore_card", "add_item", "comment_card", "add_card_file", "relate_card"],
    )
    def test_a_stranger_does_nothing_to_a_card(self, ada, eve, card, client_of, name):
        address = reverse(f"projects:{name}", args=[card.pk])
        assert client_of(eve).post(address).status_code == 404
        assert client_of(ada).get(address).status_code == 405
        assert client_of(ada).post(reverse(f"projects:{name}", args=[uuid4()])).status_code == 404

    def test_once_the_contract_is_over_it_is_read_and_not_changed(self, ada, board, card, client_of):
        contract_endings.end(board.contract, by=ada)
        page = client_of(ada).get(at("board", board)).text
        assert "its board stays as it is" in page
        assert "Add a card" not in page
        answer = client_of(ada).post(at("add_card", board), {"title": "x", "column": board_story.column(board).pk})
        assert answer.status_code == 422
        assert board.cards.count() == 1


class TestCards:
    def test_a_line_makes_one(self, ada, board, client_of):
        sent = {"title": "  Set   the index ", "column": board_story.column(board, 1).pk}
        assert client_of(ada).post(at("add_card", board), sent).status_code == 303
        assert board_story.titles(board, 1) == ["Set the index"]

    def test_a_script_that_adds_one_is_told_in_json(self, ada, board, client_of):
        sent = {"title": "Set the index", "column": board_story.column(board).pk}
        answer = client_of(ada).post(at("add_card", board), sent, headers={"Accept": "application/json"})
        assert answer.json() == {"done": True}

    @pytest.mark.parametrize("title", ["", "   ", "a\0b", "x" * 201])
    def test_a_wrong_line_is_kept_and_answered(self, ada, board, client_of, title):
        answer = client_of(ada).post(at("add_card", board), {"title": title, "column": board_story.column(board).pk})
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
        assert not board.cards.exists()

    def test_it_is_edited(self, ada, cleo, board, card, client_of):
        label = labels.add(board, name="Print", tone="sea", by=ada)
        pages = fields.add(board, name="Pages", kind="number", by=ada)
        sent = {
            "title": "Set the register", "text": "With **all** names.", "assignee": cleo.pk, "due_on": "2026-12-04",
            "labels": [label.pk], f"f_{pages.pk}": "12", "seen": 1,
        }  # fmt: skip
        assert client_of(ada).post(reverse("projects:edit_card", args=[card.pk]), sent).status_code == 303
        page = client_of(cleo).get(card.get_absolute_url()).text
        for said in ("Set the register", "<strong>all</strong>", "Print", "Pages", "12", "4 December 2026"):
            assert said in page

    def test_two_texts_at_once_both_stand_on_the_page(self, ada, cleo, card, client_of):
        cards.change(card, Details(title="Ada’s title", text="Hers"), by=ada, seen=1)
        address = reverse("projects:edit_card", args=[card.pk])
        answer = client_of(cleo).post(address, {"title": "Cleo’s title", "text": "Mine", "seen": 1})
        assert answer.status_code == 409
        for said in ("Ada’s title", "Cleo’s title", "Hers", "Mine", "Save what I typed"):
            assert said in answer.text
        assert fresh(card).title == "Ada’s title"
        client_of(cleo).post(address, {"title": "Cleo’s title", "text": "Mine", "seen": 2})
        assert fresh(card).title == "Cleo’s title"

    @pytest.mark.parametrize("wrong", [{"seen": "x"}, {"seen": "9" * 40}, {"due_on": "0001-01-01"}, {"assignee": "x"}])
    def test_what_is_wrong_is_answered_and_changes_nothing(self, ada, card, client_of, wrong):
        sent = {"title": "Another", "seen": 1, **wrong}
        answer = client_of(ada).post(reverse("projects:edit_card", args=[card.pk]), sent)
        assert answer.status_code == 422
        assert fresh(card).title == "Set the index"

    def test_it_moves_without_script(self, ada, board, card, client_of):
        sent = {"to": board_story.column(board, 3).pk, "seen": 0}
        answer = client_of(ada).post(reverse("projects:move_card", args=[card.pk]), sent, follow=True)
        assert "“Set the index” is in Done." in answer.text
        assert board_story.titles(board, 3) == ["Set the index"]

    def test_a_script_is_answered_in_json_and_told_what_it_overtook(self, ada, cleo, board, card, client_of):
        cards.move(card, to=board_story.column(board, 1), by=ada)
        sent = {"to": board_story.column(board, 3).pk, "before": "", "seen": 0}
        address = reverse("projects:move_card", args=[card.pk])
        answer = client_of(cleo).post(address, sent, headers={"Accept": "application/json"}).json()
        assert (answer["number"], answer["moves"]) == (3, 2)
        assert "Ada Brandt had moved it meanwhile." in answer["said"]

    @pytest.mark.parametrize("to", ["", "x", "019a7d00-0000-7000-8000-000000000000", "a\0b"])
    def test_into_no_column_it_does_not_move(self, ada, board, card, client_of, to):
        address = reverse("projects:move_card", args=[card.pk])
        assert client_of(ada).post(address, {"to": to}, headers={"Accept": "application/json"}).status_code == 422
        assert "no such column" in client_of(ada).post(address, {"to": to}, follow=True).text
        assert board_story.titles(board) == ["Set the index"]

    def test_it_is_put_away_and_brought_back(self, ada, board, card, client_of):
        client_of(ada).post(reverse("projects:archive_card", args=[card.pk]))
        assert "Set the index" not in client_of(ada).get(at("board", board)).text
        assert "Set the index" in client_of(ada).get(at("board_archive", board)).text
        assert "This card is put away" in client_of(ada).get(card.get_absolute_url()).text
        client_of(ada).post(reverse("projects:restore_card", args=[card.pk]))
        assert board_story.titles(board) == ["Set the index"]


class TestParts:
    def test_a_checklist(self, ada, cleo, board, card, client_of):
        client_of(ada).post(reverse("projects:add_item", args=[card.pk]), {"text": "Names"})
        item = card.checklist.get()
        for _twice in range(2):
            client_of(cleo).post(reverse("projects:tick_item", args=[item.pk]))
        assert "1 of 1" in client_of(ada).get(at("board", board)).text
        client_of(cleo).post(reverse("projects:untick_item", args=[item.pk]))
        client_of(cleo).post(reverse("projects:remove_item", args=[item.pk]))
        made = board_story.history(board)[1:]
        assert made == ["item_added", "item_done", "item_undone", "item_removed"]

    def test_a_comment_reaches_whom_the_card_is_for(self, ada, cleo, eve, card, client_of):
        client_of(ada).post(reverse("projects:comment_card", args=[card.pk]), {"text": "Is *bleed* in?"})
        assert "<em>bleed</em>" in client_of(cleo).get(card.get_absolute_url()).text
        assert Notice.objects.filter(user=cleo, kind="card_commented").count() == 1
        said = CardComment.objects.get()
        assert client_of(eve).post(reverse("projects:remove_comment", args=[said.pk])).status_code == 404
        client_of(cleo).post(reverse("projects:remove_comment", args=[said.pk]))
        assert CardComment.objects.exists()
        client_of(ada).post(reverse("projects:remove_comment", args=[said.pk]))
        assert not CardComment.objects.exists()

    def test_a_file_only_the_two_sides_read(self, ada, cleo, eve, card, client_of):
        sent = {"file": SimpleUploadedFile("index.pdf", PDF)}
        client_of(ada).post(reverse("projects:add_card_file", args=[card.pk]), sent)
        kept = CardFile.objects.get()
        address = reverse("projects:card_file", args=[kept.pk])
        assert b"".join(client_of(cleo).get(address).streaming_content) == PDF
        assert client_of(eve).get(address).status_code == 404
        client_of(cleo).post(reverse("projects:remove_card_file", args=[kept.pk]))
        assert not CardFile.objects.exists()

    @pytest.mark.parametrize("content", [b"", b"<html><script>alert(1)</script>", b"MZ\x90\x00 a program"])
    def test_a_file_is_judged_by_its_content(self, ada, card, client_of, content):
        sent = {"file": SimpleUploadedFile("index.pdf", content)}
        assert client_of(ada).post(reverse("projects:add_card_file", args=[card.pk]), sent).status_code == 422
        assert not CardFile.objects.exists()

    def test_a_relation_is_read_from_both_ends(self, ada, board, card, client_of):
        other = board_story.added(board, "Print", by=ada)
        sent = {"kind": "blocked", "other": card.pk}
        client_of(ada).post(reverse("projects:relate_card", args=[other.pk]), sent)
        assert "is blocked by" in client_of(ada).get(other.get_absolute_url()).text
        assert ">blocks<" in client_of(ada).get(card.get_absolute_url()).text
        assert Card.objects.with_face().get(pk=other.pk).is_blocked
        assert (
            client_of(ada).post(reverse("projects:relate_card", args=[card.pk]), sent | {"other": other.pk}).status_code
            == 422
        )
        client_of(ada).post(reverse("projects:unrelate_card", args=[CardRelation.objects.get().pk]))
        assert not CardRelation.objects.exists()

    def test_the_same_from_both_ends_is_one_relation(self, ada, board, card):
        other = board_story.added(board, "Print", by=ada)
        assert relations.relate(card, "relates", other, by=ada) == relations.relate(other, "relates", card, by=ada)


class TestSetup:
    def test_columns(self, ada, board, client_of):
        client_of(ada).post(at("add_column", board), {"name": "Print", "limit": "2", "is_strict": "on"})
        made = board.columns.get(name="Print")
        assert (made.limit, made.is_strict) == (2, True)
        client_of(ada).post(reverse("projects:move_column", args=[made.pk]), {"steps": "-2"})
        assert [one.name for one in board.columns.all()][2] == "Print"
        client_of(ada).post(
            reverse("projects:change_column", args=[made.pk]), {"name": "At the printer", "is_done": "on"}
        )
        assert fresh(made).is_done
        client_of(ada).post(reverse("projects:remove_column", args=[made.pk]))
        assert not Column.objects.filter(pk=made.pk).exists()

    def test_a_column_with_cards_stays(self, ada, board, card, client_of):
        answer = client_of(ada).post(reverse("projects:remove_column", args=[card.column_id]), follow=True)
        assert "still holds cards" in answer.text

    def test_what_was_put_away_from_a_removed_column_comes_back_elsewhere(self, ada, board, card):
        cards.archive(card, by=ada)
        columns.remove(card.column, by=ada)
        assert cards.restore(card, by=ada).column == board.columns.first()

    @pytest.mark.parametrize(
        "sent",
        [{"name": ""}, {"name": "x", "limit": "0"}, {"name": "x", "limit": "9" * 30}, {"name": "x", "is_strict": "on"}],
    )
    def test_a_wrong_column_is_answered(self, ada, board, client_of, sent):
        assert client_of(ada).post(at("add_column", board), sent).status_code == 422
        assert board.columns.count() == 4

    def test_labels(self, ada, board, client_of):
        client_of(ada).post(at("add_label", board), {"name": "Print", "tone": "sea"})
        assert client_of(ada).post(at("add_label", board), {"name": "Print", "tone": "wine"}).status_code == 422
        label = board.labels.get()
        client_of(ada).post(reverse("projects:change_label", args=[label.pk]), {"name": "Press", "tone": "wine"})
        assert (fresh(label).name, fresh(label).tone) == ("Press", "wine")
        client_of(ada).post(reverse("projects:remove_label", args=[label.pk]))
        assert not board.labels.exists()

    def test_a_removed_field_is_gone_from_cards(self, ada, board, card, client_of):
        client_of(ada).post(at("add_field", board), {"name": "Format", "kind": "choice", "choices": "A5, A4, A5"})
        field = board.fields.get()
        assert field.choices == ["A5", "A4"]
        cards.change(card, Details(title=card.title, values={str(field.pk): "A5"}), by=ada, seen=1)
        client_of(ada).post(reverse("projects:remove_field", args=[field.pk]))
        assert fresh(card).values == {}

    def test_a_stranger_sets_nothing_up(self, eve, board, card, client_of):
        label = labels.add(board, name="Print", tone="sea", by=card.added_by)
        addresses = [
            at("add_column", board), at("add_label", board), at("add_field", board),
            *(reverse(f"projects:{name}_column", args=[card.column_id]) for name in ("change", "move", "remove")),
            reverse("projects:remove_label", args=[label.pk]),
        ]  # fmt: skip
        assert {client_of(eve).post(address, {"name": "x"}).status_code for address in addresses} == {404}


class TestViews:
    def test_filters_stand_in_the_address(self, ada, cleo, board, clock, client_of):
        board_story.added(board, "Late one", by=ada, assignee=cleo, due_on=date(2026, 11, 20))
        board_story.added(board, "Free one", by=ada)
        browser = client_of(cleo)

        def shown(query):
            page = browser.get(f"{at('board', board)}?{query}").text
            return [title for title in ("Late one", "Free one") if f"{title}</a>" in page]

        assert shown("who=me") == shown("due=late") == shown("q=LATE") == shown(f"who={cleo.pk}") == ["Late one"]
        assert shown("who=nobody") == shown("due=none") == ["Free one"]
        assert shown("who=x&label=y&due=z&q=%00") == ["Late one", "Free one"]

    @pytest.mark.parametrize("sort", ["title", "-title", "due", "-due", "who", "column", "changed", "number", "x"])
    def test_the_list_sorts_and_goes_on(self, ada, board, client_of, sort, monkeypatch):
        monkeypatch.setattr("projects.boards.lists.PER_PAGE", 2)
        for title in ("B", "A", "C"):
            board_story.added(board, title, by=ada)
        first = client_of(ada).get(f"{at('board_list', board)}?sort={sort}")
        second = client_of(ada).get(f"{at('board_list', board)}?sort={sort}&after={first.context['page'].next_cursor}")
        titles = [card.title for page in (first, second) for card in page.context["page"].items]
        assert sorted(titles) == ["A", "B", "C"]

    def test_the_calendar_shows_what_is_due_in_a_month(self, ada, board, client_of):
        board_story.added(board, "In December", by=ada, due_on=date(2026, 12, 24))
        assert "In December" in client_of(ada).get(f"{at('board_calendar', board)}?month=2026-12").text
        for month in ("2027-02", "x", "9999-99", "", "0001-01"):
            assert client_of(ada).get(f"{at('board_calendar', board)}?month={month}").status_code == 200

    def test_the_calendar_shows_the_milestones_unless_cards_are_looked_for(self, ada, board, client_of):
        milestone = board.contract.milestones.first()
        month = f"{at('board_calendar', board)}?month={milestone.due_on:%Y-%m}"
        assert milestone.get_absolute_url() in client_of(ada).get(month).text
        assert milestone.get_absolute_url() not in client_of(ada).get(f"{month}&q=index").text

    def test_ones_own_cards_over_all_contracts(self, ada, ben, cleo, board, client_of):
        other = board_story.board_of(contract_story.signed(ben, cleo, title="A cookery book"))
        board_story.added(board, "Index", by=ada, assignee=cleo, due_on=date(2026, 11, 23))
        board_story.added(other, "Recipes", by=ben, assignee=cleo)
        board_story.added(other, "Finished", by=ben, assignee=cleo, place=3)
        page = client_of(cleo).get(reverse("projects:my_cards")).text
        assert "Index" in page
        assert "A cookery book" in page
        assert "Finished" not in page
        assert "Index" not in client_of(ada).get(reverse("projects:my_cards")).text

    def test_the_overview_shows_the_first_cards(self, ada, board, client_of):
        for number in range(5):
            board_story.added(board, f"Card {number}", by=ada)
        page = client_of(ada).get(board.contract.get_absolute_url()).text
        assert "Open full board" in page
        assert "Card 2" in page
        assert "Card 4" not in page

    @pytest.mark.parametrize("name", VIEWS)
    def test_as_many_queries_for_twenty_cards_as_for_one(self, ada, cleo, board, client_of, queries, name):
        label = labels.add(board, name="Print", tone="sea", by=ada)

        def fill(count):
            for number in range(count):
                card = board_story.added(
                    board, f"{number}", by=ada, assignee=cleo, labels=[label], due_on=date(2026, 11, 27)
                )
                checklists.add(card, text="Names", by=ada)
                comments.write(card, text="Yes", by=cleo)
            return queries(lambda: client_of(ada).get(at(name, board)))

        assert fill(1) == fill(20)


class TestMilestones:
    def test_once_all_cards_of_it_are_done_the_room_proposes_to_hand_it_in(self, ada, cleo, board, client_of):
        milestone = contract_story.funded(board.contract)
        one = board_story.added(board, "Grid", by=ada, milestone=milestone)
        two = board_story.added(board, "Type", by=ada, milestone=milestone)
        cards.move(one, to=board_story.column(board, 3), by=cleo)
        assert "All 2 cards" not in client_of(cleo).get(at("board", board)).text
        cards.move(two, to=board_story.column(board, 3), by=cleo)
        submit = reverse("projects:submit", args=[milestone.pk])
        for page in (at("board", board), board.contract.get_absolute_url()):
            assert "All 2 cards of “Master pages” are done." in client_of(cleo).get(page).text
            assert submit in client_of(cleo).get(page).text
            assert submit not in client_of(ada).get(page).text
        assert "- Grid\n- Type" in client_of(cleo).get(submit).text.replace("\r", "")
        milestones.submit(milestone, note="Here", by=cleo)
        assert "All 2 cards" not in client_of(cleo).get(at("board", board)).text


class TestReminders:
    @pytest.fixture
    def due(self, ada, cleo, board):
        cleo.timezone = "Europe/Berlin"
        cleo.save()
        return board_story.added(board, by=ada, assignee=cleo, due_on=date(2026, 11, 27))

    def told(self, cleo):
        return list(
            Notice.objects.filter(user=cleo, kind__startswith="card_due")
            .order_by("created_at")
            .values_list("kind", flat=True)
        )

    def test_at_nine_the_day_before_and_on_the_day_and_once_each(self, cleo, due, clock):
        clock.move_to(_moment(26, 8) - timedelta(seconds=1))  # nine in Berlin is eight
        timers.run_due()
        assert self.told(cleo) == []
        clock.shift(1)
        for _twice in range(2):
            timers.run_due()
        assert self.told(cleo) == ["card_due_day_before"]
        clock.move_to(_moment(27, 8))
        for _twice in range(2):
            timers.run_due()
        assert self.told(cleo) == ["card_due_day_before", "card_due_on_the_day"]

    def test_what_is_done_put_away_or_put_off_reminds_nobody(self, ada, cleo, board, due, clock):
        cards.move(due, to=board_story.column(board, 3), by=ada)
        clock.move_to(_moment(27, 12))
        timers.run_due()
        assert self.told(cleo) == []

    def test_another_day_is_reminded_of_instead(self, ada, cleo, due, clock):
        cards.change(due, Details(title=due.title, assignee=cleo, due_on=date(2026, 12, 4)), by=ada, seen=1)
        clock.move_to(_moment(27, 12))
        timers.run_due()
        assert self.told(cleo) == []

    def test_who_has_left_is_not_told(self, ada, cleo, board, due, clock):
        contract_endings.end(board.contract, by=ada)
        clock.move_to(_moment(27, 12))
        timers.run_due()
        assert self.told(cleo) == []


def test_a_limit_that_is_passed_says_so(ada, board, client_of):
    columns.change(board_story.column(board), Shape("To do", limit=1), by=ada)
    for title in ("One", "Two"):
        board_story.added(board, title, by=ada)
    assert "More than it should hold" in client_of(ada).get(at("board", board)).text


def _moment(day, hour):
    return datetime(2026, 11, day, hour, tzinfo=UTC)

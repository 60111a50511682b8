"""Everything about me: complete, mine alone, made once, and gone after a week."""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Export, User
from accounts.privacy import archive, exports, port
from accounts.privacy.port import Handler
from accounts.refusals import Refused
from marketplace.kit import leases, private_files, timers
from projects.models import Proposal
from social.models import Notice
from tests.accounts.privacy import story

Clock = time_machine.Traveller


def opened(export: Export) -> zipfile.ZipFile:
    return zipfile.ZipFile(private_files.store().open(export.path))


def rows_of(export: Export, label: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(opened(export).read(f"data/{label}.json"))["rows"]
    return rows


class TestContents:
    def test_every_row_of_every_kind_is_in_it(self, life: Proposal, cleo: User) -> None:
        export = story.exported(cleo)
        for handler in port.handlers():
            whole = json.loads(opened(export).read(f"data/{handler.label}.json"))
            assert whole["count"] == len(whole["rows"])
            if handler.model is not Notice and handler.model is not Export:  # the file itself is told of afterwards
                assert whole["count"] == handler.count(cleo), handler.label

    def test_it_holds_what_was_written_with_its_parts(self, life: Proposal, cleo: User) -> None:
        export = story.exported(cleo)
        (proposal,) = rows_of(export, "projects.proposal")
        assert (proposal["letter"], proposal["price_minor"]) == (life.letter, life.price_minor)
        assert rows_of(export, "accounts.profile")[0]["profile_skills"]
        assert rows_of(export, "accounts.user")[0]["email"] == cleo.email
        assert rows_of(export, "social.watch")

    def test_each_file_says_what_its_columns_are(self, life: Proposal, cleo: User) -> None:
        whole = json.loads(opened(story.exported(cleo)).read("data/projects.proposal.json"))
        assert whole["columns"]["freelancer"] == "id of accounts.Party"
        assert whole["about"]

    def test_the_photo_is_in_it(self, life: Proposal, cleo: User) -> None:
        cleo.party.refresh_from_db()
        names = opened(story.exported(cleo)).namelist()
        assert f"files/{cleo.party.photo.name}" in names

    def test_nobody_else_is_in_it(self, life: Proposal, cleo: User, ada: User, eve: User) -> None:
        export = story.exported(cleo)
        text = b"".join(opened(export).read(name) for name in opened(export).namelist()).decode(errors="replace")
        for other in (ada, eve):
            assert other.email not in text
            assert other.party.name not in text

    def test_the_index_is_escaped_and_needs_no_other_file(self, life: Proposal, cleo: User) -> None:
        index = opened(story.exported(cleo)).read("index.html").decode()
        assert "I set &lt;b&gt;books&lt;/b&gt;." in index
        assert "<script" not in index
        assert 'href="http' not in index
        assert 'src="' not in index

    def test_the_password_is_not_in_it(self, life: Proposal, cleo: User) -> None:
        export = story.exported(cleo)
        assert "password" not in rows_of(export, "accounts.user")[0]
        assert cleo.password.encode() not in b"".join(opened(export).read(name) for name in opened(export).namelist())

    def test_a_lost_file_does_not_stop_the_rest(self, life: Proposal, cleo: User) -> None:
        cleo.party.refresh_from_db()
        cleo.party.photo.storage.delete(cleo.party.photo.name)
        assert story.exported(cleo).status == Export.Status.READY

    def test_many_rows_take_as_many_queries_as_few(
        self, life: Proposal, cleo: User, queries: Callable[[Callable[[], Any]], int], tmp_path: Any
    ) -> None:
        def write() -> None:
            with (tmp_path / "export.zip").open("wb") as file:
                archive.write(file, cleo)

        few = queries(write)
        Notice.objects.bulk_create(Notice(user=cleo, kind="x", key=str(n), url="/") for n in range(20))
        assert queries(write) == few


class TestMaking:
    def test_two_tabs_are_one_export(self, cleo: User) -> None:
        assert exports.ask(by=cleo) == exports.ask(by=cleo)

    def test_two_at_once_are_one_export(self, two_connections: Callable[..., list[Any]], cleo: User) -> None:
        first, second = two_connections(*(lambda: exports.ask(by=cleo),) * 2)
        assert first == second

    def test_one_a_day(self, cleo: User, clock: Clock) -> None:
        story.exported(cleo)
        with pytest.raises(Refused, match="tomorrow"):
            exports.ask(by=cleo)
        clock.shift(timedelta(days=1, seconds=1))
        assert exports.ask(by=cleo).is_under_way

    def test_the_person_is_told_once_it_is_ready(self, cleo: User) -> None:
        export = story.exported(cleo)
        assert Notice.objects.get(user=cleo, kind=exports.READY).key == str(export.pk)

    def test_a_worker_that_dies_leaves_no_file_and_the_next_one_makes_it(
        self, life: Proposal, cleo: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export = exports.ask(by=cleo)
        with monkeypatch.context() as patched:
            patched.setattr(Handler, "files", _dies)
            with pytest.raises(KeyboardInterrupt):
                exports.make_due()
        export.refresh_from_db()
        assert export.status == Export.Status.MAKING
        assert not private_files.store().exists(export.path)
        assert exports.make_due() == 0  # the dead one's lease still runs
        clock.shift(leases.LENGTH + timedelta(seconds=1))
        assert exports.make_due() == 1
        assert stored(export) == [f"{export.pk}.zip"]

    def test_one_that_dies_between_file_and_row_leaves_one_file(
        self, cleo: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export = exports.ask(by=cleo)
        with monkeypatch.context() as patched:
            patched.setattr(exports, "_tell", _dies)
            with pytest.raises(KeyboardInterrupt):
                exports.make_due()
        clock.shift(leases.LENGTH + timedelta(seconds=1))
        assert exports.make_due() == 1
        assert stored(export) == [f"{export.pk}.zip"]
        export.refresh_from_db()
        assert (export.status, export.done) == (Export.Status.READY, export.total)

    def test_a_worker_that_was_overtaken_keeps_its_file_to_itself(
        self, cleo: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export = exports.ask(by=cleo)

        def taken_meanwhile(late: Export) -> None:
            Export.objects.filter(pk=late.pk).update(lease=None)
            raise leases.Overtaken

        monkeypatch.setattr(exports, "_progress", taken_meanwhile)
        assert not exports._make(leases.take(Export.objects.all(), now=export.asked_at, most=1)[0])
        assert not private_files.store().exists(export.path)

    def test_an_error_is_tried_again_later(self, cleo: User, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        export = exports.ask(by=cleo)
        with monkeypatch.context() as patched:
            patched.setattr(archive, "write", _fails)
            assert exports.make_due() == 0
        clock.shift(timedelta(minutes=2))
        assert exports.make_due() == 1
        export.refresh_from_db()
        assert export.status == Export.Status.READY


class TestEnd:
    def test_the_file_is_deleted_after_a_week_and_not_a_second_before(self, cleo: User, clock: Clock) -> None:
        export = story.exported(cleo)
        clock.shift(exports.LASTS - timedelta(seconds=1))
        timers.run_due()
        assert private_files.store().exists(export.path)
        clock.shift(timedelta(seconds=2))
        timers.run_due()
        export.refresh_from_db()
        assert export.status == Export.Status.GONE
        assert not private_files.store().exists(export.path)

    def test_twice_does_nothing(self, cleo: User) -> None:
        export = story.exported(cleo)
        for _again in range(2):
            exports.end(str(export.pk))
        export.refresh_from_db()
        assert export.status == Export.Status.GONE


class TestPages:
    PAGE = "/settings/privacy/export/"

    def test_asking_makes_one(self, cleo: User, proved_client: Callable[[User], Client]) -> None:
        response = proved_client(cleo).post(f"{self.PAGE}asking/")
        assert (response.status_code, response["Location"]) == (303, self.PAGE)
        assert Export.objects.get(user=cleo).is_under_way

    def test_asking_needs_a_fresh_proof(self, cleo: User, client_of: Callable[[User], Client]) -> None:
        response = client_of(cleo).post(f"{self.PAGE}asking/")
        assert "/reauthenticate/" in response["Location"]
        assert not Export.objects.exists()

    def test_a_second_within_a_day_says_why_not(self, cleo: User, proved_client: Callable[[User], Client]) -> None:
        story.exported(cleo)
        page = proved_client(cleo).post(f"{self.PAGE}asking/", follow=True)
        assert "Ask again tomorrow" in page.content.decode()

    def test_it_shows_how_far_it_is(self, cleo: User, client_of: Callable[[User], Client]) -> None:
        export = exports.ask(by=cleo)
        Export.objects.filter(pk=export.pk).update(status="making", done=3)
        page = client_of(cleo).get(self.PAGE).content.decode()
        assert f"3 of {export.total} kinds" in page
        assert 'hx-trigger="every 2s"' in page

    def test_the_piece_that_htmx_asks_for_stops_asking_once_it_is_ready(
        self, cleo: User, client_of: Callable[[User], Client]
    ) -> None:
        story.exported(cleo)
        piece = client_of(cleo).get(self.PAGE, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in piece
        assert "hx-trigger" not in piece
        assert "Get the file" in piece

    def test_its_person_gets_the_file(self, cleo: User, proved_client: Callable[[User], Client]) -> None:
        export = story.exported(cleo)
        response = proved_client(cleo).get(f"{self.PAGE}{export.pk}/file/")
        assert "attachment" in response["Content-Disposition"]
        assert response["Cache-Control"] == "private, no-store"
        assert b"".join(response.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]

    def test_nobody_else_does(
        self, cleo: User, eve: User, dev: User, client: Client, proved_client: Callable[[User], Client]
    ) -> None:
        address = f"{self.PAGE}{story.exported(cleo).pk}/file/"
        assert [proved_client(user).get(address).status_code for user in (eve, dev)] == [404, 404]
        assert client.get(address)["Location"].startswith("/accounts/login/")

    def test_after_its_week_there_is_none(
        self, cleo: User, clock: Clock, client_of: Callable[[User], Client], proved_client: Callable[[User], Client]
    ) -> None:
        address = f"{self.PAGE}{story.exported(cleo).pk}/file/"
        clock.shift(exports.LASTS + timedelta(seconds=1))
        assert proved_client(cleo).get(address).status_code == 404

    def test_get_asks_for_nothing(self, cleo: User, proved_client: Callable[[User], Client]) -> None:
        assert proved_client(cleo).get(f"{self.PAGE}asking/").status_code == 405


def stored(export: Export) -> list[str]:
    """The files in the store of exports."""
    return private_files.store().listdir("exports")[1]


def _dies(*_args: Any, **_kwargs: Any) -> Any:
    raise KeyboardInterrupt  # as a kill does: no `except Exception` sees it


def _fails(*_args: Any, **_kwargs: Any) -> Any:
    raise OSError("the disk is full")

"""The files of a contract: one list of all, a folder with versions, nothing that is lost."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.refusals import NotAllowed, Refused
from marketplace.kit import uploads
from projects import contracts, milestones, shelf, shelf_rows, talks
from projects.models import FileVersion, SharedFile
from social.talk import threads
from tests.projects import contract_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(ada, cleo, topics, clock):
    return contract_story.signed(ada, cleo)


def text(words="Pantone 3125", name="colours.txt"):
    return SimpleUploadedFile(name, words.encode())


def upload(words="Pantone 3125", name="colours.txt"):
    return uploads.check(text(words, name), uploads.DOCUMENTS)


def picture(name="bag.png"):
    kept = io.BytesIO()
    Image.new("RGB", (1200, 600), "teal").save(kept, "PNG")
    return SimpleUploadedFile(name, kept.getvalue())


def at(name, row):
    return reverse(f"projects:{name}", args=[row.pk])


class TestAdd:
    def test_both_sides_find_it(self, ada, cleo, contract, client_of):
        client_of(cleo).post(at("add_shared_file", contract), {"brought": [text(), picture()]})
        shown = client_of(ada).get(at("files", contract)).text
        assert "colours.txt" in shown
        assert "bag.png" in shown
        assert "bag.png" in client_of(ada).get(contract.get_absolute_url()).text

    def test_the_checksum_is_of_what_was_brought(self, cleo, contract):
        version = shelf.add(contract, upload("Pantone 3125"), by=cleo)
        assert version.hash == hashlib.sha256(b"Pantone 3125").hexdigest()
        with version.file.open("rb") as file:
            assert file.read() == b"Pantone 3125"

    def test_the_same_name_again_is_the_next_version(self, ada, cleo, contract):
        shelf.add(contract, upload("one"), by=cleo)
        second = shelf.add(contract, upload("two"), by=ada)
        assert (second.number, SharedFile.objects.count()) == (2, 1)

    def test_pressed_twice_it_is_added_once(self, cleo, contract, client_of):
        for _twice in range(2):
            client_of(cleo).post(at("add_shared_file", contract), {"brought": [text()]})
        assert FileVersion.objects.count() == 1

    @pytest.mark.parametrize("sent", [{}, {"brought": [SimpleUploadedFile("a.pdf", b"MZ\x00\x01")]}])
    def test_what_is_wrong_is_said_in_place(self, cleo, contract, client_of, sent):
        answer = client_of(cleo).post(at("add_shared_file", contract), sent)
        assert answer.status_code == 422
        assert "There is a problem" in answer.text

    def test_a_stranger_finds_and_brings_nothing(self, eve, cleo, contract, client_of):
        version = shelf.add(contract, upload(), by=cleo)
        with pytest.raises(NotAllowed):
            shelf.add(contract, upload("mine"), by=eve)
        for name, row in (("files", contract), ("shared_file", version.shared), ("file_version", version)):
            assert client_of(eve).get(at(name, row)).status_code == 404
        assert client_of(eve).post(at("remove_shared_file", version.shared)).status_code == 404

    def test_a_contract_that_did_not_come_about_takes_none(self, ada, cleo, topics, clock, client_of):
        contract = contracts.decline(contract_story.offered(ada, cleo), by=cleo)
        with pytest.raises(Refused):
            shelf.add(contract, upload(), by=cleo)
        assert "Add to the folder" not in client_of(cleo).get(at("files", contract)).text


class TestVersions:
    @pytest.fixture
    def shared(self, cleo, contract):
        shelf.add(contract, upload("one"), by=cleo)
        return shelf.add(contract, upload("two"), by=cleo).shared

    def test_all_stand_on_its_page_with_their_checksums(self, ada, shared, client_of):
        shown = client_of(ada).get(shared.get_absolute_url()).text
        for words in ("one", "two"):
            assert hashlib.sha256(words.encode()).hexdigest() in shown
        assert "2 versions" in shown

    def test_a_new_one_may_have_any_name(self, ada, shared, client_of):
        client_of(ada).post(at("renew_file", shared), {"file": text("three", "other.txt"), "note": "Final"})
        assert shared.versions.first().number == 3
        assert "Final" in client_of(ada).get(shared.get_absolute_url()).text
        assert SharedFile.objects.get().name == "colours.txt"

    def test_an_earlier_one_is_restored_as_the_newest(self, ada, shared, client_of):
        first = shared.versions.get(number=1)
        for _twice in range(2):
            client_of(ada).post(at("restore_version", first))
        newest = shared.versions.first()
        assert (newest.number, newest.again, newest.hash, newest.author) == (3, first, first.hash, ada.party)
        answer = client_of(ada).get(at("file_version", newest))
        assert b"".join(answer.streaming_content) == b"one"

    def test_each_is_fetched_under_the_name_of_the_file(self, ada, shared, client_of):
        answer = client_of(ada).get(at("file_version", shared.versions.get(number=1)))
        assert answer["Content-Disposition"] == 'attachment; filename="colours.txt"'

    def test_a_text_is_read_on_the_page_and_is_text(self, ada, cleo, contract, client_of):
        shared = shelf.add(contract, upload("a < b & <i>c</i>", "b.txt"), by=cleo).shared
        assert "a &lt; b &amp; &lt;i&gt;c" in client_of(ada).get(shared.get_absolute_url()).text

    def test_a_picture_is_shown_small(self, ada, cleo, contract, client_of):
        client_of(cleo).post(at("add_shared_file", contract), {"brought": [picture()]})
        version = FileVersion.objects.get()
        assert (version.width, version.height) == (960, 480)
        assert client_of(ada).get(at("version_preview", version))["Content-Type"] == "image/webp"

    def test_a_pdf_opens_in_the_browsers_viewer(self, ada, cleo, contract, client_of):
        version = shelf.add(contract, upload("%PDF-1.4 so it begins", "a.pdf"), by=cleo)
        assert version.type == "application/pdf"
        shown = client_of(ada).get(at("version_preview", version))
        assert (shown["Content-Type"], "Content-Disposition" in shown) == ("application/pdf", True)
        assert shown["Content-Disposition"].startswith("inline")


class TestNames:
    @pytest.fixture
    def shared(self, cleo, contract):
        return shelf.add(contract, upload(), by=cleo).shared

    def test_it_is_renamed(self, ada, shared, client_of):
        client_of(ada).post(at("rename_file", shared), {"name": "  ../inks\\ 2 .txt "})
        assert SharedFile.objects.get().name == "inks 2 .txt"

    def test_two_can_not_have_one_name(self, cleo, contract, shared, client_of):
        other = shelf.add(contract, upload("b", "b.txt"), by=cleo).shared
        answer = client_of(cleo).post(at("rename_file", other), {"name": "colours.txt"})
        assert answer.status_code == 422
        assert "is called" in answer.text

    @pytest.mark.parametrize("name", ["", " . ", "a\x00b", "x" * 121])
    def test_it_needs_a_name(self, cleo, shared, client_of, name):
        assert client_of(cleo).post(at("rename_file", shared), {"name": name}).status_code == 422

    def test_put_away_it_is_not_lost(self, ada, cleo, contract, shared, client_of):
        for _twice in range(2):
            client_of(cleo).post(at("remove_shared_file", shared))
        shown = client_of(ada).get(at("files", contract)).text
        assert "1 file was put away" in shown
        assert client_of(ada).get(at("file_version", shared.versions.get())).status_code == 200
        client_of(ada).post(at("bring_back_file", shared))
        assert SharedFile.objects.standing().count() == 1

    def test_put_away_it_takes_no_versions(self, cleo, shared):
        shelf.remove(shared, by=cleo)
        with pytest.raises(Refused, match="Bring it back"):
            shelf.renew(shared, upload("b"), by=cleo)

    def test_it_comes_back_only_while_its_name_is_free(self, cleo, contract, shared):
        shelf.remove(shared, by=cleo)
        shelf.add(contract, upload("b"), by=cleo)
        with pytest.raises(Refused, match="Another file"):
            shelf.bring_back(shared, by=cleo)


class TestAll:
    def test_files_from_everywhere_stand_in_one_list(self, ada, cleo, contract, client_of, clock):
        shelf.add(contract, upload(), by=cleo)
        clock.shift(60)
        threads.say(talks.of_contract(contract), "Look", files=[upload("a", "said.txt")], by=ada)
        clock.shift(60)
        milestones.submit(contract_story.funded(contract), note="Done.", evidence=[upload("b", "done.txt")], by=cleo)
        assert [row.name for row in shelf_rows.of(contract).rows] == ["done.txt", "said.txt", "colours.txt"]
        shown = client_of(ada).get(f"{at('files', contract)}?from=work").text
        assert "done.txt" in shown
        assert "said.txt" not in shown

    def test_every_page_goes_on_where_the_last_one_ended(self, cleo, contract, clock):
        for n in range(5):
            shelf.add(contract, upload(f"{n}", f"{n}.txt"), by=cleo)
            threads.say(talks.of_contract(contract), "", files=[upload(f"m{n}", f"m{n}.txt")], by=cleo)
        first = shelf_rows.of(contract, size=4)
        second = shelf_rows.of(contract, size=4, after=first.next_cursor)
        third = shelf_rows.of(contract, size=4, after=second.next_cursor)
        names = [row.name for page in (first, second, third) for row in page.rows]
        assert len(names) == len(set(names)) == 10
        assert third.next_cursor == ""

    def test_what_was_removed_with_its_message_is_not_in_it(self, cleo, contract):
        message = threads.say(talks.of_contract(contract), "", files=[upload("a", "said.txt")], by=cleo)
        threads.remove(message, by=cleo)
        assert shelf_rows.of(contract).rows == []

    @pytest.mark.parametrize("asked", ["?from=nowhere", "?after=x", "?from=%00", "?after=%00"])
    def test_an_address_that_is_wrong_gives_the_list(self, ada, contract, client_of, asked):
        assert client_of(ada).get(f"{at('files', contract)}{asked}").status_code == 200

    def test_it_takes_the_same_queries_for_one_file_and_for_twelve(self, ada, cleo, topics, client_of, queries):
        def count(files):
            contract = contract_story.signed(ada, cleo, title=f"A job of {files} files")
            for n in range(files):
                shelf.add(contract, upload(f"{n}", f"{n}.txt"), by=cleo)
                threads.say(talks.of_contract(contract), "", files=[upload(f"m{n}", f"m{n}.txt")], by=cleo)
            return queries(lambda: client_of(ada).get(at("files", contract)))

        assert count(1) == count(12)


def test_two_versions_at_once_are_numbered_apart(two_connections):
    from tests import cast

    cast.topics()
    ada, cleo = cast.ada(), cast.cleo()
    shared = shelf.add(contract_story.signed(ada, cleo), upload("one"), by=cleo).shared
    made = two_connections(
        lambda: shelf.renew(shared, upload("two"), by=ada), lambda: shelf.renew(shared, upload("three"), by=cleo)
    )
    assert sorted(version.number for version in made) == [2, 3]

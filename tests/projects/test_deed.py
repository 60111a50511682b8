"""Each version of a contract as a PDF: its words, its signatures, its hash."""

import pytest
from django.urls import reverse

from marketplace.kit import markdown_blocks
from marketplace.kit.money import Money
from projects import deeds
from projects.terms import Step
from tests import cast
from tests.projects import contract_story

pytestmark = pytest.mark.django_db


def at(version):
    return reverse("projects:deed", args=[version.contract_id, version.number])


@pytest.fixture
def version(ada, cleo, topics):
    return contract_story.offered(ada, cleo).versions.get()


class TestDeed:
    def test_both_sides_get_it_and_nobody_else(self, ada, cleo, eve, version, client_of, client):
        for person in (ada, cleo):
            answer = client_of(person).get(at(version))
            assert b"".join(answer.streaming_content).startswith(b"%PDF-")
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["Cache-Control"] == "private, no-store"
        assert client_of(eve).get(at(version)).status_code == 404
        assert client.get(at(version)).status_code == 302
        assert client_of(ada).get(at(version).replace("/1/", "/7/")).status_code == 404

    def test_it_says_that_it_is_not_in_force_until_both_have_signed(self, ada, cleo, version):
        sheet = deeds._sheet(version, [])
        assert "Not in force" in sheet["warning"]
        assert sheet["nobody"] == "Nobody has signed yet."
        contract_story.sign(version, ada, cleo)
        version = contract_story.fresh(version)
        sheet = deeds._sheet(version, list(version.signatures.order_by("at")))
        assert sheet["warning"] == ""
        assert [one["name"] for one in sheet["signatures"]] == ["Ada Brandt", "Cleo Marsh"]
        assert sheet["signatures"][0]["address"] == "from 192.0.2.7"
        assert sheet["hash"] == version.hash

    def test_the_same_gives_the_same_bytes(self, ada, cleo, version):
        contract_story.sign(version, ada, cleo)
        first, second = contract_story.fresh(version), contract_story.fresh(version)
        assert deeds.render(first) == deeds.render(second)

    def test_what_people_typed_is_never_a_layout(self, ada, topics):
        eve = cast.eve()
        steps = (Step('#panic("x") $ @ref \\ `code` <label>', Money(750, "EUR")),)
        brief = "#let a = 1\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" + "x" * 60
        contract = contract_story.offered(ada, eve, steps=steps, brief=brief)
        assert deeds.render(contract.versions.get()).startswith(b"%PDF-")


class TestBlocks:
    def test_text_becomes_plain_data(self):
        assert markdown_blocks.of("# A\n\nSome **bold** words") == [
            {"kind": "heading", "level": 1, "spans": [{"text": "A"}]},
            {
                "kind": "paragraph",
                "spans": [{"text": "Some "}, {"strong": True, "text": "bold"}, {"text": " words"}],
            },
        ]

    def test_lists_quotes_tables_and_code(self):
        kinds = [
            one["kind"] for one in markdown_blocks.of("3. x\n4. y\n\n> q\n\n```\nc\n```\n\n|a|\n|-|\n|b|\n\n---\n")
        ]
        assert kinds == ["list", "quote", "code", "table", "rule"]

    def test_html_stays_text(self):
        assert "<b>" in str(markdown_blocks.of("<b>x</b>"))

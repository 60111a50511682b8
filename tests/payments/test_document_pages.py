"""The list of documents, each as a page and a file: read by the two sides and by staff, and by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import Storage
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from accounts import companies
from accounts.models import User
from marketplace.kit import outbox, private_files
from marketplace.kit.models import AuditEntry
from payments import escrow, paperwork
from payments.models import Document
from tests.payments import deals as story
from tests.payments.books import assert_books_balance
from tests.payments.test_papers import paper, released

pytestmark = pytest.mark.usefixtures("deals", "clock")
Browser = Callable[[User], Client]

LIST = "/documents/"


@pytest.fixture
def invoice(ada: User, cleo: User) -> Document:
    """From Cleo to Ada, for a deal of 400 euros."""
    return paper("release", released(ada, cleo))


def addresses(document: Document) -> list[str]:
    return [document.get_absolute_url(), reverse("payments:document_file", args=[document.pk])]


class TestWhoReads:
    def test_both_sides_read_the_page_and_the_file(
        self, invoice: Document, ada: User, cleo: User, client_of: Browser
    ) -> None:
        for person in (ada, cleo):
            assert [client_of(person).get(url).status_code for url in addresses(invoice)] == [200, 200]

    def test_a_stranger_finds_nothing(self, invoice: Document, eve: User, client_of: Browser) -> None:
        assert [client_of(eve).get(url).status_code for url in addresses(invoice)] == [404, 404]
        assert invoice.number not in client_of(eve).get(LIST).content.decode()

    def test_who_has_not_signed_in_is_asked_to(self, invoice: Document, client: Client) -> None:
        assert {client.get(url).status_code for url in [LIST, *addresses(invoice)]} == {302}

    def test_it_is_never_posted_to(self, invoice: Document, ada: User, client_of: Browser) -> None:
        assert {client_of(ada).post(url).status_code for url in [LIST, *addresses(invoice)]} == {405}

    def test_staff_with_the_right_read_it_and_that_is_written_down(
        self, invoice: Document, dev: User, client_of: Browser
    ) -> None:
        assert client_of(dev).get(invoice.get_absolute_url()).status_code == 404
        dev.user_permissions.add(Permission.objects.get(codename="view_document"))
        assert client_of(dev).get(invoice.get_absolute_url()).status_code == 200
        looked = AuditEntry.objects.get(kind="looked")
        assert (looked.by, looked.subject) == (dev.pk, f"payments.document:{invoice.pk}")

    def test_who_left_a_company_reads_its_documents_no_more(
        self, ada: User, ben: User, cleo: User, client_of: Browser
    ) -> None:
        firm = companies.found(by=ada, name="Brandt Verlag")
        held = firm.memberships.create(user=ben, rank="manager")
        made = paper("release", released(_as_company(firm), cleo))
        assert client_of(ben).get(made.get_absolute_url()).status_code == 200
        held.delete()
        assert client_of(ben).get(made.get_absolute_url()).status_code == 404


class TestFile:
    def test_it_is_a_private_download_named_by_its_number(
        self, invoice: Document, ada: User, client_of: Browser
    ) -> None:
        answer = client_of(ada).get(addresses(invoice)[1])
        assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        assert answer["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
        assert answer["Cache-Control"] == "private, no-store"

    def test_it_lies_where_no_address_leads(
        self, invoice: Document, ada: User, client_of: Browser, settings: Settings
    ) -> None:
        client_of(ada).get(addresses(invoice)[1])
        store: Storage = private_files.store()
        invoice.refresh_from_db()
        assert store.exists(invoice.file.name)
        assert not (settings.MEDIA_ROOT / invoice.file.name).exists()


class TestPage:
    def test_it_speaks_the_documents_language_not_the_readers(self, ada: User, cleo: User, client_of: Browser) -> None:
        User.objects.filter(pk=ada.pk).update(language="de")
        ada.refresh_from_db()
        made = paper("release", released(ada, cleo))
        page = client_of(cleo).get(made.get_absolute_url()).content.decode()
        assert '<article class="sheet" lang="de">' in page
        assert "400,00\N{NO-BREAK SPACE}€" in page

    def test_it_says_that_no_real_money_moved(self, invoice: Document, ada: User, client_of: Browser) -> None:
        assert b"No real money moved" in client_of(ada).get(invoice.get_absolute_url()).content

    def test_the_receipt_page_leads_to_its_papers_at_once(self, ada: User, cleo: User, client_of: Browser) -> None:
        hold = story.held(ada, cleo, "400.00 EUR")
        assert hold.payment is not None
        page = client_of(ada).get(hold.payment.get_absolute_url()).content.decode()
        assert paper("payment", hold.payment).number in page
        assert_books_balance()


class TestList:
    def test_it_is_sorted_out_by_side_sort_and_year(self, ada: User, cleo: User, client_of: Browser) -> None:
        part = released(ada, cleo)
        paperwork.now("payment", part.hold.payment_id)
        outbox.deliver()
        cleos = client_of(cleo)
        issued, sent = paper("release", part).number, paper("fee", part).number
        assert _numbers(cleos, "") == {issued, sent}
        assert _numbers(cleos, "?side=issued") == {issued}
        assert _numbers(cleos, "?side=received&sort=IN&year=2026") == {sent}
        assert _numbers(cleos, "?year=2025") == set()
        assert _numbers(client_of(ada), "?sort=RC") == {"RC-2026-000001"}

    @pytest.mark.parametrize("asked", ["?side=x", "?sort=XX", "?year=99999", "?year=²", "?after=%00", "?after=x"])
    def test_nonsense_in_the_address_is_left_out(self, ada: User, client_of: Browser, asked: str) -> None:
        assert client_of(ada).get(LIST + asked).status_code == 200

    def test_it_takes_as_many_queries_for_one_as_for_twenty(
        self, ada: User, cleo: User, client_of: Browser, queries: Any
    ) -> None:
        released(ada, cleo)
        browser = client_of(cleo)
        one = queries(lambda: browser.get(LIST))
        for _number in range(10):
            released(ada, cleo, "10.00 EUR")
        assert Document.objects.count() > 20
        assert queries(lambda: browser.get(LIST)) == one

    def test_older_ones_follow_page_by_page(self, ada: User, cleo: User, client_of: Browser) -> None:
        for _number in range(17):
            released(ada, cleo, "10.00 EUR")
        first = client_of(cleo).get(LIST + "?side=issued&sort=IN")
        assert "?side=issued&amp;sort=IN&amp;after=" not in first.content.decode()  # seventeen fit on a page
        page = client_of(cleo).get(LIST)
        assert len(page.context["rows"]) == 30
        rest = client_of(cleo).get(LIST + "?after=" + page.context["page"].next_cursor)
        assert len(rest.context["rows"]) == 4


class TestTable:
    def test_it_has_every_document_and_sums_as_numbers(self, ada: User, cleo: User, client_of: Browser) -> None:
        part = released(ada, cleo)
        lines = _table(client_of(cleo), "?year=2026")
        head, *rows = [line.split(",") for line in lines]
        assert head[0] == "\ufeffNumber"
        assert sorted(row[0] for row in rows) == sorted([paper("release", part).number, paper("fee", part).number])
        assert {"400.00", "80.00"} <= {row[9] for row in rows}

    def test_it_follows_the_readers_language(self, ada: User, cleo: User, client_of: Browser) -> None:
        released(ada, cleo)
        browser = client_of(cleo)
        browser.cookies["django_language"] = "de"
        User.objects.filter(pk=cleo.pk).update(language="de")
        with translation.override("en"):
            assert any(";400,00;" in line for line in _table(browser, ""))

    def test_a_title_is_no_formula(self, ada: User, cleo: User, client_of: Browser) -> None:
        hold = story.held(ada, cleo, "400.00 EUR")
        hold.line.title = "=cmd|'/c calc'!A1"
        hold.line.save()
        escrow.release(hold, by=ada, key="release:1")
        outbox.deliver()
        assert any(",'=cmd|" in line for line in _table(client_of(ada), ""))


def _numbers(browser: Client, asked: str) -> set[str]:
    return {row.document.number for row in browser.get(LIST + asked).context["rows"]}


def _table(browser: Client, asked: str) -> list[str]:
    answer: Any = browser.get(reverse("payments:documents_table") + asked)
    return b"".join(answer.streaming_content).decode().splitlines()


def _as_company(firm: Any) -> Any:
    """A company where a deal of a test asks for somebody with a party."""
    owner = firm.memberships.get(rank="owner").user
    owner.party = firm.party
    return owner

"""The pages of the wallet: every figure leads to its entries, and nobody sees another's."""

import csv
import io

import pytest
from django.urls import reverse

from accounts import companies
from payments import payouts
from payments.models import Hold, Payout
from tests.payments import stripe_says
from tests.payments.books import assert_books_balance
from tests.payments.deals import held, money
from tests.payments.earning import cleared, released, wallet

WALLET = "/wallet/"


@pytest.fixture
def rich(deals, ada, cleo, clock):
    """Cleo can take out 320 euro, waits for 80, and 100 are held for her."""
    stripe_says.opened(cleo.party)
    cleared(ada, cleo, "400.00 EUR", clock)
    released(ada, cleo, "100.00 EUR")
    held(ada, cleo, "100.00 EUR")
    return cleo


def text(answer):
    return answer.content.decode()


def test_it_shows_what_is_available_clearing_and_held(rich, client_of):
    shown = text(client_of(rich).get(WALLET))
    for figure in ("€320.00", "€80.00", "€100.00"):
        assert figure in shown
    assert "Pay out €320.00" in shown


def test_the_payer_sees_what_they_hold(rich, ada, client_of):
    purse = client_of(ada).get(WALLET).context["purses"][0]
    assert (purse.holding, purse.earning, purse.available) == (money("100 EUR"), money("0 EUR"), money("0 EUR"))


def test_who_only_pays_others_is_asked_for_no_bank_and_finds_what_they_hold(rich, ada, client_of):
    shown = text(client_of(ada).get(WALLET))
    assert "Name your bank account first." not in shown
    assert "All in escrow, deal by deal" in shown


def test_somebody_without_money_reads_what_will_be_here(eve, client_of):
    assert "No money here yet" in text(client_of(eve).get(WALLET))


def test_it_takes_as_many_queries_for_many_sums_as_for_one(rich, ada, client_of, queries):
    browser = client_of(rich)
    before = queries(lambda: browser.get(WALLET))
    for _n in range(5):
        released(ada, rich, "100.00 EUR")
    assert queries(lambda: browser.get(WALLET)) == before


@pytest.mark.parametrize("account", ["available", "clearing", "owed"])
def test_each_figure_leads_to_its_entries_which_end_at_it(rich, client_of, account):
    browser = client_of(rich)
    purse = browser.get(WALLET).context["purses"][0]
    entries = browser.get(f"/wallet/accounts/{account}/EUR/").context["entries"]
    figure = getattr(purse, account)
    assert (entries[0].line.after if entries else money("0 EUR")) == (-figure if account == "owed" else figure)


def test_the_balance_runs_through_the_entries(rich, client_of):
    payouts.request(rich.party, money("20.00 EUR"), by=rich, key="a")
    entries = client_of(rich).get("/wallet/accounts/available/EUR/").context["entries"]
    assert [(entry.line.amount, entry.line.after) for entry in entries] == [
        (money("-20.00 EUR"), money("300.00 EUR")),
        (money("320.00 EUR"), money("320.00 EUR")),
    ]
    assert entries[1].url == Hold.objects.order_by("pk").first().get_absolute_url()


@pytest.mark.parametrize("address", ["nothing/EUR/", "available/XXQ/", "wallet/EUR/"])
def test_an_account_that_is_none_is_not_found(rich, client_of, address):
    assert client_of(rich).get(f"/wallet/accounts/{address}").status_code == 404


def test_the_csv_holds_every_entry_from_the_first_and_no_formula(rich, client_of):
    Hold.objects.order_by("pk").first().line.__class__.objects.update(title="=HYPERLINK(1)")
    answer = client_of(rich).get("/wallet/accounts/available/EUR/csv/")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[1][1:6] == ["Became free", "'=HYPERLINK(1)", "320.00", "320.00", "EUR"]
    assert 'filename="available-EUR.csv"' in answer["Content-Disposition"]


def test_one_sees_the_wallets_of_companies_that_one_may_bind_and_of_no_other(rich, ada, eve, client_of):
    studio = companies.found(name="Marsh Studio", by=rich)
    assert client_of(rich).get(f"{WALLET}?of={studio.party.slug}").status_code == 200
    assert client_of(eve).get(f"{WALLET}?of={studio.party.slug}").status_code == 404
    assert client_of(eve).get(f"{WALLET}?of={rich.party.slug}").status_code == 404


@pytest.mark.parametrize("name", ["wallet", "payouts", "new_payout", "payout_account", "onboarded", "holds"])
def test_visitors_are_asked_to_sign_in(db, client, name):
    assert client.get(reverse(f"payments:{name}")).status_code == 302


@pytest.mark.parametrize("name", ["onboard", "payout_rhythm"])
def test_acts_are_posted(rich, client_of, name):
    assert client_of(rich).get(reverse(f"payments:{name}")).status_code == 405


def new_payout(browser, amount, once=None):
    page = browser.get("/wallet/payouts/new/?currency=EUR")
    once = once or page.context["form"]["once"].value()
    return browser.post("/wallet/payouts/new/?currency=EUR", {"amount": amount, "once": once}), once


def test_a_payout_is_asked_for_and_has_a_page(rich, client_of):
    browser = client_of(rich)
    answer, _once = new_payout(browser, "120.50")
    payout = Payout.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, payout.get_absolute_url())
    assert "€120.50" in text(browser.get(payout.get_absolute_url()))
    assert wallet(rich) == money("199.50 EUR")
    assert_books_balance()


def test_the_same_form_sent_twice_is_one_payout(rich, client_of):
    browser = client_of(rich)
    _answer, once = new_payout(browser, "100")
    browser.post("/wallet/payouts/new/?currency=EUR", {"amount": "100", "once": once})
    assert Payout.objects.count() == 1


@pytest.mark.parametrize("amount", ["", "abc", "320.01", "-5", "0", "1.005"])
def test_what_cannot_be_paid_out_is_said_beside_the_field_and_kept(rich, client_of, amount):
    answer, _once = new_payout(client_of(rich), amount)
    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"]
    assert "There is a problem" in text(answer)
    assert not Payout.objects.exists()


def test_a_payout_of_others_is_not_found(rich, eve, client_of):
    payout = payouts.request(rich.party, money("1.00 EUR"), by=rich, key="a")
    assert client_of(eve).get(payout.get_absolute_url()).status_code == 404


def test_a_failed_payout_says_why_and_where_the_money_is(rich, client_of):
    payout = payouts.request(rich.party, money("1.00 EUR"), by=rich, key="a")
    stripe_says.paid_out(payout, "failed", failure_code="account_closed")
    shown = text(client_of(rich).get(payout.get_absolute_url()))
    assert "The bank account is closed." in shown
    assert "The money is in your wallet again." in shown


def test_without_a_bank_account_the_wallet_says_what_to_do(deals, ada, cleo, clock, client_of):
    cleared(ada, cleo, "400.00 EUR", clock)
    shown = text(client_of(cleo).get(WALLET))
    assert "Name your bank account first." in shown
    assert "Pay out €" not in shown
    assert client_of(cleo).get("/wallet/payouts/new/?currency=EUR").status_code == 302


def test_the_page_of_the_account_says_what_the_gateway_wants(rich, client_of):
    stripe_says.opened(rich.party, payouts_enabled=False, wanted=("individual.verification.document", "x.y"))
    shown = text(client_of(rich).get("/wallet/payout-account/"))
    assert "A picture of your passport or identity card" in shown
    assert "Something more about you" in shown


def test_a_rhythm_is_chosen(rich, client_of):
    client_of(rich).post("/wallet/payout-account/rhythm/", {"rhythm": "weekly"})
    assert payouts.of(rich.party).rhythm == "weekly"
    client_of(rich).post("/wallet/payout-account/rhythm/", {"rhythm": "hourly"})
    assert payouts.of(rich.party).rhythm == "weekly"


def test_both_sides_read_the_hold_and_nobody_else(rich, ada, eve, client_of):
    hold = Hold.objects.order_by("-pk").first()
    for person in (rich, ada):
        assert "€100.00" in text(client_of(person).get(hold.get_absolute_url()))
    assert client_of(eve).get(hold.get_absolute_url()).status_code == 404


def test_the_list_of_holds_takes_as_many_queries_for_many_as_for_one(rich, ada, client_of, queries):
    browser = client_of(rich)
    before = queries(lambda: browser.get("/escrow/"))
    for _n in range(5):
        held(ada, rich, "100.00 EUR")
    assert queries(lambda: browser.get("/escrow/")) == before


def test_sums_of_two_currencies_are_also_shown_together_as_converted(rich, ada, client_of, clock):
    assert client_of(rich).get(WALLET).context["about"] is None
    cleared(ada, rich, "100.00 USD", clock)
    about = client_of(rich).get(WALLET).context["about"]
    assert about.amount > money("320.00 EUR")
    assert "converted at the rates of" in text(client_of(rich).get(WALLET))


def test_what_is_owed_after_a_lost_chargeback_leads_to_the_deal_it_was_for(deals, ada, cleo, clock, client_of):
    stripe_says.opened(cleo.party)
    hold = cleared(ada, cleo, "400.00 EUR", clock)
    stripe_says.paid_out(payouts.request(cleo.party, money("300.00 EUR"), by=cleo, key="a"))
    stripe_says.disputed(hold.payment, "400.00 EUR", moves="taken", status="lost")
    purse = client_of(cleo).get(WALLET).context["purses"][0]
    assert (purse.owed, purse.available) == (money("300.00 EUR"), money("0 EUR"))
    entries = client_of(cleo).get(reverse("payments:wallet_account", args=["owed", "EUR"])).context["entries"]
    assert [(one.words, one.url) for one in entries] == [("Taken by a chargeback", hold.get_absolute_url())]
    assert -entries[0].line.after == purse.owed
    (latest, *_older) = (
        client_of(cleo).get(reverse("payments:wallet_account", args=["available", "EUR"])).context["entries"]
    )
    assert (latest.line.amount, latest.url) == (money("-20.00 EUR"), hold.get_absolute_url())
    assert_books_balance()
